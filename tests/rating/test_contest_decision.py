"""From scores to places on tables that a reader can add up; gaps, ties, a severe juror, one juror less."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import DataRefused
from workbook.rating.contest import decide
from workbook.rating.contest_agreement import agreement, concordance, severity
from workbook.rating.contest_chance import chances
from workbook.rating.contest_decision import first, parts, standings
from workbook.rating.contest_jury import ballots, contests
from workbook.rating.contest_scenarios import own_first, scenarios
from workbook.settings import ContestRules

RULES = ContestRules(criteria="вклад; речь", jury_weight=100, draws=200)
POOL = pd.DataFrame(
    {
        "nomination": "Спорт", "pupil": ["У-001", "У-002", "У-003", "У-004"], "team": None, "class_": "7 А",
        "points": [1200, 600, 600, 300], "even": [1200, 600, 600, 300], "wins": [2, 1, 2, 0], "records": 1,
        "place": [1, 2, 2, 4], "finalist": [True, True, True, False], "border": False,
    }
)  # fmt: skip


def jury(scores: dict[str, dict[str, list[float | None]]], nomination: str = "Спорт") -> pd.DataFrame:
    """``{juror: {pupil: [вклад, речь]}}`` as rows of the table; None is an empty cell."""
    rows = [
        ("Год", nomination, pupil, None, juror, criterion, score, pd.Timestamp("2026-05-20"))
        for juror, said in scores.items()
        for pupil, marks in said.items()
        for criterion, score in zip(("вклад", "речь"), marks, strict=True)
        if score is not None
    ]
    columns = ["contest", "nomination", "pupil", "team", "expert", "criterion", "score", "date"]
    return pd.DataFrame(rows, columns=columns).astype({"team": "str"})


def one(scores: dict[str, dict[str, list[float | None]]], rules: ContestRules = RULES):
    """Ballots of «Спорт», whose finalists are those of the first three whom anybody scored."""
    scored = {pupil for said in scores.values() for pupil in said}
    pool = POOL.assign(finalist=POOL["finalist"] & POOL["pupil"].isin(scored))
    return ballots(jury(scores), pool, rules, "Год")[0]["Спорт"]


SCORES = {
    "Ж-01": {"У-001": [8, 8], "У-002": [6, 6], "У-003": [4, 4]},
    "Ж-02": {"У-001": [7, 9], "У-002": [9, 7], "У-003": [5, 5]},
    "Ж-03": {"У-001": [9, 9], "У-002": [6, 8], "У-003": [3, 5]},
}


class TestBallots:
    def test_shape(self):
        given_ = one(SCORES)
        assert (given_.jurors, given_.criteria, given_.units) == (
            ("Ж-01", "Ж-02", "Ж-03"), ("вклад", "речь"), ("У-001", "У-002", "У-003"),
        )  # fmt: skip
        assert given_.scores[1].tolist() == [[700, 900, 500], [900, 700, 500]]
        assert given_.full == given_.jurors
        assert given_.points == (1200, 600, 600)

    def test_a_gap_is_never_a_zero(self):
        scores = SCORES | {"Ж-02": {"У-001": [7, 9], "У-002": [9, None], "У-003": [5, 5]}}
        found, remarks = ballots(jury(scores), POOL, RULES, "Год")
        given_ = found["Спорт"]
        assert given_.gaps() == (("Ж-02", 1),)
        assert given_.full == ("Ж-01", "Ж-03")
        # «речь» of Ж-02 leaves nobody out: it enters for none of them.
        means = {part.unit: part.jury for part in parts(given_, RULES)}
        assert float(means["У-002"]) == pytest.approx(((6 + 9 + 6) / 3 + (6 + 8) / 2) / 2 / 10)
        assert float(means["У-001"]) == pytest.approx(((8 + 7 + 9) / 3 + (8 + 9) / 2) / 2 / 10)
        assert remarks == (
            "«Спорт»: у Ж-02 пустых клеток 1. Пропуск — не ноль: критерий этого члена жюри, по которому оценены не "
            "все, в сумму не входит.",
        )

    def test_above_the_top(self):
        scores = SCORES | {"Ж-03": {"У-001": [12, 9], "У-002": [6, 8], "У-003": [3, 5]}}
        found, remarks = ballots(jury(scores), POOL, RULES, "Год")
        assert found["Спорт"].gaps() == (("Ж-03", 1),)
        assert remarks[0] == (
            "Ж-03, «Спорт», У-001, «вклад»: балл 12 выше наибольшего (10), не учтён и нулём не заменён. "
            "Исправьте оценку."
        )

    def test_a_stranger_of_one_juror_is_set_aside(self):
        scores = SCORES | {"Ж-01": SCORES["Ж-01"] | {"У-009": [9, 9]}}
        found, remarks = ballots(jury(scores), POOL, RULES, "Год")
        assert found["Спорт"].units == ("У-001", "У-002", "У-003")
        assert remarks == ("«Спорт»: У-009 — нет в списке финалистов, оценки не учтены. Проверьте код.",)

    def test_whom_the_jury_admitted_counts(self):
        scores = {juror: said | {"У-004": [9, 9]} for juror, said in SCORES.items()}
        found, remarks = ballots(jury(scores), POOL, RULES, "Год")
        assert found["Спорт"].units[-1] == "У-004"
        assert found["Спорт"].points[-1] == 300
        assert remarks == ("«Спорт»: У-004 — не финалист по правилам, но оценён жюри; учтён как допущенный.",)

    def test_a_finalist_nobody_scored(self):
        scores = {juror: {unit: said[unit] for unit in ("У-001", "У-002")} for juror, said in SCORES.items()}
        found, remarks = ballots(jury(scores), POOL, RULES, "Год")
        assert found["Спорт"].unseen == ("У-003",)
        assert decide(found["Спорт"], RULES).winners == ()
        assert remarks == ("«Спорт»: У-003 — финалист без единой оценки жюри, в сравнение не вошёл.",)

    def test_a_pupil_in_the_nomination_of_teams(self):
        _, remarks = ballots(jury(SCORES, "Команда года"), POOL, RULES, "Год")
        assert remarks[0].startswith("Оценок не учтено: 18 (Команда года у Ж-01, Команда года у Ж-02")

    def test_contests_the_latest_first(self):
        table = pd.concat([jury(SCORES), jury(SCORES).assign(contest="Старый", date=pd.Timestamp("2025-05-20"))])
        assert contests(table) == ("Год", "Старый")


class TestParts:
    def test_sum(self):
        found = {part.unit: float(part.jury) for part in parts(one(SCORES), RULES)}
        assert found == {
            "У-001": pytest.approx(50 / 60),
            "У-002": pytest.approx(42 / 60),
            "У-003": pytest.approx(26 / 60),
        }

    def test_places(self):
        # Ж-02 gives 8 and 8: places 1,5 and 1,5; the others put У-001 first. Mean place 7/6: (3 − 7/6) / 2.
        found = {part.unit: part.jury for part in parts(one(SCORES), RULES, way="места")}
        assert [str(found[unit]) for unit in ("У-001", "У-002", "У-003")] == ["11/12", "7/12", "0"]

    def test_weights(self):
        rules = ContestRules(criteria="вклад; речь", jury_weight=60)
        total = {part.unit: float(part.total) for part in parts(one(SCORES), rules)}
        assert total["У-002"] == pytest.approx(0.6 * 0.7 + 0.4 * 0.5)
        assert total["У-001"] == pytest.approx(0.6 * 50 / 60 + 0.4)

    def test_a_severe_juror_changes_no_order(self):
        harsh = SCORES | {"Ж-03": {unit: [mark - 3 for mark in said] for unit, said in SCORES["Ж-03"].items()}}
        for way in ("сумма", "места"):
            assert (
                standings(parts(one(SCORES), RULES, way=way))["unit"].tolist()
                == standings(parts(one(harsh), RULES, way=way))["unit"].tolist()
            )

    def test_nobody_scored_everybody(self):
        scores = {"Ж-01": {"У-001": [8, 8]}, "Ж-02": {"У-002": [8, 8]}, "Ж-03": {"У-003": [8, 8]}}
        assert parts(one(scores), RULES) == ()
        assert parts(one(scores), RULES, way="места") == ()
        assert decide(one(scores), RULES).status == "нет оценок"
        assert len(parts(one(scores), RULES, gaps=True)) == 3


class TestTies:
    def test_points_then_wins_then_a_shared_place(self):
        even = {juror: {unit: [7, 7] for unit in ("У-001", "У-002", "У-003")} for juror in ("Ж-01", "Ж-02", "Ж-03")}
        table = standings(parts(one(even), RULES))
        assert table[["place", "unit", "tie"]].values.tolist() == [
            [1, "У-001", "баллы"], [2, "У-003", "победы"], [3, "У-002", "победы"],
        ]  # fmt: skip

    def test_shared(self):
        even = {juror: {unit: [7, 7] for unit in ("У-002", "У-003")} for juror in ("Ж-01", "Ж-02", "Ж-03")}
        pool = POOL.assign(wins=1, finalist=[False, True, True, False])
        given_ = ballots(jury(even), pool, RULES, "Год")[0]["Спорт"]
        table = standings(parts(given_, RULES))
        assert table["place"].tolist() == [1, 1]
        assert table["tie"].tolist() == ["место поделено"] * 2
        decision = decide(given_, RULES)
        assert decision.status == "первое место поделено"
        assert decision.winners == ("У-002", "У-003")

    def test_exact_thirds_tie(self):
        # 1/3 and 2/3 of a point: floats would tell these means apart.
        thirds = {
            "Ж-01": {"У-001": [3.3, 1], "У-002": [1, 3.3]},
            "Ж-02": {"У-001": [1, 3.3], "У-002": [3.3, 1]},
            "Ж-03": {"У-001": [2, 2], "У-002": [2, 2]},
        }
        found = parts(one(thirds), RULES)
        assert found[0].jury == found[1].jury


class TestDecision:
    def test_a_sure_winner(self):
        decision = decide(one(SCORES), ContestRules(criteria="вклад; речь", draws=200))
        assert (decision.status, decision.first, decision.winners) == ("победитель", ("У-001",), ("У-001",))
        assert decision.table["first_percent"].tolist()[0] >= 95

    def test_too_few_jurors_name_nobody(self):
        two = {juror: SCORES[juror] for juror in ("Ж-01", "Ж-02")}
        decision = decide(one(two), RULES)
        assert (decision.status, decision.first, decision.winners) == ("мало жюри", ("У-001",), ())

    def test_close(self):
        close = {
            "Ж-01": {"У-001": [9, 9], "У-002": [5, 5]},
            "Ж-02": {"У-001": [5, 5], "У-002": [9, 9]},
            "Ж-03": {"У-001": [7, 8], "У-002": [7, 7]},
        }
        decision = decide(one(close), RULES)
        assert (decision.status, decision.first) == ("не различимы", ("У-001",))
        assert decision.dissent[["expert", "first"]].values.tolist() == [["Ж-02", "У-002"]]

    def test_one_finalist(self):
        alone = {juror: {"У-001": [8, 8]} for juror in ("Ж-01", "Ж-02", "Ж-03")}
        assert decide(one(alone), RULES).status == "один финалист"
        assert decide(one(alone), RULES, "места").status == "один финалист"

    def test_unknown_way(self):
        with pytest.raises(DataRefused) as refusal:
            decide(one(SCORES), RULES, "среднее")
        assert str(refusal.value) == "Способа сложения «среднее» нет. Допустимо: «сумма», «места»."


class TestScenarios:
    def test_one_juror_decides(self):
        # Sums 20, 20 and 30 against 10: without Ж-03 the others put У-002 first.
        loud = {
            "Ж-01": {"У-001": [6, 6], "У-002": [7, 7]},
            "Ж-02": {"У-001": [6, 6], "У-002": [7, 7]},
            "Ж-03": {"У-001": [10, 10], "У-002": [2, 2]},
        }
        table = scenarios(one(loud), RULES)
        turning = table[table["changes"]]
        assert turning[["kind", "scenario", "first"]].values.tolist() == [
            ["способ", "складывать места, а не баллы", "У-002"],
            ["без члена жюри", "без Ж-03", "У-002"],
        ]

    def test_the_words_of_the_other_way(self):
        assert scenarios(one(SCORES), RULES)["scenario"].iloc[0] == "складывать места, а не баллы"
        assert scenarios(one(SCORES), RULES, "места")["scenario"].iloc[0] == "складывать баллы, а не места"

    def test_the_rating_decides(self):
        table = scenarios(
            one({j: {"У-001": [7, 7], "У-002": [8, 8]} for j in SCORES}), ContestRules(criteria="вклад; речь")
        )
        assert table.set_index("scenario").loc["только оценки жюри", ["first", "changes"]].tolist() == ["У-002", True]

    def test_whom_each_puts_first(self):
        assert own_first(one(SCORES), RULES).values.tolist() == [
            ["Ж-01", "У-001"], ["Ж-02", "У-001, У-002"], ["Ж-03", "У-001"],
        ]  # fmt: skip


class TestAgreement:
    def test_w_by_hand(self):
        # Ranks 1 2 3 / 1,5 1,5 3 / 1 2 3 (largest first): W = 12·(…)/(9·24 − 3·6) = 0,9394 by the published formula.
        found = concordance([one(SCORES)]).iloc[0]
        sums = np.array([3.5, 5.5, 9.0])
        spread = ((sums - sums.mean()) ** 2).sum()
        assert found["value"] == pytest.approx(12 * spread / (9 * 24 - 3 * 6))
        assert (found["units"], found["raters"]) == (3, 3)

    def test_w_without_gaps_only(self):
        scores = SCORES | {"Ж-02": {"У-001": [7, 9], "У-002": [9, None], "У-003": [5, 5]}}
        found = concordance([one(scores)]).iloc[0]
        assert (found["value"], found["raters"]) == (1.0, 2)

    def test_severity_is_named(self):
        harsh = SCORES | {"Ж-03": {"У-001": [4, 4], "У-002": [3, 3], "У-003": [1, 1]}}
        found = severity([one(harsh)], RULES).set_index("expert")
        assert found.loc["Ж-03", "verdict"] == "строже"
        # Against the middle of two others: −3,5 and −4,5; −4,5 and −3,5; −3,5 and −3,5.
        assert found.loc["Ж-03", "severity"] == pytest.approx((-4 - 4 - 3.5) / 3)

    def test_nothing_scored(self):
        assert concordance([]).empty
        assert severity([], RULES).empty
        assert agreement([], RULES)["value"].isna().all()

    def test_perfect(self):
        same = dict.fromkeys(SCORES, SCORES["Ж-01"])
        found = agreement([one(same)], RULES).set_index("code")["value"]
        assert found["alpha"] == pytest.approx(1)
        assert found["all"] == pytest.approx(1)


_MARK = st.one_of(st.none(), st.integers(0, 10))
_TABLE = st.lists(st.lists(st.lists(_MARK, min_size=2, max_size=2), min_size=3, max_size=3), min_size=2, max_size=4)


def _named(marks: list[list[list[int | None]]], jurors: list[str]) -> dict[str, dict[str, list[float | None]]]:
    return {
        juror: dict(zip(("У-001", "У-002", "У-003"), said, strict=True))
        for juror, said in zip(jurors, marks, strict=True)
    }


class TestLaws:
    @settings(max_examples=40, deadline=None)
    @given(marks=_TABLE, seed=st.randoms(use_true_random=False))
    def test_order_of_rows_and_names_of_jurors_change_nothing(self, marks, seed):
        jurors = [f"Ж-{number:02d}" for number in range(len(marks))]
        rows = jury(_named(marks, jurors))
        if rows.empty:
            return
        straight, _ = ballots(rows, POOL, RULES, "Год")
        mixed, _ = ballots(rows.sample(frac=1, random_state=seed.randint(0, 999)), POOL, RULES, "Год")
        again = list(jurors)
        seed.shuffle(again)
        renamed, _ = ballots(jury(_named(marks, again)), POOL, RULES, "Год")
        for way in ("сумма", "места"):
            tables = [standings(parts(found["Спорт"], RULES, way=way)) for found in (straight, mixed, renamed)]
            pd.testing.assert_frame_equal(tables[0], tables[1])
            pd.testing.assert_frame_equal(tables[0], tables[2])

    @settings(max_examples=40, deadline=None)
    @given(marks=_TABLE)
    def test_equal_scores_equal_jury_parts(self, marks):
        jurors = [f"Ж-{number:02d}" for number in range(len(marks))]
        for said in marks:
            said[1] = said[0]
        found = {part.unit: part for part in parts_or_none(_named(marks, jurors))}
        if "У-001" in found and "У-002" in found:
            assert found["У-001"].jury == found["У-002"].jury

    @settings(max_examples=40, deadline=None)
    @given(marks=_TABLE)
    def test_parts_stay_within_bounds_and_a_better_score_never_harms(self, marks):
        jurors = [f"Ж-{number:02d}" for number in range(len(marks))]
        found = {part.unit: part for part in parts_or_none(_named(marks, jurors))}
        assert all(0 <= part.jury <= 1 and 0 <= part.total <= 1 for part in found.values())
        if not found or marks[0][0][0] in (None, 10):
            return
        marks[0][0][0] += 1
        better = {part.unit: part for part in parts_or_none(_named(marks, jurors))}
        if "У-001" in found:
            assert better["У-001"].jury >= found["У-001"].jury

    @settings(max_examples=15, deadline=None)
    @given(marks=_TABLE)
    def test_chances_add_up_and_repeat(self, marks):
        jurors = [f"Ж-{number:02d}" for number in range(len(marks))]
        rows = jury(_named(marks, jurors))
        found = ballots(rows, POOL, RULES, "Год")[0].get("Спорт") if len(rows) else None
        if found is None:
            return
        for way in ("сумма", "места"):
            table = chances(found, RULES, way)
            if len(table) and not math.isnan(table["first_percent"].sum()):
                assert table["first_percent"].sum() == pytest.approx(100)
                pd.testing.assert_frame_equal(table, chances(found, RULES, way))


def parts_or_none(scores):
    """Parts of «Спорт», empty when nothing was scored."""
    rows = jury(scores)
    found = ballots(rows, POOL, RULES, "Год")[0].get("Спорт") if len(rows) else None
    return () if found is None else parts(found, RULES)


def test_first_of_nothing():
    assert first(()) == ()
