"""The composite by hand: scales, coverage, weights at the corners, lines that are never added."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import DataRefused, MissingData
from workbook.school import School
from workbook.settings import CompositeRules, Settings
from workbook.vsoko.composite import composite_of, composite_rules
from workbook.vsoko.composite_matrix import procedure_matrix
from workbook.vsoko.composite_results import composite_results
from workbook.vsoko.composite_sources import SCALES, mark_points, sources, work_scores
from workbook.vsoko.composite_subject import composite, level_changes, level_names
from workbook.vsoko.public_rows import public_means

YEAR = "2025/2026"


def found(*rows: tuple[str, str, float]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["pupil", "source", "score"])
    return table.assign(subject="физика", n=1, basis="отметки")


def school(**tables: pd.DataFrame) -> School:
    pupils = pd.DataFrame(
        [(YEAR, "У-1001", "7 А", "ООО", None, None), (YEAR, "У-1002", "7 А", "ООО", None, None),
         (YEAR, "У-1003", "7 Б", "ООО", pd.Timestamp(2026, 1, 15), "переезд")],
        columns=["year", "pupil", "class_", "level", "left", "leave_reason"],
    )  # fmt: skip
    return School("shkola-1", "Школа № 1", "Район", YEAR, Path(), Settings(), {"pupils": pupils} | tables)


def works(*rows: tuple[str, str, str, float | None, float | None, str | None]) -> pd.DataFrame:
    names = ["pupil", "procedure", "subject", "primary_score", "test_score", "mark"]
    return pd.DataFrame(rows, columns=names).assign(year=YEAR, grade=7, max_score=20.0)


def year_marks(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["pupil", "subject", "mark"]).assign(year=YEAR, period="год")


def journal(*rows: tuple[str, str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["pupil", "work_type", "mark"])
    return table.assign(subject="физика", weight=np.nan, date=pd.Timestamp(2025, 11, 12))


class TestScales:
    def test_marks_lie_on_straight_lines_between_the_schools_points(self):
        points = {"5": 100, "4": 75, "3": 50, "2": 25}
        assert mark_points(pd.Series([5, 4.5, 3.5, 2, np.nan]), points).tolist()[:4] == [100, 87.5, 62.5, 25]

    def test_a_better_mark_worth_no_more_is_refused(self):
        with pytest.raises(DataRefused, match="каждая следующая отметка должна стоить больше прежней"):
            mark_points(pd.Series([4]), {"5": 80, "4": 80, "3": 50, "2": 20})

    def test_a_work_is_its_test_score_else_percent_else_mark(self):
        table = works(("а", "ЕГЭ", "физика", 10, 64, None), ("б", "ВПР", "физика", 15, None, "4"),
                      ("в", "ВПР", "физика", None, None, "3"), ("г", "ВПР", "физика", None, None, None))  # fmt: skip
        scored = work_scores(table, SCALES["равные шаги: 25, 50, 75, 100"])
        assert scored["score"].tolist() == [64, 75, 50]
        assert scored["basis"].tolist() == ["тестовый балл", "% от максимума", "отметка"]


class TestSources:
    def test_control_works_are_one_source_and_the_rest_another(self):
        given_ = school(marks=journal(("У-1001", "контрольная", "4"), ("У-1001", "урок", "5"), ("У-1001", "урок", "н")))
        table = sources(given_, YEAR, Settings()).set_index("source")["score"]
        assert table.to_dict() == {"текущее": 100, "тематическое": 75}

    def test_the_work_of_the_year_replaces_the_mark_of_the_year(self):
        given_ = school(
            procedures=works(("У-1001", "промежуточная", "физика", 12, None, None)),
            period_marks=year_marks(("У-1001", "физика", "5"), ("У-1002", "физика", "5"), ("У-1002", "химия", "н/а")),
        )
        table = sources(given_, YEAR, Settings())
        assert dict(zip(table["pupil"], table["score"], strict=True)) == {"У-1001": 60, "У-1002": 100}
        assert table["basis"].tolist() == ["% от максимума", "годовая отметка"]

    def test_start_ogе_and_cross_subject_works_are_no_sources(self):
        table = works(*(("У-1001", name, "физика", 10, None, None) for name in ("стартовая", "ОГЭ", "метапредметная")))
        with pytest.raises(MissingData, match="Источников комплексной оценки"):
            composite_of(school(procedures=table))


class TestComposite:
    def test_by_hand(self):
        table = composite(
            found(("а", "текущее", 80), ("а", "тематическое", 60), ("а", "промежуточная", 75), ("а", "ВПР", 40)),
            CompositeRules(),
        )
        row = table.iloc[0]
        assert row["composite"] == pytest.approx(0.3 * 80 + 0.25 * 60 + 0.25 * 75 + 0.2 * 40)
        assert (row["coverage"], row["spread"], row["level"]) == (1, 40, "повышенный")

    def test_the_mean_is_over_what_is_there_and_hidden_below_half(self):
        rules = CompositeRules()
        half = composite(found(("а", "текущее", 80), ("а", "ВПР", 40)), rules).iloc[0]
        assert half["coverage"] == pytest.approx(0.5)
        assert half["composite"] == pytest.approx((0.3 * 80 + 0.2 * 40) / 0.5)
        less = composite(found(("а", "промежуточная", 80), ("а", "ВПР", 40)), rules).iloc[0]
        assert not less["shown"]
        assert np.isnan(less["composite"])
        assert less["level"] == ""

    def test_zero_weights_and_equal_bands_are_refused(self):
        with pytest.raises(DataRefused, match="Веса всех источников равны нулю"):
            composite(
                found(("а", "ВПР", 40)), composite_rules(CompositeRules(), dict.fromkeys(CompositeRules().weights, 0))
            )
        with pytest.raises(DataRefused, match="два уровня начинаются с одного значения"):
            level_names({"высокий": 50, "базовый": 50})

    @given(
        st.lists(st.one_of(st.none(), st.floats(0, 100)), min_size=4, max_size=4).filter(
            lambda x: any(v is not None for v in x)
        ),
        st.lists(st.floats(0.7, 1.3), min_size=4, max_size=4),
    )
    def test_any_weights_inside_the_box_stay_within_the_limits(self, scores, turn):
        rules = CompositeRules(coverage=0.1)
        rows = [("а", name, value) for name, value in zip(rules.weights, scores, strict=True) if value is not None]
        row = composite(found(*rows), rules).iloc[0]
        weight = {name: rules.weights[name] * factor for name, factor in zip(rules.weights, turn, strict=True)}
        value = sum(weight[name] * score for _, name, score in rows) / sum(weight[name] for _, name, _ in rows)
        assert row["low"] - 1e-9 <= value <= row["high"] + 1e-9
        assert row["source_low"] - 1e-9 <= row["composite"] <= row["source_high"] + 1e-9

    def test_the_limits_are_reached(self):
        scores = {"текущее": 90.0, "тематическое": 50.0, "промежуточная": 70.0, "ВПР": 20.0}
        rules = CompositeRules()
        row = composite(found(*(("а", name, value) for name, value in scores.items())), rules).iloc[0]
        values = []
        for turn in itertools.product((0.7, 1.3), repeat=4):
            weights = [rules.weights[name] * factor for name, factor in zip(scores, turn, strict=True)]
            values.append(np.average(list(scores.values()), weights=weights))
        assert (row["low"], row["high"]) == (pytest.approx(min(values)), pytest.approx(max(values)))

    def test_levels_that_other_weights_change_are_counted(self):
        rows = found(("а", "текущее", 95), ("а", "ВПР", 20), ("б", "текущее", 50), ("б", "ВПР", 50))
        base = composite(rows, CompositeRules())
        other = composite(rows, composite_rules(CompositeRules(), {"ВПР": 300}))
        last = level_changes(base, other, CompositeRules().bands).iloc[-1]
        assert (last["n"], last["down"], last["up"], last["pupils"]) == (2, 1, 0, 1)


class TestLook:
    def look(self, **rules):
        tables = {
            "marks": journal(("У-1001", "контрольная", "4"), ("У-1001", "урок", "5"), ("У-1003", "урок", "5")),
            "period_marks": year_marks(("У-1001", "физика", "5"), ("У-1002", "физика", "3")),
            "procedures": works(("У-1001", "ВПР", "физика", 8, None, "3"),
                                ("У-1001", "метапредметная", "групповой проект", 18, None, None)),
        }  # fmt: skip
        given_ = school(**tables)
        return composite_of(given_, "", composite_rules(CompositeRules(), **rules))

    def test_who_left_is_not_judged(self):
        assert set(self.look().table["pupil"]) == {"У-1001", "У-1002"}

    def test_marks_alone_stand_beside_the_outside_work(self):
        row = self.look().sides.set_index("subject").loc["физика"]
        assert row["inside"] == pytest.approx((0.3 * 100 + 0.25 * 75 + 0.25 * 100) / 0.8)
        assert (row["outside"], row["n"]) == (40, 1)

    def test_cross_subject_line_is_not_in_the_composite(self):
        look = self.look()
        assert look.meta["score"].tolist() == [90]
        assert set(look.table["subject"]) == {"физика"}

    def test_another_worth_of_marks_is_compared_with_the_schools_own(self):
        look = self.look(scale="по СОУ: 16, 36, 64, 100")
        assert look.changed
        assert look.changes.iloc[-1]["shift"] < 0

    def test_matrix_says_what_is_absent(self):
        table = procedure_matrix(self.look().school, YEAR, Settings()).set_index("procedure")
        assert table.loc["ВПР", ["pupils", "has"]].tolist() == [1, True]
        assert table.loc["проект", "pupils"] == 1
        assert table.loc["НИКО", "when"] == "нет данных"
        assert not table.loc["личностные результаты", "has"]

    def test_results_of_two_pupils_are_not_stored(self):
        assert composite_results(self.look(), None, None).empty


def test_a_hidden_class_does_not_follow_from_the_school():
    table = pd.DataFrame({"class_": ["7 А", "7 Б", "7 В"], "pupils": [6, 14, 25], "mean": [50.0, 60.0, 70.0]})
    assert public_means(table, "class_", 10)["class_"].tolist() == ["7 В"]
