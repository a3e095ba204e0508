import pandas as pd
import pytest

from workbook.settings import ObjectivityRules
from workbook.vsoko.marker_gaps import ALL_PAIRS, gap_checks, gap_marker, pair_checks
from workbook.vsoko.marker_terms import CLEAR, FEW, POSSIBLE, WATCH

RULES = ObjectivityRules()


def pairs(gaps: list[int], *, subject: str = "математика", class_: str = "7 А", first: int = 0) -> pd.DataFrame:
    table = pd.DataFrame({"year": "2025/2026", "pupil": [f"У-{first + n:04d}" for n in range(len(gaps))], "grade": 7,
                          "class_": class_, "subject": subject, "gap": gaps, "pair": 1})  # fmt: skip
    return table.assign(**{name: flag.astype(int) for name, flag in (
        ("lowered", table["gap"] < 0), ("confirmed", table["gap"] == 0), ("raised", table["gap"] > 0))})  # fmt: skip


def test_most_lowered_is_possible_and_says_where():
    found = pair_checks(pairs([-1] * 24 + [0] * 6), RULES).set_index("group")
    assert found.loc[ALL_PAIRS, "value"] == pytest.approx(80)
    assert found.loc[[ALL_PAIRS, "математика, 7 кл."], "status"].tolist() == [POSSIBLE, POSSIBLE]
    assert found.loc["7 А", ["kind", "value", "status"]].tolist() == ["большие разрывы", 0.0, CLEAR]
    assert gap_marker(found.reset_index(), RULES).raised


def test_raising_is_a_gap_too_with_its_own_sign():
    row = pair_checks(pairs([1] * 24 + [0] * 6), RULES).set_index("group").loc[ALL_PAIRS]
    assert (row["value"], row["threshold"], row["status"]) == (-80, -30, POSSIBLE)
    down = pair_checks(pairs([-1] * 24 + [0] * 6), RULES).set_index("group").loc[ALL_PAIRS]
    assert row["p"] == pytest.approx(down["p"])


def test_a_point_beyond_within_the_error_is_watched():
    row = pair_checks(pairs([-1] * 16 + [0] * 10 + [1] * 4), RULES).set_index("group").loc[ALL_PAIRS]
    assert (row["value"], row["status"]) == (pytest.approx(40), WATCH)


def test_one_strict_work_does_not_speak_for_the_school():
    honest = [0] * 30 + [-1] * 5 + [1] * 5
    others = [pairs(honest, subject=name) for name in ("русский язык", "биология", "география", "история")]
    strict = pairs([-1] * 36 + [0] * 4, subject="обществознание")
    found = pair_checks(pd.concat([*others, strict]), RULES)
    marker = gap_marker(found, RULES)
    assert marker.chance <= RULES.marker_level
    assert (marker.status, marker.reason) == (WATCH, "порог превышен в одной работе: возможно, строга её шкала")
    two = pd.concat([*others, strict, strict.assign(subject="химия")])
    assert gap_marker(pair_checks(two, RULES), RULES).raised


def test_a_class_with_many_large_gaps_is_enough():
    found = pair_checks(pairs([-2] * 14 + [2] * 14 + [0] * 20), RULES)
    marker = gap_marker(found, RULES)
    assert (marker.raised, marker.group) == (True, "7 А")


def test_few_pairs_and_none():
    found = pair_checks(pairs([-1] * 19), RULES)
    assert set(found["status"]) == {FEW}
    assert set(found["reason"]) == {"пар меньше 20"}
    assert pair_checks(pairs([]), RULES).empty


def test_every_pupil_alike_has_no_interval_and_needs_none():
    row = pair_checks(pairs([-1] * 30), RULES).set_index("group").loc[ALL_PAIRS]
    assert row["p"] == pytest.approx(2 * 0.65**30)
    assert gap_marker(pair_checks(pairs([-1] * 30), RULES), RULES).raised
    assert not gap_marker(pair_checks(pairs([0] * 30), RULES), RULES).possible


def test_from_the_tables_of_a_school():
    marks = {"procedure": "ВПР", "subject": "математика", "mark": "3", "journal_mark": ["4"] * 24 + ["3"] * 6}
    procedures = pd.DataFrame({"year": "2025/2026", "pupil": [f"У-{n:04d}" for n in range(30)], **marks})
    pupils = pd.DataFrame({"year": "2025/2026", "pupil": procedures["pupil"], "class_": "7 А", "level": "ООО"})
    found = gap_checks(procedures, pupils, RULES, year="2025/2026")
    assert found.loc[found["group"].eq(ALL_PAIRS), "value"].item() == pytest.approx(80)
    assert gap_checks(procedures, pupils, RULES, year="2024/2025").empty
