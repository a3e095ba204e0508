"""Numbers of the lesson about the deficit map against a second count from the files of the sample schools.

Nothing of the methods is used here: CSV and Parquet are read as they lie, counted with pandas, divided by hand.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from workbook.course.facts import Sample, facts, pictures

DATA = Path(__file__).resolve().parents[2] / "datasets" / "municipality"
THIS, LAST = "2025/2026", "2024/2025"


SCHOOLS = ("shkola-2", "shkola-3", "shkola-4", "licey-5", "selskaya-6", "shkola-7")


@pytest.fixture(scope="module")
def sample(read_sample: Callable[[str], Any]) -> Sample:
    return Sample(DATA, {name: read_sample(name) for name in SCHOOLS})


def ask(sample: Sample, name: str, *words: str) -> float | str:
    value: float | str = facts()[name].compute(sample, *words)
    return value


FILES = {"Ученики": "pupils", "Отметки за период": "period_marks", "Результаты процедур": "procedures"}
HEADERS = {"Код": "Код ученика", "Уровень": "Уровень образования", "Дата выб.": "Дата выбытия",
           "Оценочная процедура": "Процедура", "Класс обучения": "Параллель"}  # fmt: skip


@cache
def raw(school: str, name: str) -> pd.DataFrame:
    """Read one table of a school as it lies in its folder; headers of other journals get their usual names."""
    folder = DATA / school
    if (book := folder / "school.xlsx").exists():
        return pd.read_excel(book, sheet_name=name, dtype=str, engine="calamine")
    found = [path for stem in (name, FILES[name]) for path in folder.glob(f"{stem}.*")]
    assert len(found) == 1
    if found[0].suffix == ".parquet":
        table = pd.read_parquet(found[0])
    else:
        content = found[0].read_bytes()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1251")
        table = pd.read_csv(io.StringIO(text), sep=";" if ";" in text.partition("\n")[0] else ",", dtype=str)
    return table.rename(columns=HEADERS)


@cache
def year_marks(school: str, year: str) -> pd.DataFrame:
    """Marks of a year with classes; nobody who left before its end, nobody exempt, no first class."""
    pupils, marks = raw(school, "Ученики"), raw(school, "Отметки за период")
    pupils = pupils.loc[pupils["Учебный год"].eq(year)].drop_duplicates("Код ученика")
    left = pd.to_datetime(pupils["Дата выбытия"], dayfirst=True, format="mixed")
    pupils = pupils.loc[left.isna() | (left >= pd.Timestamp(int(year[5:]), 5, 31))]
    marks = marks.loc[marks["Учебный год"].eq(year) & marks["Период"].eq("год")]
    rows = marks.merge(pupils[["Код ученика", "Класс", "Уровень образования"]], on="Код ученика")
    rows = rows.loc[rows["Отметка"].isin(["5", "4", "3", "2", "н/а"])]
    return rows.assign(grade=rows["Класс"].str.split().str[0].astype(int)).query("grade > 1")


def quality(rows: pd.DataFrame) -> float:
    return float(rows["Отметка"].isin(["4", "5"]).sum() / len(rows))


@cache
def pairs(school: str, procedure: str, year: str) -> pd.DataFrame:
    works = raw(school, "Результаты процедур")
    works = works.loc[works["Процедура"].eq(procedure) & works["Учебный год"].eq(year)]
    pupils = raw(school, "Ученики")
    pupils = pupils.loc[pupils["Учебный год"].eq(year), ["Код ученика", "Класс"]].drop_duplicates("Код ученика")
    works = works.merge(pupils, on="Код ученика")
    for header, name in (("Отметка за работу", "work"), ("Отметка по журналу", "journal")):
        works[name] = pd.to_numeric(works[header], errors="coerce")
    return works.dropna(subset=["work", "journal"])


class TestMarks:
    @pytest.mark.parametrize("school", SCHOOLS)
    def test_quality_of_a_school_is_counted_from_its_file(self, sample: Sample, school: str) -> None:
        assert ask(sample, "отметки", school, THIS, "школа", "качество") == pytest.approx(
            quality(year_marks(school, THIS))
        )

    def test_quality_of_last_year_and_the_growth_the_lesson_begins_with(self, sample: Sample) -> None:
        for school in ("shkola-3", "shkola-4"):
            before, after = quality(year_marks(school, LAST)), quality(year_marks(school, THIS))
            assert ask(sample, "отметки", school, LAST, "школа", "качество") == pytest.approx(before)
            assert round(100 * (after - before)) == 8

    def test_levels_are_summed_before_they_are_divided(self, sample: Sample) -> None:
        rows = year_marks("shkola-4", THIS)
        for level in ("НОО", "ООО", "СОО"):
            part = rows.loc[rows["Уровень образования"].eq(level)]
            assert ask(sample, "отметки", "shkola-4", THIS, level, "всего") == len(part)
            assert ask(sample, "отметки", "shkola-4", THIS, level, "4 и 5") == part["Отметка"].isin(["4", "5"]).sum()
            assert ask(sample, "отметки", "shkola-4", THIS, level, "качество") == pytest.approx(quality(part))

    def test_equal_quality_and_different_sou_of_two_classes(self, sample: Sample) -> None:
        rows = year_marks("shkola-7", THIS).query("Предмет == 'математика'")
        sou = {}
        for class_ in ("10 А", "4 Б"):
            marks = rows.loc[rows["Класс"].eq(class_), "Отметка"]
            assert (len(marks), int(marks.isin(["4", "5"]).sum())) == (24, 14)
            sou[class_] = marks.map({"5": 100, "4": 64, "3": 36, "2": 16}).sum() / len(marks) / 100
            assert ask(sample, "отметки", "shkola-7", THIS, f"{class_}, математика", "СОУ") == pytest.approx(
                sou[class_]
            )
        assert sou["4 Б"] - sou["10 А"] > 0.1

    def test_list_and_shares_of_a_parallel(self, sample: Sample) -> None:
        marks = year_marks("shkola-7", THIS).query("grade == 7 and Предмет == 'русский язык'")["Отметка"]
        counts = ", ".join(str((marks == mark).sum()) for mark in "5432")
        assert ask(sample, "отметки списком", "shkola-7", THIS, "7 класс, русский язык") == counts
        success = ask(sample, "отметки", "shkola-7", THIS, "7 класс, русский язык", "успеваемость")
        assert success == pytest.approx(marks.isin(["3", "4", "5"]).mean())

    def test_nine_pupils_lose_one_good_mark(self, sample: Sample) -> None:
        good = []
        for year, class_ in ((LAST, "2 А"), (THIS, "3 А")):
            rows = year_marks("selskaya-6", year)
            rows = rows.loc[rows["Класс"].eq(class_) & rows["Предмет"].eq("русский язык")]
            assert len(rows) == 9
            good.append(int(rows["Отметка"].isin(["4", "5"]).sum()))
            where = f"{class_}, русский язык"
            assert ask(sample, "отметки", "selskaya-6", year, where, "качество") == pytest.approx(good[-1] / 9)
        assert good == [3, 2]

    def test_interval_of_four_of_seven_is_wilsons(self, sample: Sample) -> None:
        ends = [
            ask(sample, "отметки", "selskaya-6", THIS, "8 А, математика", f"качество {end}") for end in ("от", "до")
        ]
        p, n, z = 4 / 7, 7, 1.959964
        middle, half = p + z * z / (2 * n), z * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
        wanted = [(middle + sign * half) / (1 + z * z / n) for sign in (-1, 1)]
        assert ends == pytest.approx(wanted, abs=1e-6)

    def test_the_two_equal_shares_of_the_picture(self) -> None:
        small = year_marks("selskaya-6", THIS).query("grade == 8 and Предмет == 'математика'")
        large = year_marks("shkola-7", THIS).query("grade == 5 and Предмет == 'математика'")
        assert (len(small), len(large)) == (7, 49)
        assert quality(small) == quality(large)


class TestYears:
    @pytest.mark.parametrize("school", ["shkola-7", "selskaya-6"])
    def test_a_parallel_and_its_pupils_a_year_before(self, sample: Sample, school: str) -> None:
        now = year_marks(school, THIS).query("grade == 6")
        before = year_marks(school, LAST)
        same = before.loc[before["Код ученика"].isin(now["Код ученика"])]
        kept = now.loc[now["Код ученика"].isin(same["Код ученика"])]
        found = {who: [ask(sample, "изменение качества", school, THIS, "6", who, what) for what in ("было", "стало")]
                 for who in ("параллель", "те же")}  # fmt: skip
        assert found["параллель"] == pytest.approx([quality(before.query("grade == 6")), quality(now)])
        assert found["те же"] == pytest.approx([quality(same), quality(kept)])
        assert set(same["grade"]) == {5}

    def test_the_parallel_grew_and_its_pupils_did_not(self, sample: Sample) -> None:
        ends = {who: [float(ask(sample, "изменение качества", "shkola-7", THIS, "6", who, end)) for end in ("от", "до")]
                for who in ("параллель", "те же")}  # fmt: skip
        assert ends["параллель"][0] > 0
        assert ends["те же"][0] < 0 < ends["те же"][1]

    def test_share_of_low_marks(self, sample: Sample) -> None:
        works = raw("shkola-4", "Результаты процедур")
        marks = works.loc[works["Процедура"].eq("ВПР") & works["Учебный год"].eq(THIS), "Отметка за работу"].dropna()
        assert ask(sample, "доля двоек", "shkola-4", "ВПР", THIS) == pytest.approx(float((marks == "2").mean()))


class TestPairs:
    @pytest.mark.parametrize(
        ("school", "procedure"),
        [("shkola-2", "ВПР"), ("shkola-2", "ОГЭ"), ("shkola-3", "ОГЭ"), ("shkola-4", "ОГЭ"), ("licey-5", "ВПР"),
         ("licey-5", "ОГЭ")],
    )  # fmt: skip
    def test_journal_beside_the_work(self, sample: Sample, school: str, procedure: str) -> None:
        rows = pairs(school, procedure, THIS)
        wanted: dict[str, Any] = {
            "всего": len(rows), "понизили": (rows["work"] < rows["journal"]).sum(),
            "подтвердили": (rows["work"] == rows["journal"]).sum(), "повысили": (rows["work"] > rows["journal"]).sum(),
            "доля подтвердили": (rows["work"] == rows["journal"]).mean(), "доля журнал": (rows["journal"] > 3).mean(),
            "доля работа": (rows["work"] > 3).mean(),
        }  # fmt: skip
        found = {what: ask(sample, "пары отметок", school, procedure, THIS, "школа", what) for what in wanted}
        assert found == pytest.approx(wanted)

    def test_parallel_of_the_complex_is_counted_not_averaged(self, sample: Sample) -> None:
        parts = [("shkola-7", "7 А"), ("shkola-7", "7 Б"), ("selskaya-6", "7 А")]
        counts = []
        for school, class_ in parts:
            rows = pairs(school, "ВПР", THIS)
            rows = rows.loc[rows["Класс"].eq(class_) & rows["Предмет"].eq("физика")]
            counts.append((int((rows["work"] > 3).sum()), len(rows)))
            words = (school, "ВПР", THIS, f"{class_}, физика")
            assert (
                ask(sample, "пары отметок", *words, "работа 4 и 5"),
                ask(sample, "пары отметок", *words, "всего"),
            ) == (counts[-1])
        whole = sum(good for good, _ in counts) / sum(n for _, n in counts)
        assert whole - sum(good / n for good, n in counts) / 3 > 0.05

    def test_two_schools_with_equal_quality_part_at_the_exam(self) -> None:
        gap = {}
        for school in ("shkola-2", "licey-5"):
            rows = pairs(school, "ОГЭ", THIS)
            gap[school] = (rows["journal"] > 3).mean() - (rows["work"] > 3).mean()
        assert gap["shkola-2"] > 0.4
        assert gap["licey-5"] < 0.06


class TestMap:
    ROW = ("shkola-7", "Подтверждение отметок на ВПР", "физика, 7 класс")

    def test_row_of_the_map(self, sample: Sample) -> None:
        rows = pairs("shkola-7", "ВПР", THIS).query("Предмет == 'физика'")
        rows = rows.loc[rows["Класс"].str.startswith("7 ")]
        share = float((rows["work"] == rows["journal"]).mean())
        found = {what: float(ask(sample, "строка карты", *self.ROW, what))
                 for what in ("факт", "число", "цель", "разрыв", "значимость", "влияние", "приоритет")}  # fmt: skip
        assert found["факт"] == pytest.approx(share)
        assert found["число"] == len(rows)
        assert found["разрыв"] == pytest.approx(found["цель"] - share)
        weights = found["значимость"] * found["влияние"]
        assert found["приоритет"] == pytest.approx(found["разрыв"] / found["цель"] * weights)

    def test_interval_of_the_row_lies_below_the_target(self, sample: Sample) -> None:
        assert float(ask(sample, "строка карты", *self.ROW, "до")) < float(
            ask(sample, "строка карты", *self.ROW, "цель")
        )

    def test_unknown_row_is_named(self, sample: Sample) -> None:
        with pytest.raises(ValueError, match="строк «Качество знаний: астрономия, 7 класс» в карте — 0"):
            ask(sample, "строка карты", "shkola-7", "Качество знаний", "астрономия, 7 класс", "факт")

    def test_table_of_the_first_rows(self, sample: Sample) -> None:
        lines = str(ask(sample, "первые строки карты", "shkola-7", "3")).splitlines()
        assert lines[0] == "| Показатель и место | Факт, % | Интервал 95 % | Цель, % | Число | Приоритет |"
        assert len(lines) == 5
        assert {line.count("|") for line in lines} == {7}

    def test_works_of_school_four_gather_at_boundaries_of_marks(self, sample: Sample) -> None:
        from workbook import vsoko

        def said(school: str) -> str:
            markers = vsoko.objectivity_of(sample.school(school)).markers
            return next(marker.status for marker in markers if marker.code == "M1")

        assert said("shkola-4") == "возможный признак"
        assert said("shkola-3") == "признака нет"


class TestWords:
    def test_unknown_quantity_is_named_with_those_that_are_known(self, sample: Sample) -> None:
        with pytest.raises(ValueError, match="«кач»: бывает успеваемость, качество, качество от, качество до, СОУ"):
            ask(sample, "отметки", "shkola-7", THIS, "школа", "кач")

    def test_a_place_without_marks_is_named(self, sample: Sample) -> None:
        with pytest.raises(ValueError, match="по «7 Я» отметок нет"):
            ask(sample, "отметки", "shkola-7", THIS, "7 Я", "качество")

    def test_pictures_are_drawn(self, sample: Sample) -> None:
        for name, words in (
            ("журнал и экзамен", ("shkola-3", "shkola-4")),
            ("те же ученики", ("shkola-7", THIS, "6")),
            ("точность параллелей", ("математика", "selskaya-6", "shkola-7")),
        ):
            assert pictures()[name].compute(sample, *words).axes
