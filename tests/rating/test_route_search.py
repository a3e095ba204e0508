"""The search for a route against trying every set of events, whatever the rules count."""

from __future__ import annotations

from itertools import chain, combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook.rating import read_rules
from workbook.rating.route_model import Limits, clashes
from workbook.rating.route_search import Task, search
from workbook.settings import RatingRules

DIRECTIONS = ("творческое", "спортивное", "социальное")
LEVELS = ("школьный", "районный")
RULES = {
    "без лимитов": read_rules(RatingRules(), caps=False),
    "лимиты": read_rules(RatingRules(level_caps={"школьный": 3, "районный": 5}, total_cap=9)),
    "лучшие": read_rules(RatingRules(best_n=1), caps=False),
}


def make_events(rows) -> pd.DataFrame:
    """Rows of (day, length, hours, direction, level, event, points, interest)."""
    table = pd.DataFrame(
        rows, columns=["day", "length", "hours_spent", "direction", "scale", "event", "sure", "interest"]
    )
    table = table.sort_values("day", kind="stable", ignore_index=True)
    start = pd.Timestamp("2026-02-01")
    return table.assign(
        card=[f"К-{place}" for place in range(len(table))], success=table["sure"] * 2, sure_group="",
        success_group="", starts=[start + pd.Timedelta(days=day) for day in table["day"]],
        ends=[start + pd.Timedelta(days=day + more) for day, more in zip(table["day"], table["length"], strict=True)],
        event=table["event"].astype("str"),
    )  # fmt: skip


def counted(rows: list[tuple[str, str, str, int]], rules) -> int:
    """Count by trying every choice of results: one stage of an event, the best of a direction, limits of levels."""
    best = 0
    for chosen in chain.from_iterable(combinations(rows, size) for size in range(len(rows) + 1)):
        events = [row[0] for row in chosen]
        directions = [row[1] for row in chosen]
        if len(set(events)) < len(events):
            continue
        if rules.best_n and any(directions.count(name) > rules.best_n for name in directions):
            continue
        total = 0
        for level in LEVELS:
            points = sum(row[3] for row in chosen if row[2] == level)
            total += min(points, rules.level_caps.get(level, points))
        best = max(best, min(total, rules.total_cap if rules.total_cap is not None else total))
    return best


def every_choice(task: Task, limits: Limits, results, goal):
    """Return the best set by trying all of them: the order of wishes written out as one tuple."""
    events = task.events
    apart = [set(pair) for pair in clashes(events, limits.gap)] if limits.gap is not None else []
    found = []
    for size in range(len(events) + 1):
        for places in combinations(range(len(events)), size):
            rows = events.iloc[list(places)]
            inside = rows["direction"].value_counts()
            if limits.most is not None and size > limits.most:
                continue
            if limits.hours is not None and rows["hours_spent"].sum() > limits.hours:
                continue
            if limits.same is not None and size and inside.max() > limits.same:
                continue
            if any(pair <= set(places) for pair in apart):
                continue
            cards = tuple(rows["card"])
            first = (
                -len(set(cards) & set(task.take)), -len(set(cards) & set(task.agreed)), max(0, limits.least - size),
                max(0, limits.directions - len(inside)),
            )  # fmt: skip
            liked, new = int(rows["interest"].sum()), sum(task.new.get(name, 0) for name in inside.index)
            hours = int(rows["hours_spent"].sum())
            last = (
                hours - task.interest * liked - task.newness * new, hours, -liked, -new, size,
                tuple(-int(place in places) for place in range(len(events))),
            )  # fmt: skip
            found.append((first, task.count({card: results[card] for card in cards}), last, cards))
    least = min(first for first, _, _, _ in found)
    found = [item for item in found if item[0] == least]
    goal = max(total for _, total, _, _ in found) if goal is None else goal
    enough = [(last, cards, total) for _, total, last, cards in found if total >= goal]
    if not enough:
        return None
    _, cards, total = min(enough)
    return cards, total


event = st.tuples(
    st.integers(0, 20), st.integers(0, 4), st.sampled_from((100, 200, 250, 400)), st.sampled_from(DIRECTIONS),
    st.sampled_from(LEVELS), st.sampled_from("абвг"), st.sampled_from((0, 100, 200, 250, 400)), st.integers(0, 2),
)  # fmt: skip
limits = st.builds(
    Limits, hours=st.sampled_from((None, 300, 600, 1000)), most=st.sampled_from((None, 1, 2, 4)),
    same=st.sampled_from((None, 1, 2)), least=st.integers(0, 3), directions=st.integers(0, 3),
    gap=st.sampled_from((None, 0, 3)),
)  # fmt: skip


@given(
    rows=st.lists(event, min_size=1, max_size=6), kind=st.sampled_from(sorted(RULES)), limits=limits,
    goal=st.sampled_from((None, 0, 300, 500, 900)), known=st.lists(st.tuples(st.sampled_from(DIRECTIONS),
    st.sampled_from(LEVELS), st.sampled_from("абж"), st.sampled_from((100, 300)),), max_size=2),
    weights=st.tuples(st.sampled_from((0, 100)), st.sampled_from((0, 150))), seed=st.integers(0, 10**6),
    lower=st.booleans(),
)  # fmt: skip
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_search_is_the_best_of_all_sets(rows, kind, limits, goal, known, weights, seed, lower):
    events, rules = make_events(rows), RULES[kind]
    past = [(event, direction, scale, points) for direction, scale, event, points in known]
    rng = np.random.default_rng(seed)
    taken_off = {
        cards: int(rng.choice([0, 50, 100, 300])) if lower else 0
        for size in range(len(events) + 1)
        for cards in combinations(events["card"], size)
    }
    own = {row.card: (row.event, row.direction, row.scale, row.sure) for row in events.itertuples()}

    def count(results):
        cards = tuple(sorted(results))
        return max(0, counted([*past, *(own[card] for card in cards)], rules) - taken_off[cards])

    task = Task(
        events, pd.DataFrame([("—", f"событие {row[0]}", *row[1:3], "", row[3]) for row in past],
                             columns=["card", "event_key", "direction", "scale", "cap_group", "points"]),
        rules, count, ("К-0",) if seed % 3 == 0 else (), ("К-1",) if seed % 2 else (),
        {"творческое": 2, "спортивное": 1}, *weights, 0, 1000,
    )  # fmt: skip
    results = dict.fromkeys(events["card"], "участник")
    found = search(task, limits, results, goal)
    expected = every_choice(task, limits, results, goal)
    assert ((found.cards, found.total) if found.reached else None) == expected
    assert found.proven


class TestTries:
    def test_when_the_recounts_run_out_the_answer_is_not_called_proven(self):
        events = make_events([(place * 3, 0, 100, "творческое", "школьный", str(place), 100, 0) for place in range(3)])
        known = pd.DataFrame(columns=["card", "event_key", "direction", "scale", "cap_group", "points"])
        task = Task(
            events, known, RULES["без лимитов"], lambda results: len(results), (), (), {}, 0, 0, 0, 2
        )  # fmt: skip
        free = Limits(None, None, None, 0, 0, 0)
        found = search(task, free, dict.fromkeys(events["card"], "участник"), None)
        assert found.cards
        assert found.total == len(found.cards)
        assert not found.proven
        assert not search(task, free, dict.fromkeys(events["card"], "участник"), 4).reached


class TestClashes:
    @pytest.mark.parametrize(("gap", "pairs"), [(0, [(0, 1)]), (1, [(0, 1), (1, 2)]), (30, [(0, 1), (0, 2), (1, 2)])])
    def test_days_between(self, gap, pairs):
        days = pd.DataFrame(
            {"starts": pd.to_datetime(["2026-02-01", "2026-02-03", "2026-02-05"]),
             "ends": pd.to_datetime(["2026-02-03", "2026-02-04", "2026-02-05"])}
        )  # fmt: skip
        assert sorted(clashes(days, gap)) == pairs
