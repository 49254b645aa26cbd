"""The scheduler with its runner: commands, schedules, slots, the ends of bodies, and what a crash leaves."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from frazil.catalog.records import Task
from frazil.core import probes
from frazil.core.errors import ObjectNotFoundError, StatementCanceledError, StorageError
from frazil.tasks.bodies import BodyRequest, Finish
from frazil.tasks.events import replay
from frazil.tasks.states import OPEN_GRAPHS
from tests.unit.tasks.harness import OWNER, SCHEMA, START, Harness, failing, returned, state_after


def test_a_command_runs_the_graph() -> None:
    harness = Harness()
    harness.graph(A="R", B="R", C="A B")
    harness.task("F", finalizes="R")
    harness.execute()
    assert harness.drain() == ["R", "A", "B", "C", "F"]
    assert harness.graph_finals() == ["SUCCEEDED"]
    assert harness.scheduler.is_idle()


def test_a_command_is_durable_when_it_returns() -> None:
    harness = Harness()
    harness.graph()
    harness.execute()
    assert harness.log.durable == len(harness.log.events) == 4
    assert harness.kinds() == ["GRAPH_SCHEDULED", "RUN_SCHEDULED", "GRAPH_STARTED", "RUN_STARTED"]


def test_a_failure_is_recorded_with_its_code_and_stops_what_follows() -> None:
    harness = Harness()
    harness.graph(A="R", B="A", C="R")
    harness.bodies["A"] = failing
    harness.execute()
    assert sorted(harness.drain()) == ["A", "C", "R"]
    assert harness.graph_finals() == ["FAILED"]
    [ended] = [event for event in harness.log.events if event.event == "GRAPH_FAILED"]
    assert ended.body["first_error_task_name"] == "A"
    assert ended.body["first_error_code"] == "002003"
    assert "does not exist or not authorized" in str(ended.body["first_error_message"])


def test_a_bug_in_a_body_fails_the_run_as_a_system_error() -> None:
    harness = Harness()
    harness.graph()
    harness.bodies["R"] = lambda request, finish: 1 / 0
    harness.execute()
    harness.drain()
    final = harness.log.events[-2]
    assert (state_after(final), final.body["error_code"], final.body["system"]) == ("FAILED", "000603", True)
    assert harness.scheduler.is_idle()


def test_a_cancelled_body_stops_its_descendants() -> None:
    def cancelled(request: BodyRequest, finish: Finish) -> None:
        raise StatementCanceledError

    harness = Harness()
    harness.graph(A="R")
    harness.bodies["R"] = cancelled
    harness.execute()
    assert harness.drain() == ["R"]
    assert harness.finals() == [("R", "CANCELLED")]
    assert harness.graph_finals() == ["CANCELLED"]


def test_return_values_reach_conditions_and_bodies() -> None:
    seen = []
    harness = Harness()
    harness.graph(A="R", B="A", C="A")
    harness.task("B", condition=returned("A", "left"))
    harness.task("C", condition=returned("A", "right"))
    harness.bodies["R"] = lambda request, finish: request.context.set_return_value("first")
    harness.bodies["A"] = lambda request, finish: request.context.set_return_value("right")
    harness.bodies["C"] = lambda request, finish: seen.append(
        [request.context.predecessor_return_value(name) for name in (None, "R")]
    )
    harness.execute()
    assert harness.drain() == ["R", "A", "C"]
    assert sorted(harness.finals()) == [("A", "SUCCEEDED"), ("B", "SKIPPED"), ("C", "SUCCEEDED"), ("R", "SUCCEEDED")]
    assert harness.graph_finals() == ["SUCCEEDED"]
    assert seen == [["right", "first"]]


def test_a_root_whose_condition_is_false_is_skipped_with_everything() -> None:
    harness = Harness()
    harness.task("R", condition="FALSE")
    harness.task("A", predecessors=("R",))
    harness.task("F", finalizes="R")
    harness.execute()
    assert harness.drain() == []
    assert harness.finals() == [("R", "SKIPPED")]
    assert harness.log.events[-2].body["error_code"] == "0040003"
    assert harness.kinds()[-1] == "GRAPH_SKIPPED"


def test_slots_bound_what_runs_at_a_time_and_freed_ones_are_used_at_once() -> None:
    harness = Harness(slots=2)
    harness.graph(**{f"C{number}": "R" for number in range(5)})
    harness.execute()
    [root] = harness.jobs
    harness.jobs.clear()
    claimed: list[int] = []
    for number in range(5):
        harness.bodies[f"C{number}"] = lambda request, finish: claimed.append(
            len(harness.scheduler.dispatcher.runs.claimed)
        )
    root()
    harness.drain()
    assert len(claimed) == 5
    assert max(claimed) <= 2
    assert harness.graph_finals() == ["SUCCEEDED"]


def test_a_privilege_lost_fails_the_run_before_its_body() -> None:
    harness = Harness()
    harness.graph(A="R")
    harness.bodies["R"] = lambda request, finish: harness.revoke("EXECUTE TASK")
    harness.execute()
    assert harness.drain() == ["R"]
    assert harness.finals() == [("R", "SUCCEEDED"), ("A", "FAILED")]
    failed = next(event for event in harness.log.events if event.event == "RUN_FAILED")
    assert failed.body["error_code"] == "091089"


def test_an_effect_and_its_event_are_one_commit() -> None:
    stored = []

    def writing(request: BodyRequest, finish: Finish) -> None:
        harness.committing(request, finish)
        stored.append(harness.log.durable)

    harness = Harness()
    harness.graph(A="R", B="R")
    harness.bodies["R"] = writing
    harness.execute()
    assert harness.drain() == ["R", "A", "B"]
    durable = stored[0]
    assert harness.kinds()[durable - 1 :][:5] == [
        "RUN_SUCCEEDED",
        "RUN_SCHEDULED",
        "RUN_SCHEDULED",
        "RUN_STARTED",
        "RUN_STARTED",
    ]


def test_a_commit_that_fails_changes_nothing() -> None:
    def writing(request: BodyRequest, finish: Finish) -> None:
        finish.succeeded()
        raise StorageError("the disk is full")

    harness = Harness()
    harness.graph(A="R")
    harness.bodies["R"] = writing
    harness.execute()
    assert harness.drain() == ["R"]
    assert harness.finals() == [("R", "FAILED")]


def test_bodies_that_cannot_be_repeated_begin_only_when_their_event_is_durable() -> None:
    durable = []
    harness = Harness()
    harness.graph(A="R")
    harness.task("A", definition="call a()")
    harness.bodies["A"] = lambda request, finish: durable.append(harness.log.durable == len(harness.log.events))
    harness.execute()
    harness.drain()
    assert durable == [True]


def test_automatic_retries_repeat_what_failed() -> None:
    harness = Harness()
    harness.graph(A="R", B="R", C="A B")
    harness.task("F", finalizes="R")
    harness.task("R", parameters={"TASK_AUTO_RETRY_ATTEMPTS": "2"})
    harness.bodies["B"] = failing
    harness.bodies["F"] = lambda request, finish: harness.bodies.pop("B", None)
    harness.execute()
    assert harness.drain() == ["R", "A", "B", "F", "B", "C", "F"]
    assert harness.graph_finals() == ["FAILED", "SUCCEEDED"]
    attempts = {
        (event.body["attempt_number"], event.body["scheduled_from"], event.body["graph_run_group_id"])
        for event in harness.log.events
        if event.run_id is not None and "name" in event.body
    }
    assert attempts == {(1, "EXECUTE TASK", "id1"), (2, "AUTOMATIC RETRY", "id1")}


# ---------------------------------------------------------------- schedules and overlap


def test_a_schedule_counts_from_the_resumption() -> None:
    harness = Harness()
    harness.task("R", schedule="10 MINUTES")
    harness.resume()
    for minutes, runs in ((9, 0), (1, 1), (9, 0), (1, 1)):
        harness.tick(minutes=minutes)
        assert len(harness.drain()) == runs
    scheduled = [event.at for event in harness.log.events if event.event == "GRAPH_SCHEDULED"]
    assert scheduled == [START + timedelta(minutes=10), START + timedelta(minutes=20)]


def test_a_suspended_root_is_not_due() -> None:
    harness = Harness()
    harness.task("R", schedule="10 MINUTES")
    harness.resume()
    harness.task("R", started=False)
    harness.scheduler.refresh()
    harness.tick(minutes=30)
    assert harness.drain() == []
    assert harness.scheduler.next_wake() is None


def test_other_changes_of_a_task_leave_its_due_time() -> None:
    harness = Harness()
    root = harness.task("R", schedule="10 MINUTES")
    harness.resume()
    harness.tick(minutes=5)
    harness.task("R", comment="altered")
    assert harness.scheduler.next_due(root.id) == START + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("policy", "begun_twice"),
    [("NO_OVERLAP", [False, False]), ("ALLOW_CHILD_OVERLAP", [False, True]), ("ALLOW_ALL_OVERLAP", [True, True])],
)
def test_a_due_time_under_each_overlap_policy(policy: str, begun_twice: list[bool]) -> None:
    """The second due time comes while the root runs, or while only its child does."""
    for running, expected in zip(("R", "A"), begun_twice, strict=True):
        harness = Harness()
        harness.graph(A="R")
        harness.task("R", schedule="10 MINUTES", overlap_policy=policy)
        harness.bodies[running] = lambda request, finish, harness=harness: (
            harness.bodies.clear(),
            harness.tick(minutes=10),
        )
        harness.resume()
        harness.tick(minutes=10)
        harness.drain()
        assert harness.graph_finals() == ["SUCCEEDED"] * (2 if expected else 1)


def test_commands_while_the_graph_runs_leave_one_pending_run_the_latest() -> None:
    harness = Harness()
    harness.graph(A="R")

    def body(request: BodyRequest, finish: Finish) -> None:
        del harness.bodies["A"]
        harness.execute(config='{"n": 1}')
        harness.clock.advance(timedelta(seconds=1))
        harness.execute(config='{"n": 2}')

    harness.bodies["A"] = body
    harness.execute()
    assert harness.drain() == ["R", "A", "R", "A"]
    assert harness.graph_finals() == ["SUCCEEDED", "SUCCEEDED"]
    configs = [event.body["config"] for event in harness.log.events if "name" in event.body]
    assert configs == [None, None, '{"n": 2}', '{"n": 2}']
    assert harness.log.events[-1].body["scheduled_time"] != harness.log.events[0].at


def test_a_command_takes_the_place_of_the_run_that_waits_for_its_time() -> None:
    harness = Harness()
    root = harness.task("R", schedule="10 MINUTES")
    harness.resume()
    harness.tick(minutes=4)
    harness.execute()
    assert harness.drain() == ["R"]
    assert harness.scheduler.next_due(root.id) == START + timedelta(minutes=20)


def test_a_replaced_task_loses_its_pending_run_and_finishes_the_one_that_runs() -> None:
    harness = Harness()
    root = harness.graph(A="R")

    def body(request: BodyRequest, finish: Finish) -> None:
        harness.execute()
        harness.scheduler.withdraw(root.id)

    harness.bodies["A"] = body
    harness.execute()
    assert harness.drain() == ["R", "A"]
    assert harness.graph_finals() == ["CANCELLED", "SUCCEEDED"]


def test_a_running_graph_keeps_its_version() -> None:
    harness = Harness()
    harness.graph(A="R", B="A")
    harness.bodies["A"] = lambda request, finish: harness.task("B", started=False, definition="select 2")
    harness.execute()
    assert harness.drain() == ["R", "A", "B"]
    harness.execute()
    assert harness.drain() == ["R", "A"]


def test_the_last_success_is_known_to_the_next_run() -> None:
    known = []
    harness = Harness()
    harness.graph()
    harness.bodies["R"] = lambda request, finish: known.append(
        request.context.runtime_info("LAST_SUCCESSFUL_TASK_GRAPH_RUN_GROUP_ID")
    )
    harness.execute()
    harness.drain()
    harness.execute()
    harness.drain()
    assert known == [None, "id1"]


def test_the_thread_starts_what_is_due_when_the_time_comes() -> None:
    ran = threading.Event()
    harness = Harness(submit=lambda job: threading.Thread(target=job).start())
    harness.bodies["R"] = lambda request, finish: ran.set()
    harness.task("R", schedule="10 MINUTES")
    harness.resume()
    harness.scheduler.start()
    changed = harness.scheduler.dispatcher.changed
    while not ran.is_set():  # the thread may still be on its way to its first wait
        harness.clock.advance(timedelta(minutes=10))
        ran.wait(0.01)
    with changed:
        changed.wait_for(harness.scheduler.is_idle)
    assert harness.scheduler.stop(1.0)


def test_stop_cancels_what_does_not_end_and_leaves_it_to_the_next_start() -> None:
    began, cancel = threading.Event(), threading.Event()

    def endless(request: BodyRequest, finish: Finish) -> None:
        began.set()
        cancel.wait()
        raise StatementCanceledError

    harness = Harness()
    harness.graph(A="R")
    harness.bodies["R"] = endless
    harness.scheduler._cancel = lambda query_id: cancel.set()
    harness.execute()
    thread = threading.Thread(target=harness.drain)
    thread.start()
    began.wait()
    assert not harness.scheduler.stop(0.0)
    thread.join()
    assert harness.kinds()[-1] == "RUN_STARTED"
    harness.bodies.clear()
    assert harness.crashed().drain() == ["R", "A"]


# ---------------------------------------------------------------- crashes


def play(harness: Harness) -> None:
    harness.graph(A="R", B="R", C="A B", D="B")
    harness.task("F", finalizes="R")
    harness.task("R", parameters={"TASK_AUTO_RETRY_ATTEMPTS": "1"})
    harness.task("C", condition=returned("A", "go"))
    harness.bodies["A"] = lambda request, finish: request.context.set_return_value("go")
    calls = []

    def flaky(request: BodyRequest, finish: Finish) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ObjectNotFoundError("gone")

    harness.bodies["D"] = flaky
    harness.bodies["B"] = harness.bodies["C"] = harness.bodies["F"] = harness.committing
    harness.execute(config='{"a": 1}')
    harness.execute()
    harness.drain()


def test_a_replay_of_any_beginning_of_the_log_is_the_state_of_that_moment() -> None:
    harness = Harness()
    states: dict[int, object] = {}
    apply = harness.scheduler.dispatcher.runs.apply

    def watched(decision: object) -> None:
        apply(decision)
        states[len(harness.log.events)] = snapshot(harness.scheduler.dispatcher.runs.graphs)

    harness.scheduler.dispatcher.runs.apply = watched
    play(harness)
    assert harness.graph_finals() == ["FAILED", "SUCCEEDED", "SUCCEEDED"]
    versions = harness.scheduler._version
    for count, state in states.items():
        graphs = replay(harness.log.rows(count), versions)
        assert snapshot({id_: graph for id_, graph in graphs.items() if graph.record.state in OPEN_GRAPHS}) == state


def snapshot(graphs: dict) -> dict:
    return {
        graph_id: (
            graph.record,
            dict(graph.runs),
            graph.open_count,
            graph.begun,
            graph.cancelled,
            graph.first_failure,
            dict(graph._waits),
        )
        for graph_id, graph in graphs.items()
    }


def test_a_crash_after_any_event_loses_no_run_and_repeats_no_final_one() -> None:
    whole = Harness()
    play(whole)
    for count in boundaries():
        before = finals_of(whole, count)
        after = whole.crashed(durable=count)
        after.drain()
        assert after.scheduler.is_idle()
        assert not after.scheduler.dispatcher.runs.graphs
        assert finals_of(after, None)[: len(before)] == before
        ended = [(graph_run_id, name) for graph_run_id, name, _ in finals_of(after, None)]
        assert len(ended) == len(set(ended))
        assert after.kinds().count("GRAPH_SCHEDULED") == len(after.graph_finals())
        assert after.graph_finals()[-1] == "SUCCEEDED"


def boundaries() -> list[int]:
    """Return the lengths of the log between decisions: what a crash can leave."""
    harness = Harness()
    found: list[int] = []
    append = harness.log.append

    def counted(events: list) -> None:
        append(events)
        found.append(len(harness.log.events))

    harness.log.append = counted
    play(harness)
    return found[:-1]


def finals_of(harness: Harness, count: int | None) -> list[tuple[object, ...]]:
    return [
        (event.graph_run_id, event.body["name"], state_after(event))
        for event in harness.log.events[:count]
        if event.run_id is not None and "name" in event.body
    ]


def test_after_a_crash_a_body_that_may_have_had_effects_fails_as_a_system_error() -> None:
    harness = Harness()
    harness.graph(A="R")
    harness.task("R", definition="call r()")
    harness.execute()
    after = harness.crashed()
    assert after.drain() == []
    assert after.finals() == [("R", "FAILED")]
    assert after.log.events[-2].body["system"] is True
    assert after.graph_finals() == ["FAILED"]


def test_after_a_crash_a_single_statement_runs_again_in_the_same_attempt() -> None:
    harness = Harness()
    harness.graph(A="R")
    harness.execute()
    after = harness.crashed()
    assert after.drain() == ["R", "A"]
    assert after.finals() == [("R", "SUCCEEDED"), ("A", "SUCCEEDED")]
    assert after.kinds().count("RUN_RESET") == 1


def test_a_held_graph_run_is_held_after_a_crash() -> None:
    harness = Harness()
    harness.graph()
    harness.execute()
    harness.execute(config='{"held": true}')
    after = harness.crashed()
    assert after.drain() == ["R", "R"]
    assert [event.body["config"] for event in after.log.events if "name" in event.body] == [None, '{"held": true}']


def test_probes_lie_between_the_steps() -> None:
    hits: list[str] = []
    harness = Harness()
    harness.graph()
    harness.bodies["R"] = harness.committing
    with (
        probes.armed("tasks.claimed", lambda: hits.append("claimed")),
        probes.armed("tasks.before_commit", lambda: hits.append("before")),
        probes.armed("tasks.after_commit", lambda: hits.append("after")),
    ):
        harness.execute()
        harness.drain()
    assert hits == ["claimed", "before", "after"]


def test_a_dropped_owner_fails_the_run() -> None:
    harness = Harness()
    harness.graph()
    role = harness.catalog.snapshot.objects[OWNER]
    harness.execute()
    harness.publish(replace(role, dropped_on=START))
    assert harness.drain() == []
    assert harness.finals() == [("R", "FAILED")]


def test_a_retry_after_a_failed_finalizer_repeats_the_finalizer_alone() -> None:
    harness = Harness()
    harness.graph(A="R")
    harness.task("F", finalizes="R")
    harness.task("R", parameters={"TASK_AUTO_RETRY_ATTEMPTS": "1"})
    harness.bodies["F"] = failing
    harness.execute()
    assert harness.drain() == ["R", "A", "F", "F"]
    assert harness.graph_finals() == ["FAILED", "FAILED"]


def test_a_retry_goes_before_a_held_graph_run_after_a_crash_too() -> None:
    harness = Harness(slots=1)
    harness.graph(A="R")
    harness.task("R", parameters={"TASK_AUTO_RETRY_ATTEMPTS": "1"})

    def body(request: BodyRequest, finish: Finish) -> None:
        del harness.bodies["A"]
        harness.execute(config='{"held": true}')
        raise ObjectNotFoundError("gone")

    harness.bodies["A"] = body
    harness.execute()
    harness.drain()
    # What the end of the first attempt decided: its end, the retry, and that the failed member begins again.
    cut = harness.kinds().index("GRAPH_FAILED") + 5
    after = harness.crashed(durable=cut, slots=1)
    assert after.drain() == ["A", "R", "A"]
    starts = [event.graph_run_id for event in after.log.events if event.event == "GRAPH_STARTED"]
    assert starts == [1, 3, 2]


def test_due_times_that_passed_in_a_crash_are_made_up_for_once_if_asked() -> None:
    harness = Harness()
    harness.task("R", schedule="10 MINUTES")
    harness.task("S", schedule="1 MINUTE")
    harness.resume()
    harness.resume("S")
    root = harness.catalog.snapshot.find(Task, SCHEMA, "R")
    harness.tick(minutes=10)
    harness.drain()
    harness.clock.advance(timedelta(minutes=35))
    skipping = harness.crashed()
    skipping.tick(minutes=0)
    assert skipping.drain() == []
    catching_up = harness.crashed(last_due={root.id: START + timedelta(minutes=10)})
    catching_up.tick(minutes=0)
    assert catching_up.drain() == ["S", "R"]
    scheduled = [event.at - START for event in catching_up.log.events if event.event == "GRAPH_SCHEDULED"]
    assert scheduled[-2:] == [timedelta(minutes=1), timedelta(minutes=20)]
    catching_up.tick(minutes=5)
    assert sorted(catching_up.drain()) == ["R", "S"]
