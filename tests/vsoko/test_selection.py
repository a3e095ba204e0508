"""Selection to profile classes: sums by hand, ties, minima with reasons, the border, publication by number."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import DataRefused, MissingData
from workbook.school import School
from workbook.settings import SelectionRules, Settings
from workbook.vsoko.selection import selection_of, selection_profiles, selection_results, selection_years
from workbook.vsoko.selection_rating import BELOW, IN, OUT, RESERVE, TIE, rating, read_terms, remarks

RULES = SelectionRules()
MATHS, RUSSIAN, MEAN = "ОГЭ математика", "ОГЭ русский язык", "средний балл аттестата"


def applied(*rows: tuple[str, str, float, float, float], privilege: str = "") -> pd.DataFrame:
    """Number, profile, maths, Russian, mean mark; ``privilege`` names one number."""
    found = [
        ("2025/2026", number, profile, component, float(score), "да", "да" if number == privilege else "нет")
        for number, profile, *scores in rows
        for component, score in zip((MATHS, RUSSIAN, MEAN), scores, strict=True)
    ]
    names = ["year", "applicant", "profile", "component", "score", "minimum_met", "privilege"]
    return pd.DataFrame(found, columns=names)


def order(table: pd.DataFrame, places: int, rules: SelectionRules = RULES) -> list[tuple[str, object, str]]:
    found = rating(table, rules, dict.fromkeys(set(table["profile"]), places))
    return [(row["applicant"], row["place"], row["status"]) for row in found.to_dict("records")]


def school_of(table: pd.DataFrame, **tables: pd.DataFrame) -> School:
    return School("shkola-1", "Школа № 1", "Район", "2025/2026", Path(), Settings(), {"applications": table, **tables})


class TestRating:
    def test_sum_by_hand(self):
        found = rating(applied(("З-1", "общий", 80, 70, 4.25)), RULES, {"общий": 1})
        assert found["total"].tolist() == [8000 + 7000 + 8500]

    def test_weights_and_tops_of_the_act(self):
        rules = SelectionRules(weights="ОГЭ математика: 2; средний: 0,5", tops="ОГЭ: 200; средний: 5")
        found = rating(applied(("З-1", "общий", 80, 70, 4.25)), rules, {"общий": 1})
        assert found["total"].tolist() == [8000 + 3500 + 4250]

    def test_each_part_is_rounded_half_up(self):
        rules = SelectionRules(weights=f"{RUSSIAN}: 0; {MEAN}: 0; {MATHS}: 1", tops=f"{MATHS}: 800", minima="")
        assert rating(applied(("З-1", "общий", 1.0, 1, 1)), rules, {"общий": 1})["total"].tolist() == [13]  # 0,125

    def test_places_reserve_and_the_rest(self):
        table = applied(*[(f"З-{n}", "общий", 90 - n, 50, 4) for n in range(5)])
        rules = SelectionRules(reserve=2)
        assert order(table, 2, rules) == [
            ("З-0", 1, IN), ("З-1", 2, IN), ("З-2", 3, RESERVE), ("З-3", 4, RESERVE), ("З-4", 5, OUT),
        ]  # fmt: skip

    def test_equal_at_the_last_place_are_left_to_the_commission(self):
        table = applied(("З-1", "общий", 90, 50, 4), ("З-2", "общий", 80, 50, 4), ("З-3", "общий", 80, 50, 4))
        assert order(table, 2) == [("З-1", 1, IN), ("З-2", 2, TIE), ("З-3", 2, TIE)]
        assert order(table, 3) == [("З-1", 1, IN), ("З-2", 2, IN), ("З-3", 2, IN)]

    def test_privilege_parts_equals_and_nothing_else(self):
        rows = (("З-1", "общий", 80, 50, 4), ("З-2", "общий", 80, 50, 4), ("З-3", "общий", 60, 50, 4))
        assert order(applied(*rows, privilege="З-2"), 1)[0] == ("З-2", 1, IN)
        assert order(applied(*rows, privilege="З-3"), 1)[2] == ("З-3", 3, RESERVE)

    def test_maths_before_russian_at_equal_sums(self):
        table = applied(("З-1", "общий", 60, 80, 4), ("З-2", "общий", 80, 60, 4))
        assert [number for number, *_ in order(table, 1)] == ["З-2", "З-1"]

    def test_own_subject_of_the_profile_parts_equals_first(self):
        table = applied(*[(f"З-{n}", name, 60 + 10 * (n == 2), 60, 4) for n, name in ((1, "а"), (2, "а"), (3, "б"))])
        own = table.loc[table["component"].eq(MEAN) & table["profile"].eq("а")].assign(
            component="ОГЭ химия", score=[70.0, 60.0]
        )
        found = rating(pd.concat([table, own]), RULES, {"а": 1, "б": 1})
        assert found["applicant"].tolist() == ["З-1", "З-2", "З-3"]

    def test_below_the_minimum_with_each_reason(self):
        table = applied(("З-1", "общий", 37, 12.5, 4), ("З-2", "общий", 40, 40, 3))
        found = rating(table, RULES, {"общий": 1}).set_index("applicant")
        assert found.loc["З-1", "reason"] == (
            "ОГЭ математика: 37, нужно не ниже 40; ОГЭ русский язык: 12,5, нужно не ниже 40"
        )
        assert found.loc["З-1", "status"] == BELOW
        assert (found.loc["З-2", "place"], found.loc["З-2", "status"]) == (1, IN)

    def test_missing_component_and_the_schools_own_mark(self):
        table = applied(("З-1", "общий", 80, 50, 4), ("З-2", "общий", 80, 50, 4))
        table = table.drop(index=table.index[-1])
        table.loc[0, "minimum_met"] = "нет"
        found = rating(table, RULES, {"общий": 1})
        assert found["reason"].tolist() == [
            "ОГЭ математика: школа отметила, что минимум не достигнут", "нет показателя «средний балл аттестата»",
        ]  # fmt: skip

    def test_score_above_the_top_is_refused(self):
        with pytest.raises(DataRefused) as refusal:
            rating(applied(("З-1", "общий", 80, 50, 45)), RULES, {"общий": 1})
        assert refusal.value.message == (
            "Заявление З-1: «средний балл аттестата» — 45, а наибольший балл 5. Исправьте балл или «отбор» → "
            "«наибольшие» в методике школы."
        )

    def test_contradictions_are_told(self):
        table = applied(("З-1", "а", 37, 50, 4), ("З-1", "б", 50, 50, 4))
        table.loc[4, "minimum_met"] = "нет"
        table.loc[5, "privilege"] = "да"
        assert remarks(table, RULES) == [
            "З-1, ОГЭ математика: отмечено «минимум достигнут», а балл 37 ниже 40.",
            "З-1, ОГЭ русский язык: отмечено «минимум не достигнут», а балл 50 не ниже 40.",
            "З-1: преимущество отмечено и «да», и «нет» — проверить документ.",
            "З-1: заявление в несколько профилей — уточнить выбор.",
        ]

    @given(st.lists(st.tuples(st.integers(30, 100), st.integers(30, 100)), min_size=1, max_size=12), st.integers(1, 8))
    def test_laws_of_the_order(self, marks, places):
        table = applied(*[(f"З-{n:02d}", "общий", one, two, 4) for n, (one, two) in enumerate(marks)])
        found = rating(table, RULES, {"общий": places})
        inside = found.loc[found["status"].eq(IN)]
        rated = found.loc[found["status"].ne(BELOW)]
        assert len(inside) <= places
        assert len(inside) + found["status"].eq(TIE).sum() >= min(places, len(rated))
        assert rated["total"].is_monotonic_decreasing
        assert found["reason"].ne("").sum() == found["status"].eq(BELOW).sum()
        shuffled = rating(table.sample(frac=1, random_state=1), RULES, {"общий": places})
        pd.testing.assert_frame_equal(found, shuffled)
        # One more point never worsens the place.
        better = table.copy()
        better.loc[0, "score"] = min(better.loc[0, "score"] + 1, 100)
        then = rating(better, RULES, {"общий": places}).set_index("applicant")["place"]
        before = found.set_index("applicant")["place"]
        if before.notna()["З-00"]:
            assert then["З-00"] <= before["З-00"]


class TestTerms:
    def test_longest_beginning_wins(self):
        terms = read_terms("ОГЭ: 40; ОГЭ математика: 50,5;", "минимумы")
        assert (terms.of("ОГЭ математика"), terms.of("огэ химия"), terms.of("аттестат")) == (50.5, 40, None)

    @pytest.mark.parametrize("text", ["ОГЭ 40", "ОГЭ: много", ": 5", "ОГЭ: -1", "ОГЭ: nan"])
    def test_refusal(self, text):
        with pytest.raises(DataRefused) as refusal:
            read_terms(text, "минимумы")
        assert refusal.value.message == (
            f"Методика, «отбор» → «минимумы»: «{text.strip()}» не прочитано. Пишите «название: число», части — через "
            "точку с запятой."
        )


class TestBorder:
    def test_who_changes_when_a_weight_moves(self):
        # 80 + 60 against 61 + 78: a fifth more for Russian turns the order.
        table = applied(("З-1", "общий", 80, 60, 4), ("З-2", "общий", 61, 78, 4), ("З-3", "общий", 95, 95, 5))
        found = selection_of(school_of(table), places=2).border
        assert found["applicant"].tolist() == ["З-1", "З-2"]
        assert found["scenarios"].unique().tolist() == [6]
        assert found["when"].unique().tolist() == ["ОГЭ математика легче; ОГЭ русский язык тяжелее"]

    def test_nobody_when_there_is_room(self):
        table = applied(("З-1", "общий", 80, 60, 4), ("З-2", "общий", 61, 78, 4))
        assert selection_of(school_of(table), places=5).border.empty


class TestSchool:
    TABLE = applied(("З-1", "общий", 80, 60, 4), ("З-2", "химия", 61, 78, 4))

    def test_question_and_choices(self):
        school = school_of(self.TABLE)
        assert selection_years(school) == ["2025/2026"]
        assert selection_profiles(school) == ["общий", "химия"]
        assert selection_of(school).room == {"общий": 25, "химия": 25}
        assert selection_of(school, profile="химия", places=7).room == {"химия": 7}

    def test_absent_profile_and_table(self):
        with pytest.raises(MissingData) as refusal:
            selection_of(school_of(self.TABLE), profile="театр")
        assert refusal.value.message == (
            "В таблице «Заявления в профиль» нет строк: 2025/2026 учебный год, профиль «театр»."
        )
        with pytest.raises(MissingData, match="Не хватает таблицы «Заявления в профиль»"):
            selection_of(School("shkola-1", "Школа", "Район", "2025/2026", Path(), Settings(), {}))

    def test_commission_of_known_people_once(self):
        school = school_of(self.TABLE, teachers=pd.DataFrame({"teacher": ["П-1", "П-2"]}))
        assert selection_of(school, commission="П-1; П-2").commission == ("П-1", "П-2")
        for text, sentence in (
            ("П-1; П-7", "Комиссия: кода «П-7» в таблице «Учителя» нет."),
            ("П-1; П-1", "Комиссия: один код назван дважды. Каждый член комиссии входит один раз."),
        ):
            with pytest.raises(DataRefused) as refusal:
                selection_of(school, commission=text)
            assert refusal.value.message == sentence

    def test_codes_and_names_are_not_published(self):
        table = self.TABLE.replace({"applicant": {"З-1": "У-001", "З-2": "Иванова Аня"}})
        pupils = pd.DataFrame({"pupil": ["У-001"]})
        assert selection_of(school_of(table, pupils=pupils)).faults == [
            "«Иванова Аня» — не номер заявления: возможно, имя.", "«У-001» — код ученика, а не номер заявления.",
        ]  # fmt: skip

    def test_forecast_is_of_a_class_and_wider_than_its_mean(self):
        pupils = pd.DataFrame(
            {
                "year": ["2024/2025"] * 40, "pupil": [f"У-{n:03d}" for n in range(40)], "class_": "10 А",
                "level": "СОО", "profile": "Общий", "enrolled": pd.NaT,
                "left": [pd.Timestamp(2025, 1, 15)] * 4 + [pd.NaT] * 36, "leave_reason": ["переезд"] * 4 + [""] * 36,
            }
        ).astype({"enrolled": "datetime64[us]", "left": "datetime64[us]"})  # fmt: skip
        one = selection_of(school_of(self.TABLE, pupils=pupils), profile="общий", places=20).forecasts[0]
        assert (one.kept.value, one.kept.n, one.years) == (90, 40, (("2024/2025", 40, 36),))
        assert one.expected[0] <= 20 * one.kept.low / 100 <= 20 * one.kept.high / 100 <= one.expected[1]
        with pytest.raises(MissingData) as refusal:
            _ = selection_of(school_of(self.TABLE, pupils=pupils), profile="химия").forecasts
        assert refusal.value.message == (
            "Прогноза сохранности нет: в этих профилях за прошлые годы меньше 20 учеников."
        )

    def test_results_count_and_name_nobody(self):
        table = selection_results(selection_of(school_of(self.TABLE)))
        assert set(table["indicator"]) == {
            "selection-per-place", "selection-below-percent", "selection-border", "selection-applications",
            "selection-ties",
        }  # fmt: skip
        assert not table.astype(str).apply(lambda column: column.str.contains("З-")).any().any()

    def test_a_few_below_the_minimum_are_not_counted_outside(self):
        rows = [(f"З-{n}", "общий", 30 if n < 2 else 80, 60, 4) for n in range(12)]
        table = selection_results(selection_of(school_of(applied(*rows))))
        assert "selection-below-percent" not in set(table["indicator"])
