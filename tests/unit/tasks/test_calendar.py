"""The calendar of due roots: against the plain rule, whatever is resumed, changed and taken in between."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from frazil.catalog.records import Task
from frazil.catalog.snapshot import Catalog, Delete, Put
from frazil.core.ids import ObjectId
from frazil.tasks.calendar import Calendar
from tests.unit.tasks.harness import OWNER, SCHEMA, START


def root(number: int, minutes: int, *, started: bool = True, base: int = 0) -> Task:
    return Task(
        id=ObjectId(number),
        parent_id=SCHEMA,
        name=f"R{number}",
        owner_id=OWNER,
        created_on=START,
        altered_on=START,
        definition="SELECT 1",
        schedule=f"{minutes} minutes",
        schedule_base=START + timedelta(minutes=base),
        started=started,
    )


def calendar_of(*tasks: Task) -> Calendar:
    calendar = Calendar(Catalog(tasks, first_id=1000))
    calendar.update(START)
    return calendar


def taken(calendar: Calendar, minutes: int) -> list[tuple[int, int]]:
    """Take what is due: numbers of roots with their minutes."""
    found = []
    while (each := calendar.take(START + timedelta(minutes=minutes))) is not None:
        task, due = each
        found.append((int(task.id), (due - START) // timedelta(minutes=1)))
    return found


def test_due_roots_are_taken_once_and_the_earliest_first() -> None:
    calendar = calendar_of(root(1, 10), root(2, 5), root(3, 11), root(4, 1, started=False))
    assert calendar.first() == START + timedelta(minutes=5)
    assert taken(calendar, 4) == []
    assert taken(calendar, 10) == [(2, 5), (1, 10)]
    assert taken(calendar, 10) == []
    assert calendar.next_due(ObjectId(2)) == START + timedelta(minutes=15)
    assert calendar.next_due(ObjectId(4)) is None


def test_times_that_passed_are_not_made_up() -> None:
    calendar = calendar_of(root(1, 10))
    assert taken(calendar, 35) == [(1, 10)]
    assert calendar.first() == START + timedelta(minutes=40)


def test_a_used_up_time_is_passed_over() -> None:
    calendar = calendar_of(root(1, 10), root(2, 10))
    calendar.use_up(ObjectId(1), START)
    assert taken(calendar, 10) == [(2, 10)]
    assert taken(calendar, 20) == [(1, 20), (2, 20)]


def test_one_time_alone_is_used_up_however_often() -> None:
    calendar = calendar_of(root(1, 10))
    for _ in range(3):
        calendar.use_up(ObjectId(1), START + timedelta(minutes=4))
    assert calendar.first() == START + timedelta(minutes=20)
    calendar.use_up(ObjectId(1), START + timedelta(minutes=14))
    assert taken(calendar, 30) == [(1, 30)]


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 9), st.booleans(), st.integers(0, 3)), max_size=40))
def test_it_follows_the_catalog(moves: list[tuple[int, int, bool, int]]) -> None:
    catalog = Catalog([], first_id=1000)
    calendar = Calendar(catalog)
    due: dict[int, int] = {}
    tasks: dict[int, Task] = {}
    minute = 0
    for number, minutes, started, passes in moves:
        known = tasks.get(number)
        if minutes == 0:
            if known is not None:
                catalog.publish([Delete(tasks.pop(number))])
                due.pop(number, None)
        else:
            tasks[number] = task = root(number, minutes, started=started, base=minute)
            catalog.publish([Put(task)])
            same = known is not None and known.started and calendar_key(known) == calendar_key(task)
            if started and not same:
                due[number] = minute + minutes
            elif not started:
                due.pop(number, None)
        now = START + timedelta(minutes=minute)
        calendar.update(now)
        assert calendar.first() == min((START + timedelta(minutes=at) for at in due.values()), default=None)
        assert {int(task.id): at for task, at in calendar.roots()} == {
            each: START + timedelta(minutes=at) for each, at in due.items()
        }
        minute += passes
        expected = sorted((at, each) for each, at in due.items() if at <= minute)
        assert taken(calendar, minute) == [(each, at) for at, each in expected]
        for at, each in expected:
            every = int(str(tasks[each].schedule).split()[0])
            due[each] = at + ((minute - at) // every + 1) * every


def calendar_key(task: Task) -> tuple[object, object]:
    return task.schedule, task.schedule_base
