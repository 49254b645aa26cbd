"""Results that answer later queries: the same question, and nothing changed since."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frazil.app.build import FrazilService
from frazil.engine.results import StoredResult
from frazil.session.requests import Login, StatementRequest
from frazil.session.session import Session
from tests.store.conftest import PASSWORD

QUERY = "select sum(a), count(*) from t"


@pytest.fixture
def session(service: FrazilService) -> Session:
    made = login(service)
    run(made, "create database d")
    run(made, "create table t (a int) as select seq4() from table(generator(rowcount => 100))")
    return made


def login(service: FrazilService) -> Session:
    return service.sessions.login(Login(user="ADMIN", password=PASSWORD, warehouse="COMPUTE_WH"))[0]


def run(session: Session, text: str) -> StoredResult:
    request = StatementRequest(text=text, request_id=f"{len(session.state.query_ids)} {id(session)} {text}")
    execution = session.submit(request)
    assert execution.wait(30)
    return execution.outcome().data


def rows(result: StoredResult) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in result.table().to_pylist()]


def is_reused(session: Session, text: str) -> bool:
    """Say whether the second of two runs took the result of the first: its bytes are then the very same."""
    first, second = run(session, text), run(session, text)
    return first.chunks[0].data is second.chunks[0].data and first.query_id != second.query_id


def test_the_same_question_is_answered_once(session: Session) -> None:
    assert is_reused(session, QUERY)


def test_another_session_and_another_spelling_profit(service: FrazilService, session: Session) -> None:
    first = run(session, QUERY)
    other = login(service)
    run(other, "use schema d.public")
    assert run(other, "SELECT  SUM(a) , COUNT(*)\nFROM D.PUBLIC.T").chunks[0].data is first.chunks[0].data


@pytest.mark.parametrize(
    "change",
    [
        "insert into t values (1)",
        "update t set a = a + 1 where a = 3",
        "delete from t where a = 5",
        "truncate table t",
        "merge into t using (select 1 as b) s on t.a = s.b when matched then delete",
        "insert overwrite into t select 7",
        "create or replace table t (a int) as select 5",
        "alter table t swap with u",
    ],
)
def test_a_change_of_a_table_is_seen_at_once(session: Session, change: str) -> None:
    run(session, "create table u (a int) as select 11 union all select 12")
    before = run(session, QUERY)
    run(session, change)
    after = run(session, QUERY)
    run(session, "alter session set use_cached_result = false")
    assert rows(after) == rows(run(session, QUERY)) != rows(before)


def test_a_change_elsewhere_costs_nothing(session: Session) -> None:
    first = run(session, QUERY)
    run(session, "create table u (a int) as select 1")
    run(session, "insert into u select a from t")
    assert run(session, QUERY).chunks[0].data is first.chunks[0].data


@pytest.mark.parametrize(
    "text",
    [
        "select random() from t limit 1",
        "select uuid_string()",
        "select current_timestamp(), count(*) from t",
        "select count(*) from information_schema.tables",
        "select count(*) from t sample (50)",
        "select s.nextval",
        "select count(*) from table(result_scan(last_query_id()))",
        "select count(*) from table(information_schema.query_history())",
    ],
)
def test_what_may_answer_differently_is_asked_again(session: Session, text: str) -> None:
    run(session, "create sequence s")
    assert not is_reused(session, text)


def test_an_open_transaction_sees_what_it_wrote_and_nobody_else_does(service: FrazilService, session: Session) -> None:
    before = rows(run(session, QUERY))
    run(session, "begin")
    run(session, "insert into t values (1000)")
    inside = rows(run(session, QUERY))
    other = login(service)
    run(other, "use schema d.public")
    assert inside != before == rows(run(other, QUERY))
    run(session, "rollback")
    assert rows(run(session, QUERY)) == before


def test_parameters_that_change_a_result_ask_another_question(session: Session) -> None:
    text = "select object_construct('a', a) from t order by a"
    run(session, text)
    run(session, "alter session set json_indent = 0, rows_per_resultset = 3")
    assert rows(run(session, text)) == [('{"a":0}',), ('{"a":1}',), ('{"a":2}',)]


def test_a_session_may_do_without(session: Session) -> None:
    run(session, "alter session set use_cached_result = false")
    assert not is_reused(session, QUERY)


def test_privileges_are_asked_each_time(service: FrazilService, session: Session) -> None:
    run(session, "create role r")
    run(session, "grant role r to user admin")
    run(session, "grant usage on database d to role r")
    run(session, "grant usage on schema d.public to role r")
    run(session, "grant select on table t to role r")
    run(session, "use secondary roles none")
    run(session, QUERY)
    run(session, "use role r")
    assert is_reused(session, QUERY)
    run(session, "use role accountadmin")
    run(session, "revoke select on table t from role r")
    run(session, "use role r")
    with pytest.raises(Exception, match="does not exist or not authorized"):
        run(session, QUERY)


def test_a_large_result_outlives_the_one_it_was_taken_from(service: FrazilService, session: Session) -> None:
    text = "select a.a, b.a, c.a from t a, t b, t c order by 1, 2, 3"
    first, second = run(session, text), run(session, text)
    assert first.chunks[0].path != second.chunks[0].path
    assert first.chunks[0].path is not None and second.chunks[0].path is not None
    assert first.chunks[0].path.samefile(second.chunks[0].path)
    service.services.results._store.delete(first.query_id)
    assert second.table().num_rows == 1_000_000
    third = run(session, text)  # the holder is gone: asked again, and right
    assert third.table().num_rows == 1_000_000


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.sampled_from(
            [
                "select sum(a), count(*) from t",
                "select sum(a) from u",
                "select sum(t.a), sum(u.a) from t, u",
                "insert into t values (3)",
                "insert into u select max(a) + 1 from t",
                "delete from u where a > 50",
                "update t set a = a + 1",
                "alter table t swap with u",
                "begin",
                "commit",
                "rollback",
            ]
        ),
        max_size=14,
    )
)
def test_with_and_without_the_cache_is_the_same(service: FrazilService, steps: list[str]) -> None:
    """Run the same statements in two databases, one of them without the cache."""
    answers = []
    for wanted in ("true", "false"):
        session = login(service)
        run(session, f"alter session set use_cached_result = {wanted}")
        for text in ("create or replace database d", "create table t (a int) as select 1", "create table u (a int)"):
            run(session, text)
        answers.append([rows(run(session, text)) for text in steps])
        service.sessions.logout(session)
    assert answers[0] == answers[1]
