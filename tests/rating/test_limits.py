"""Limits: the most that all limits together allow, found by hand and by trying everything."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.rating.limits import limit
from workbook.settings import RatingRules

LEVELS, DIRECTIONS, GROUPS = ["школьный", "районный"], ["спортивное", "творческое"], ["а", "б", None]


def rows(*lines: tuple[str, str, str | None, int]) -> pd.DataFrame:
    """One pupil's records as level, direction, group, points; the dearest first."""
    frame = pd.DataFrame(lines, columns=["scale", "direction", "cap_group", "points"])
    frame = frame.assign(pupil="У-1", card=[f"К-{number}" for number in range(len(lines))])
    return frame.sort_values("points", ascending=False, kind="stable", ignore_index=True)


@pytest.fixture(scope="module")
def capped(make_rules):
    """``capped(level, direction, group, total)`` in points; None for no limit."""

    def build(level=None, direction=None, group=None, total=None):
        kit = RatingRules()
        return make_rules(
            level_caps={} if level is None else dict.fromkeys(kit.level_caps, level),
            direction_caps=dict.fromkeys(kit.direction_caps, direction or 0),
            card_group_cap=10000 if group is None else group,
            total_cap=total or 0,
        )

    return build


def most(frame: pd.DataFrame, rules) -> int:
    """The most points, by trying every division of every record; points and limits in units of 100."""
    best = 0
    for parts in product(*(range(0, points + 1, 100) for points in frame["points"])):
        given_ = frame.assign(part=parts)
        holds = (
            all(given_.groupby("scale")["part"].sum().get(level, 0) <= cap for level, cap in rules.level_caps.items())
            and all(
                given_.groupby("direction")["part"].sum().get(name, 0) <= cap
                for name, cap in rules.direction_caps.items()
            )
            and (given_.groupby("cap_group")["part"].sum() <= rules.card_group_cap).all()
        )
        if holds:
            best = max(best, sum(parts))
    return min(best, rules.total_cap) if rules.total_cap is not None else best


class TestByHand:
    def test_one_limit_fills_from_the_dearest(self, capped):
        frame = rows(("школьный", "спортивное", None, 300), ("школьный", "творческое", None, 200))
        assert limit(frame, "points", capped(level=4)).tolist() == [300, 100]

    def test_the_whole_trims_the_cheapest(self, capped):
        frame = rows(("школьный", "спортивное", None, 300), ("районный", "творческое", None, 200))
        assert limit(frame, "points", capped(total=4)).tolist() == [300, 100]

    def test_crossing_limits_lose_nothing(self, capped):
        """Filling levels first, then directions, would keep 3 and 0; four points are allowed."""
        frame = rows(
            ("школьный", "спортивное", None, 300), ("школьный", "творческое", None, 200),
            ("районный", "спортивное", None, 200),
        )  # fmt: skip
        counted = limit(frame, "points", capped(level=2, direction=2))
        assert counted.sum() == 400
        assert counted.groupby(frame["scale"]).sum().le(200).all()
        assert counted.groupby(frame["direction"]).sum().le(200).all()

    def test_zero_limit_of_a_level_counts_nothing(self, capped):
        assert limit(rows(("школьный", "спортивное", None, 300)), "points", capped(level=0)).tolist() == [0]

    def test_no_records(self, capped):
        assert limit(rows(("школьный", "спортивное", None, 300)).iloc[:0], "points", capped(level=1)).empty


LINE = st.tuples(
    st.sampled_from(LEVELS),
    st.sampled_from(DIRECTIONS),
    st.sampled_from(GROUPS),
    st.integers(1, 3).map(lambda x: 100 * x),
)


@settings(max_examples=40, deadline=None)
@given(
    lines=st.lists(LINE, min_size=1, max_size=5),
    caps=st.tuples(*(st.sampled_from([None, 2, 3]) for _ in range(3)), st.sampled_from([None, 5])),
)
def test_nothing_allowed_is_more(capped, lines, caps):
    frame, rules = rows(*lines), capped(*caps)
    counted = limit(frame, "points", rules)
    assert counted.between(0, frame["points"]).all()
    for column, limits in (("scale", rules.level_caps), ("direction", rules.direction_caps)):
        sums = counted.groupby(frame[column]).sum()
        assert all(sums.get(part, 0) <= cap for part, cap in limits.items())
    assert counted.groupby(frame["cap_group"]).sum().le(rules.card_group_cap).all()
    assert counted.sum() == most(frame, rules)


@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(LINE, min_size=1, max_size=12), more=LINE,
    caps=st.tuples(*(st.sampled_from([None, 2, 3, 5]) for _ in range(3)), st.sampled_from([None, 6])),
)  # fmt: skip
def test_one_more_record_never_takes_away(capped, lines, more, caps):
    rules = capped(*caps)
    assert limit(rows(*lines, more), "points", rules).sum() >= limit(rows(*lines), "points", rules).sum()
