"""Schools of a municipality side by side: limits by hand, ranges of places, nothing of a small school anywhere."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.display import vsoko_district, vsoko_district_context, vsoko_district_matrix
from workbook.errors import MissingData
from workbook.estimates import mean, share
from workbook.school import School
from workbook.settings import DistrictRules, Settings
from workbook.vsoko.district import District, district_groups, district_indicators, district_of
from workbook.vsoko.district_compare import INSIDE, OUTSIDE, compare, funnel_lines, layers
from workbook.vsoko.district_context import (
    context_index,
    context_thirds,
    expected,
    nearest_schools,
    resilient,
)
from workbook.vsoko.district_exchange import exchange
from workbook.vsoko.district_matrix import common_deficits, criteria_matrix, marked_share, marker_matrix
from workbook.vsoko.district_progress import progress_choices, school_progress
from workbook.vsoko.district_results import district_results
from workbook.vsoko.district_rows import named_schools, settled
from workbook.vsoko.district_trend import trends
from workbook.vsoko.progress_store import sum_rows

RULES, SETTINGS = DistrictRules(), Settings()
SHARE = "confirmed-percent"


def row(school: str, indicator: str, value: float, **more: Any) -> dict[str, Any]:
    return {
        "school": school, "school_title": f"Школа {school}", "notebook": "31_marks", "year": "2025/2026",
        "indicator": indicator, "title": "Подтвердили", "value": value, "group": "", "low": math.nan, "high": math.nan,
        "n": 0, "unit": "%", "headline": False, "verdict": "", "note": "",
    } | more  # fmt: skip


def shared(school: str, k: int, n: int, indicator: str = SHARE, **more: Any) -> dict[str, Any]:
    """A row as a report writes it: a share with Wilson's interval."""
    e = share(k, n)
    return row(school, indicator, e.value, low=e.low, high=e.high, n=n, **more)


def table(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(list(rows))


def municipality(frame: pd.DataFrame | None = None) -> School:
    tables = {} if frame is None else {"schools": frame}
    return School("", "", "Наш район", "", Path(), SETTINGS, MappingProxyType(tables))


def context(*rows: tuple[str, float, float, float, int], **columns: list[Any]) -> pd.DataFrame:
    names = ["school", "parents_higher", "special_needs", "other_language", "pupils"]
    frame = pd.DataFrame(rows, columns=names)
    frame = frame.assign(title=frame["school"].str.upper(), municipality="Наш район", status="обычная", latitude=np.nan,
                         longitude=np.nan, wants_help=pd.NA, offers_help=pd.NA)  # fmt: skip
    return frame.assign(**columns)


EIGHT = table(*(shared(f"s{i}", k, 200) for i, k in enumerate((118, 121, 124, 117, 120, 122, 119, 60))))


class TestRows:
    def test_the_dashboard_gives_way_to_the_special_report(self) -> None:
        both = table(
            row("a", SHARE, 1, notebook="30_vsoko"), row("a", SHARE, 2), row("b", SHARE, 3, notebook="30_vsoko")
        )
        assert settled(both)["value"].tolist() == [2, 3]

    def test_of_two_special_reports_the_first_stays_with_all_its_groups(self) -> None:
        both = table(row("a", SHARE, 1, notebook="33_x"), row("a", SHARE, 2), row("a", SHARE, 3, group="7 А"))
        assert settled(both)["value"].tolist() == [2, 3]

    def test_names_come_from_the_table_and_stand_in_human_order(self) -> None:
        rows = table(*(row(code, SHARE, 1, school_title=title) for code, title in
                       (("a", "Школа № 10"), ("b", "Школа № 2"), ("c", "Лицей"), ("d", "Лицей"))))  # fmt: skip
        known = context(("b", 1, 1, 1, 300), title=["Школа № 3"])
        assert named_schools(municipality(known), rows)["name"].str.replace("\u00a0", " ").tolist() == [
            "Лицей (c)", "Лицей (d)", "Школа № 3", "Школа № 10",
        ]  # fmt: skip


class TestDistrict:
    def test_an_empty_store_says_what_to_do(self) -> None:
        with pytest.raises(MissingData, match="ещё нет показателей школ") as refusal:
            district_of(municipality(), table(row("a", SHARE, 1)).iloc[:0])
        assert "Постройте отчёты школ (команда «workbook run» или scripts/run.py)" in refusal.value.message

    def test_one_school_has_nobody_beside_it(self) -> None:
        with pytest.raises(MissingData) as refusal:
            district_of(municipality(), table(row("a", SHARE, 1)))
        assert refusal.value.message == (
            "За 2025/2026 год в папке отчётов только одна школа (Школа a): рядом ставить не с кем. Постройте отчёты "
            "остальных школ в эту же папку."
        )

    def test_choices(self) -> None:
        schools = context(*((f"s{i}", 10.0 * i, 3.0, 3.0, 400) for i in range(8)))
        place = municipality(schools)
        found = district_of(place, EIGHT)
        assert district_indicators(found) == {SHARE: "Подтвердили"}
        groups = district_groups(found)
        assert list(groups)[:4] == ["контекст: нижняя", "контекст: средняя", "контекст: верхняя", "похожие: s0"]
        assert found.narrowed("контекст: нижняя").shown == ["s0", "s1", "s2"]
        assert found.narrowed("похожие: s0").shown == ["s0", "s1", "s2", "s3"]
        assert len(found.shown) == 8


class TestCompare:
    def test_pooled_sums_first_then_divides(self) -> None:
        found = compare(table(shared("a", 10, 20), shared("b", 270, 300)), SHARE, SETTINGS)
        assert found.pooled == pytest.approx(100 * 280 / 320)

    def test_effective_size_is_read_back_from_wilsons_interval(self) -> None:
        found = compare(table(shared("a", 10, 20), shared("b", 300, 300), shared("c", 0, 45)), SHARE, SETTINGS)
        assert found.share
        assert found.table["size"].tolist() == pytest.approx([20, 300, 45])

    def test_many_marks_of_few_pupils_are_few_observations(self) -> None:
        e = share(12, 20)
        one = row("a", SHARE, 60, low=e.low, high=e.high, n=200)
        found = compare(table(one, shared("b", 50, 100)), SHARE, SETTINGS)
        assert found.table.loc["a", ["n", "size"]].tolist() == pytest.approx([200, 20])

    def test_only_the_school_that_differs_is_outside(self) -> None:
        found = compare(EIGHT, SHARE, SETTINGS)
        zones = found.table["zone"]
        assert zones["s7"] == OUTSIDE
        assert found.table.at["s7", "side"] == "ниже"
        assert not zones.drop("s7").eq(OUTSIDE).any()
        assert layers(found.table) == [["s7"], ["s3", "s0", "s6", "s4", "s1", "s5", "s2"]]
        assert found.table.loc["s7", ["place_from", "place_to"]].tolist() == [8, 8]
        assert found.table.loc["s0", ["place_from", "place_to"]].tolist() == [1, 7]

    def test_limits_are_exact_binomial_tails(self) -> None:
        found = compare(table(shared("a", 120, 200), shared("b", 30, 50)), SHARE, SETTINGS)
        low, high = funnel_lines(found, [50.0], 95)
        chance = [math.comb(50, k) * 0.6**k * 0.4 ** (50 - k) for k in range(51)]
        inside = [k for k in range(51) if sum(chance[: k + 1]) > 0.025 and sum(chance[k:]) > 0.025]
        assert inside[0] - 1 <= low[0] / 2 <= inside[0]
        assert inside[-1] <= high[0] / 2 <= inside[-1] + 1

    def test_a_mean_has_normal_limits(self) -> None:
        rng = np.random.default_rng(1)
        rows = []
        for school in "abcdef":
            e = mean(rng.normal(60, 10, 400))
            rows.append(row(school, "sou-percent", e.value, low=e.low, high=e.high, n=400))
        found = compare(table(*rows), "sou-percent", SETTINGS)
        assert not found.share
        assert found.spread == pytest.approx(10, rel=0.05)
        low, high = funnel_lines(found, [100.0], 95)
        assert (high - low)[0] == pytest.approx(2 * 1.96 * found.spread / 10, rel=1e-3)

    def test_fewer_than_two_schools_are_not_compared(self) -> None:
        with pytest.raises(MissingData, match="меньше чем у двух школ: сравнивать нечего"):
            compare(table(shared("a", 5, 20), shared("b", 4, 9)), SHARE, SETTINGS)

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 60), st.integers(60, 90)), min_size=2, max_size=12))
    def test_laws_of_places(self, counts: list[tuple[int, int]]) -> None:
        found = compare(table(*(shared(f"s{i:02}", k, n) for i, (k, n) in enumerate(counts))), SHARE, SETTINGS).table
        number = len(found)
        place = found["value"].rank(method="min", ascending=False)
        assert (found["place_from"] <= place).all()
        assert (found["place_to"] >= place).all()
        assert found["place_from"].between(1, number).all()
        parts = layers(found)
        assert sum(map(len, parts)) == number
        for lower, upper in pairwise(parts):
            assert found.loc[lower, "sure_high"].max() < found.loc[upper, "sure_low"].min()

    def test_places_hold_together_as_often_as_promised(self) -> None:
        rng = np.random.default_rng(20260601)
        truth = np.array([0.4, 0.5, 0.52, 0.55, 0.6, 0.7])
        held = 0
        for _ in range(100):
            rows = [shared(f"s{i}", int(k), 150) for i, k in enumerate(rng.binomial(150, truth))]
            found = compare(table(*rows), SHARE, SETTINGS).table
            true = np.arange(len(truth), 0, -1)
            held += bool(((found["place_from"] <= true) & (true <= found["place_to"])).all())
        assert held >= 93  # 95 % promised; the region is wider than it must be


class TestSmallSchool:
    """A school with too few observations leaves no trace in any number of the page."""

    @staticmethod
    def page(value: float) -> str:
        small = [
            shared("zz", round(value * 9), 9),
            shared("zz", round(value * 9), 9, "quality-percent", title="Качество", verdict="внимание"),
            row("zz", "marker-m4", value * 60, n=9, verdict="внимание" if value > 0.5 else "", title="M4. Разрыв",
                note="возможный признак" if value > 0.5 else "наблюдать"),
            row("zz", "criterion-1", value, n=9, title="Критерий 1. У", verdict=["внимание", "хорошо"][value > 0.5]),
            row("zz", "progress-sum-start", value, n=9, group="ВПР-6 → ВПР-7 | математика"),
        ]  # fmt: skip
        rest = [shared(f"s{i}", k, 200, "quality-percent", title="Качество") for i, k in enumerate((90, 95, 99))]
        rest += [row("s0", "marker-m4", 1, n=40, verdict="хорошо", title="M4. Разрыв", note="признака нет"),
                 row("s0", "criterion-1", 1, n=40, verdict="хорошо", title="Критерий 1. У")]  # fmt: skip
        rows = pd.concat([EIGHT, table(*rest, *small)], ignore_index=True)
        schools = context(*((f"s{i}", 10.0 * i, 3.0, 3.0, 400) for i in range(8)), ("zz", 11.0, 4.0, 2.0, 30))
        found = district_of(municipality(schools), rows)
        blocks = [
            vsoko_district.summary(found, SHARE), vsoko_district.side_by_side(found, SHARE),
            vsoko_district.spread(found, SHARE), vsoko_district_context.similar(found, SHARE),
            vsoko_district_matrix.markers(found), vsoko_district_matrix.criteria(found),
            vsoko_district_matrix.next_steps(found, SHARE),
        ]  # fmt: skip
        return "".join(block.html() for block in blocks) + district_results(found, SHARE).to_csv()

    def test_whatever_its_results_the_page_is_the_same(self) -> None:
        assert self.page(0.1) == self.page(0.9)

    def test_it_is_named_and_has_no_numbers(self) -> None:
        found = compare(pd.concat([EIGHT, table(shared("zz", 5, 9))]), SHARE, SETTINGS)
        assert found.hidden == ("zz",)
        assert "zz" not in found.table.index
        assert found.pooled == compare(EIGHT, SHARE, SETTINGS).pooled


class TestContext:
    def test_index_is_the_sum_of_signed_scores(self) -> None:
        schools = context(("a", 10, 2, 5, 100), ("b", 30, 4, 5, 100)).set_index("school")
        assert context_index(schools).tolist() == pytest.approx([-1 + 1 + 0, 1 - 1 + 0])

    def test_thirds_by_hand(self) -> None:
        index = pd.Series([5, 1, 4, 2, 3, 6], index=list("abcdef"), dtype="float64")
        assert context_thirds(index).tolist() == ["верхняя", "нижняя", "средняя", "нижняя", "средняя", "верхняя"]
        assert context_thirds(index.iloc[:5]).isna().all()

    def test_nearest_and_too_far(self) -> None:
        schools = context(
            ("a", 10, 5, 5, 400), ("b", 11, 5, 5, 410), ("c", 12, 5, 5, 390), ("far", 90, 40, 60, 30)
        ).set_index("school")
        near = nearest_schools(schools, DistrictRules(near=2, far=1))
        assert near.loc[near["school"].eq("a"), "other"].tolist() == ["b", "c"]
        assert near.loc[near["school"].ne("far"), "similar"].all()
        assert not near.loc[near["school"].eq("far"), "similar"].any()

    @staticmethod
    def many(number: int) -> tuple[pd.DataFrame, pd.Series]:
        rows = table(*(shared(f"s{i:02}", 300 + 40 * i, 2000) for i in range(number)))
        return compare(rows, SHARE, SETTINGS).table, pd.Series(
            np.arange(number, dtype="float64"), index=[f"s{i:02}" for i in range(number)]
        )

    def test_expectation_needs_fifteen_schools(self) -> None:
        found, index = self.many(14)
        with pytest.raises(MissingData) as refusal:
            expected(found, index, RULES)
        assert refusal.value.message == (
            "Школ с известным контекстом и этим показателем 14, а чтобы отделить вклад контекста, нужно не меньше 15. "
            "Вместо этого сравнивайте школу с похожими."
        )

    def test_a_school_off_the_line_is_named_and_those_on_it_are_not(self) -> None:
        found, index = self.many(20)
        found.loc["s00", "value"] = 60
        said = expected(found, index, RULES)["said"]
        assert said["s00"] == "выше ожидаемого"
        assert said.drop("s00").eq("как ожидалось").all()

    def test_resilient_needs_all_its_places_in_the_upper_third(self) -> None:
        found, index = self.many(20)
        assert resilient(found, index, RULES) == []
        turned = pd.Series(index.to_numpy()[::-1], index=index.index)
        names = resilient(found, turned, RULES)
        assert "s19" in names
        assert all(found.at[name, "place_to"] <= 20 / 3 for name in names)


class TestTrend:
    def test_three_years_are_a_possible_direction(self) -> None:
        rows = table(*(shared("a", k, 100, year=year) for k, year in
                       ((50, "2023/2024"), (55, "2024/2025"), (61, "2025/2026"))))  # fmt: skip
        found = trends(rows, SHARE, SETTINGS).loc["a"]
        assert (found["slope"], found["direction"], found["points"]) == (pytest.approx(5.5), "возможный рост", 3)

    def test_two_years_are_not(self) -> None:
        rows = table(shared("a", 50, 100, year="2024/2025"), shared("a", 55, 100))
        with pytest.raises(MissingData, match="Для направления нужны 3 года"):
            trends(rows, SHARE, SETTINGS)


class TestMatrix:
    ROWS = table(
        row("a", "marker-m1", 1, n=60, verdict="внимание", title="M1. Всплеск", note="возможный признак; русский язык"),
        row("a", "marker-m7", 1, n=60, verdict="внимание", title="M7. Задания", note="возможный признак"),
        row("b", "marker-m7", 1, n=60, verdict="внимание", title="M7. Задания", note="возможный признак"),
        row("b", "marker-m1", 1, n=60, verdict="", title="M1. Всплеск", note="объяснено; сильный набор"),
        row("c", "marker-m1", math.nan, verdict="мало данных", title="M1. Всплеск", note="нет данных"),
        row("a", "criterion-1", 99, n=400, verdict="", title="Критерий 1. Успеваемость", note="выполнен; проверить"),
        row("b", "criterion-1", 90, n=400, verdict="внимание", title="Критерий 1. Успеваемость"),
    )

    def test_markers(self) -> None:
        matrix = marker_matrix(self.ROWS, SETTINGS)
        assert matrix["M1. Всплеск"].tolist() == ["возможный признак", "объяснено", "мало данных"]
        assert marked_share(matrix) == (1, 2)

    def test_criteria(self) -> None:
        assert criteria_matrix(self.ROWS, SETTINGS)["1. Успеваемость"].tolist() == ["нужна проверка", "не выполнен"]

    def test_without_rows_it_is_said_which_report_to_make(self) -> None:
        with pytest.raises(MissingData, match="32_objectivity"):
            marker_matrix(EIGHT, SETTINGS)
        with pytest.raises(MissingData, match="30_vsoko"):
            criteria_matrix(EIGHT, SETTINGS)

    def test_common_deficits_count_schools(self) -> None:
        rows = table(
            *(shared(school, 5, 50, verdict="внимание") for school in "ab"), shared("c", 45, 50, verdict="хорошо"),
            row("a", "deficits-confirmed", 3, group="отметки", unit="шт."),
            row("b", "deficits-confirmed", 0, group="отметки", unit="шт."),
            shared("a", 5, 50, "silent", title="Без вывода"), shared("b", 5, 50, "silent", title="Без вывода"),
        )  # fmt: skip
        found = common_deficits(rows, SETTINGS)
        assert found[["title", "below", "told", "common"]].to_numpy().tolist() == [
            ["Подтвердили", 2, 3, True],
            ["Дефициты сферы «отметки»", 1, 2, True],
        ]


class TestProgress:
    @staticmethod
    def rows(schools: int) -> pd.DataFrame:
        rng, made = np.random.default_rng(7), []
        for i in range(schools):
            start = rng.normal(50, 12, 60)
            finish = 10 + 0.8 * start + (12 if i == 0 else 0) + rng.normal(0, 8, 60)
            sums = pd.DataFrame([{
                "pair": "ВПР-6 → ВПР-7", "subject": "математика", "n": 60, "sum_x": start.sum(), "sum_y": finish.sum(),
                "sum_xx": (start**2).sum(), "sum_xy": (start * finish).sum(), "sum_yy": (finish**2).sum(),
            }])  # fmt: skip
            made += [row(f"s{i}", one.indicator, one.value, group=one.group, n=one.n) for one in sum_rows(sums, 10)]
        return table(*made)

    def test_the_school_that_goes_further_is_found_from_sums(self) -> None:
        rows = self.rows(6)
        assert progress_choices(rows, SETTINGS) == ["математика | ВПР-6 → ВПР-7"]
        effects = school_progress(rows, "", SETTINGS).effects
        assert effects.loc["s0", "low"] > 0
        assert (effects.drop("s0")["low"] < 0).all()
        assert abs(effects.loc["s0", "effect"]) < abs(effects.loc["s0", "raw"])

    def test_few_schools_are_not_fitted(self) -> None:
        with pytest.raises(MissingData, match="хотя бы у 5 школ"):
            school_progress(self.rows(4), "", SETTINGS)


class TestExchange:
    def test_wishes_meet_offers(self) -> None:
        schools = context(
            ("a", 10, 5, 5, 400), ("b", 11, 5, 5, 400), ("c", 12, 5, 5, 400),
            wants_help=["Физика; химия", pd.NA, pd.NA], offers_help=["физика", "физика", "право"],
        ).set_index("school").assign(name=lambda one: one["title"])  # fmt: skip
        found = exchange(schools, DistrictRules(near=1))
        assert found[["topic", "school", "helpers"]].to_numpy().tolist() == [
            ["Физика", "a", ("b",)],
            ["химия", "a", ()],
        ]
        with pytest.raises(MissingData, match="никто не назвал, с чем нужна помощь"):
            exchange(schools.assign(wants_help=pd.NA), RULES)


def test_one_value_for_all_questions() -> None:
    found = district_of(municipality(), EIGHT)
    assert isinstance(found, District)
    assert found.compared(SHARE).target == 60
    assert found.compared(SHARE).table["zone"].eq(INSIDE).sum() >= 1
    words = vsoko_district.summary(found, SHARE).html()
    assert "Это не рейтинг" in words
    assert "не случайно отличается 1\u00a0школа: ниже — Школа s7" in words
