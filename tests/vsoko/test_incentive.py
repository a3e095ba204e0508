"""The incentive sheet: evidence by hand-readable tables, claims beside it, and the law that inflation never pays."""

from __future__ import annotations

import math
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from workbook.errors import MissingData
from workbook.school import School
from workbook.settings import IncentiveRules, Settings, read_settings
from workbook.vsoko.incentive import IncentiveSheet, incentive_of, incentive_results
from workbook.vsoko.incentive_evidence import ABOVE, BELOW, NOT_BELOW, confirmed, gains, taught, tools, withheld
from workbook.vsoko.incentive_rows import COMMISSION, CONFIRMED, COUNTED, GAIN, MARKS, REFUSED, TOOLS, sheet_rows, sums

YEAR, BEFORE = "2025/2026", "2024/2025"
RULES = IncentiveRules()


def works(rows: list[tuple[str, str, float, str | None, str | None]], year: str = YEAR, grade: int = 6) -> pd.DataFrame:
    """Rows (pupil, procedure, score of 20, mark, journal mark) in Russian language."""
    names = ["pupil", "procedure", "primary_score", "mark", "journal_mark"]
    frame = pd.DataFrame(rows, columns=names).assign(year=year, grade=grade, subject="русский язык", max_score=20.0)
    return frame.astype({"mark": "str", "journal_mark": "str"})


def codes(n: int) -> list[str]:
    return [f"У-{place:03d}" for place in range(1, n + 1)]


def teaching(n: int, teacher: str = "П-01") -> pd.DataFrame:
    return pd.DataFrame({"pupil": codes(n), "subject": "русский язык", "teacher": teacher})


def references(final: float, start: float) -> pd.DataFrame:
    rows = [("ВПР", YEAR, 6, final), ("ВПР", BEFORE, 5, start)]
    frame = pd.DataFrame(rows, columns=["procedure", "year", "grade", "mean"])
    return frame.assign(subject="русский язык", territory="регион", unit="процент выполнения", sd=5.0)


def school(journal: list[int], scores: list[int], claims: pd.DataFrame | None = None) -> School:
    """Twenty pupils and more of one teacher: journal marks and marks of ВПР."""
    n = len(journal)
    marks = [str(value) for value in scores]
    tables = {
        "pupils": pd.DataFrame({"year": YEAR, "pupil": codes(n), "class_": "6 А", "level": "ООО"}),
        "period_marks": pd.DataFrame(
            {"year": YEAR, "pupil": codes(n), "subject": "русский язык", "period": "год", "teacher": "П-01",
             "mark": [str(value) for value in journal]}
        ),
        "procedures": pd.concat([
            works([(code, "ВПР", 4.0 * score, mark, str(was)) for code, score, mark, was in
                   zip(codes(n), scores, marks, journal, strict=True)]),
            works([(code, "ВПР", 10.0, "3", "3") for code in codes(n)], BEFORE, 5),
        ]),
        "references": references(60, 50),
    }  # fmt: skip
    if claims is not None:
        tables["incentives"] = claims
    return School("shkola-0", "Школа", "", YEAR, Path(), Settings(), MappingProxyType(tables))


def claim(criterion: str, points: float, evidence: str | None, decided: str | None) -> dict[str, object]:
    return {"year": YEAR, "teacher": "П-01", "criterion": criterion, "points": points, "evidence": evidence,
            "confirmed": decided}  # fmt: skip


class TestTaught:
    def test_the_year_mark_names_the_teacher(self):
        marks = pd.DataFrame(
            [
                ("У-1", "год", "П-02"),
                ("У-1", "1 четверть", "П-01"),
                ("У-2", "1 четверть", "П-01"),
                ("У-3", "год", None),
            ],
            columns=["pupil", "period", "teacher"],
        ).assign(year=YEAR, subject="химия")
        found = taught(marks, YEAR).set_index("pupil")["teacher"].to_dict()
        assert found == {"У-1": "П-02", "У-2": "П-01"}


class TestGains:
    def rows(self, finals: list[float], starts: list[float]) -> pd.DataFrame:
        last = works([(c, "ВПР", s, None, None) for c, s in zip(codes(len(finals)), finals, strict=True)])
        first = works([(c, "ВПР", s, None, None) for c, s in zip(codes(len(starts)), starts, strict=True)], BEFORE, 5)
        return pd.concat([last, first])

    def test_growth_is_beyond_the_region(self):
        # 10 of 20 → 14 of 20 is +20 п.п., the region grew by 10: +10, all alike
        found = gains(self.rows([14.0] * 20, [10.0] * 20), references(60, 50), teaching(20), YEAR, RULES).iloc[0]
        assert (found["value"], found["n"], found["word"], found["points"]) == (10.0, 20, ABOVE, 5.0)

    def test_less_than_the_region_gives_nothing(self):
        found = gains(self.rows([10.0] * 20, [10.0] * 20), references(60, 50), teaching(20), YEAR, RULES).iloc[0]
        assert (found["value"], found["word"], found["points"]) == (-10.0, BELOW, 0.0)

    def test_an_interval_with_nought_is_not_less(self):
        found = gains(self.rows([8.0, 16.0] * 10, [10.0] * 20), references(60, 50), teaching(20), YEAR, RULES).iloc[0]
        assert found["low"] < 0 < found["high"]
        assert (found["word"], found["points"]) == (NOT_BELOW, 3.0)

    def test_few_pupils_give_no_points(self):
        found = gains(self.rows([14.0] * 14, [10.0] * 14), references(60, 50), teaching(14), YEAR, RULES).iloc[0]
        assert math.isnan(found["points"])
        assert found["why"] == "учеников мало"

    def test_the_starting_work_of_the_year_goes_first(self):
        start = works([(c, "стартовая", 14.0, None, None) for c in codes(20)])
        known = pd.concat([references(60, 50), references(60, 50).head(1).assign(procedure="стартовая", mean=60.0)])
        rows = pd.concat([self.rows([14.0] * 20, [10.0] * 20), start])
        assert gains(rows, known, teaching(20), YEAR, RULES)["value"].item() == 0.0

    def test_without_a_reference_there_is_no_growth(self):
        only = references(60, 50).head(1)
        assert gains(self.rows([14.0] * 20, [10.0] * 20), only, teaching(20), YEAR, RULES).empty


class TestConfirmed:
    def rows(self, lowered: int, raised: int, n: int = 20) -> pd.DataFrame:
        gaps = ["3"] * lowered + ["5"] * raised + ["4"] * (n - lowered - raised)
        return works([(c, "ВПР", 10.0, mark, "4") for c, mark in zip(codes(n), gaps, strict=True)])

    @pytest.mark.parametrize(("lowered", "points"), [(0, 3), (2, 3), (3, 2), (4, 2), (6, 1), (7, 0), (20, 0)])
    def test_bands(self, lowered, points):
        pupils = pd.DataFrame({"year": YEAR, "pupil": codes(20), "class_": "6 А", "level": "ООО"})
        found = confirmed(self.rows(lowered, 0), pupils, teaching(20), YEAR, RULES).iloc[0]
        assert (found["value"], found["points"]) == (5.0 * lowered, points)

    def test_a_strict_journal_loses_nothing(self):
        pupils = pd.DataFrame({"year": YEAR, "pupil": codes(20), "class_": "6 А", "level": "ООО"})
        found = confirmed(self.rows(0, 10), pupils, teaching(20), YEAR, RULES).iloc[0]
        assert (found["points"], found["raised"]) == (3.0, 50.0)

    def test_few_pairs_give_no_points(self):
        pupils = pd.DataFrame({"year": YEAR, "pupil": codes(19), "class_": "6 А", "level": "ООО"})
        found = confirmed(self.rows(0, 0, 19), pupils, teaching(19), YEAR, RULES).iloc[0]
        assert math.isnan(found["points"])
        assert found["why"] == "пар мало"


class TestTools:
    def test_renewed_and_accepted_in_the_year(self):
        plan = pd.DataFrame(
            [("входной", "2025-09-10", "2025-08-20", "принято"), ("итоговый", "2026-04-20", "2026-04-01", "принято"),
             ("итоговый", "2026-04-20", "2024-04-01", "принято"), ("текущий", "2026-04-20", "2026-04-01", "доработать"),
             ("внешний", "2026-04-20", "2026-04-01", "принято"), ("текущий", "2027-04-20", "2026-04-01", "принято")],
            columns=["control_type", "due", "revised", "expertise"],
        ).assign(teacher="П-01")  # fmt: skip
        plan[["due", "revised"]] = plan[["due", "revised"]].apply(pd.to_datetime)
        found = tools(plan, YEAR, RULES).iloc[0]
        assert (found["value"], found["n"], found["points"]) == (2.0, 4, 2.0)


class TestWithheld:
    def test_nought_stays_and_good_points_go(self):
        part = pd.DataFrame({"points": [3.0, 0.0, math.nan], "why": ["", "", "пар мало"]})
        assert withheld(part)["points"].isna().tolist() == [True, False, True]
        assert withheld(part)["why"].tolist() == ["ВПР под вопросом", "", "пар мало"]
        assert withheld(part, wholly=True)["points"].isna().all()


class TestSheet:
    def row(self, sheet: IncentiveSheet, criterion: str) -> dict[str, object]:
        return sheet.rows.set_index("criterion").loc[criterion].to_dict()

    def test_a_claim_above_the_data_is_a_remark_and_does_not_count(self):
        claims = pd.DataFrame([claim(MARKS, 3, "справка", "да")])
        row = self.row(IncentiveSheet(school([4] * 20, [3] * 5 + [4] * 15, claims), YEAR), MARKS)
        assert (row["points"], row["state"]) == (1.0, COUNTED)
        assert row["remark"] == (
            "Заявлено 3, данные подтверждают 1: в сумму входит по данным. Комиссия подтвердила заявленное: обоснуйте в "
            "протоколе."
        )

    def test_documents_count_when_the_commission_confirmed_them(self):
        claims = pd.DataFrame([
            claim("наставничество и семинары", 9, "приказ № 1", "да"), claim("инновации", 2, "приказ № 2", "нет"),
            claim("работа с группой А", 2, None, None),
        ])  # fmt: skip
        sheet = IncentiveSheet(school([4] * 20, [4] * 20, claims), YEAR)
        mentor, new, group = (
            self.row(sheet, name) for name in ("наставничество и семинары", "инновации", "работа с группой А")
        )
        assert (mentor["points"], mentor["state"]) == (4.0, CONFIRMED)
        assert mentor["remark"] == "Заявлено 9, наибольший балл критерия 4."
        assert (new["points"], new["state"]) == (0.0, REFUSED)
        assert (group["points"], group["remark"]) == (0.0, "Нет ссылки на подтверждение.")

    def test_a_small_group_is_the_commissions(self):
        claims = pd.DataFrame([claim(MARKS, 2, "сверка", "да")])
        sheet = IncentiveSheet(school([4] * 12, [4] * 12, claims), YEAR)
        assert self.row(sheet, MARKS)["state"] == CONFIRMED
        assert self.row(IncentiveSheet(school([4] * 12, [4] * 12), YEAR), MARKS)["state"] == COMMISSION

    def test_the_sum_has_a_cap(self):
        rules = read_settings({"стимулирование": {"наибольшая_сумма": 4}})
        base = school([4] * 20, [4] * 20)
        capped = School(base.id, base.title, "", YEAR, base.folder, rules, base.tables)
        assert IncentiveSheet(base, YEAR).sums["total"].item() > 4
        assert IncentiveSheet(capped, YEAR).sums["total"].item() == 4

    def test_marks_without_teachers_are_spoken_of(self):
        base = school([4] * 20, [4] * 20)
        nobody = dict(base.tables) | {"period_marks": base.tables["period_marks"].assign(teacher=None)}
        sheet = IncentiveSheet(School("s", "Школа", "", YEAR, base.folder, Settings(), MappingProxyType(nobody)), YEAR)
        assert sheet.gaps[-1] == (
            "В таблице «Отметки за период» нет кодов учителей за этот год: прирост и подтверждение отметок не с "
            "кем связать. Заполните столбец «Код учителя»."
        )
        assert sheet.evidence[GAIN].empty

    def test_order_is_of_codes(self):
        sheet = IncentiveSheet(school([4] * 20, [4] * 20), YEAR)
        assert list(sheet.sums["teacher"]) == sorted(sheet.sums["teacher"])

    def test_results_hold_no_teacher_and_no_mean(self):
        assert incentive_results(IncentiveSheet(school([4] * 20, [4] * 20), YEAR)).empty  # one teacher is no group

    def test_nothing_to_judge_by(self):
        empty = School("shkola-0", "Школа", "", YEAR, school([4], [4]).folder, Settings(), MappingProxyType({}))
        with pytest.raises(MissingData) as refusal:
            incentive_of(empty)
        assert refusal.value.message == (
            "Лист стимулирования за 2025/2026 учебный год не составить: нет ни заявок, ни внешних работ с кодами "
            "учителей, ни плана ФОС."
        )


pupil_marks = st.lists(st.tuples(st.integers(2, 5), st.integers(2, 5)), min_size=1, max_size=40)
decisions = st.sampled_from([None, "да", "нет"])


class TestInflationNeverPays:
    """Raising journal marks of all pupils of a teacher never raises the sum; качество знаний does not enter at all."""

    def total(self, journal: list[int], scores: list[int], claims: pd.DataFrame) -> float:
        tables = school(journal, scores).tables
        known = confirmed(tables["procedures"], tables["pupils"], teaching(len(journal)), YEAR, RULES)
        return float(sums(sheet_rows(["П-01"], {MARKS: known}, claims, RULES), RULES)["total"].item())

    @hypothesis_settings(max_examples=12)
    @given(pupil_marks, st.integers(0, 5), decisions)
    def test_one_mark_up(self, pairs, asked, decided):
        journal, scores = [a for a, _ in pairs], [b for _, b in pairs]
        claims = pd.DataFrame([claim(MARKS, asked, "сверка", decided), claim(GAIN, asked, "справка", decided)])
        before = self.total(journal, scores, claims)
        assert self.total([min(5, mark + 1) for mark in journal], scores, claims) <= before

    @hypothesis_settings(max_examples=12)
    @given(pupil_marks, st.data())
    def test_any_marks_up(self, pairs, data):
        journal, scores = [a for a, _ in pairs], [b for _, b in pairs]
        lifted = [data.draw(st.integers(mark, 5)) for mark in journal]
        claims = pd.DataFrame([claim(MARKS, 3, "сверка", "да")])
        assert self.total(lifted, scores, claims) <= self.total(journal, scores, claims)

    @hypothesis_settings(max_examples=6)
    @given(st.lists(st.integers(2, 4), min_size=20, max_size=40))
    def test_planted_inflation_lowers(self, scores):
        claims = pd.DataFrame([claim(TOOLS, 1, "реестр", None)])
        honest = self.total(scores, scores, claims)
        assert self.total([mark + 1 for mark in scores], scores, claims) <= honest - 3

    def test_the_whole_sheet_keeps_the_law(self):
        scores = [3, 4] * 12
        sheets = [IncentiveSheet(school([min(5, mark + up) for mark in scores], scores), YEAR) for up in (0, 1, 2)]
        first, second, third = (sheet.sums["total"].item() for sheet in sheets)
        assert first > second >= third
        for sheet in sheets[1:]:  # the growth and the doubts do not see the journal
            pd.testing.assert_frame_equal(sheet.evidence[GAIN], sheets[0].evidence[GAIN])
            assert sheet.doubts == sheets[0].doubts

    def test_quality_of_period_marks_does_not_enter(self):
        base = school([4] * 20, [4] * 20)
        better = dict(base.tables) | {"period_marks": base.tables["period_marks"].assign(mark="5")}
        other = School(base.id, base.title, "", YEAR, base.folder, Settings(), MappingProxyType(better))
        pd.testing.assert_frame_equal(IncentiveSheet(base, YEAR).rows, IncentiveSheet(other, YEAR).rows)
