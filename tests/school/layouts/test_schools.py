"""Files of many schools: percentages are weighed, never added; samples whole and damaged, exact complaints."""

from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.school.layouts import Wishes, read_export
from workbook.school.layouts.district_rows import Line, kind_of, pooled

from .conftest import Desk, Told, sizes

REAL = Path(__file__).parents[4] / "shared" / "data-candidates"


class TestShares:
    def test_whole(self, desk: Desk, samples: Path) -> None:
        found = desk.read(samples / "статистика_отметок.xlsx")
        rows = found.tables["references"].set_index("territory")
        assert rows["mean"].to_dict() == {"регион": 3.42, "муниципалитет": 3.55}
        assert rows.at["муниципалитет", "sd"] == 0.21  # of the means 3.4, 3.35, 3.74
        assert pd.isna(rows.at["регион", "sd"])

    def test_percent_is_weighed_and_never_added(self, desk: Desk, samples: Path) -> None:
        shares = desk.read(samples / "статистика_отметок.xlsx").made.shares
        assert shares is not None
        together = shares[shares["who"] == "вместе школ: 3"]
        assert together["value"].round(6).tolist() == [9.5, 40.0, 36.5, 14.0]  # not (10 + 15 + 5) / 3 = 10 %
        assert set(together["n"]) == {200}

    def test_schools_alone_make_a_municipality_and_say_so(self, desk: Desk, told: Told) -> None:
        path = desk.book("статистика_отметок.xlsx", A6=None, A7=None)
        found = desk.read(path)
        assert found.tables["references"][["territory", "mean"]].to_numpy().tolist() == [["муниципалитет", 3.55]]
        assert "школы файла вместе записаны как «муниципалитет»" in told(found)[-1]
        assert desk.read(path, territory="регион").tables["references"]["territory"].tolist() == ["регион"]

    def test_sums(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("статистика_отметок.xlsx", D8=20, E9="много"))
        assert sizes(found) == {"references": 2}
        assert told(found) == [
            "ошибка: ячейка E9: доля — не число. Строка не учтена.",
            "ошибка: строка 8: сумма долей не равна 100 % (110). Строка не учтена.",
        ]

    def test_counts(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("статистика_отметок.xlsx", D8=2, E8=10, F8=6, G8=2))
        assert sizes(found) == {"references": 2}
        assert told(found) == [
            "исправлено: строка 8: вместо процентов стоит число участников: переведено в проценты.",
        ]

    def test_numbers(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("статистика_отметок.xlsx", C8=None))
        assert sizes(found) == {"references": 2}
        assert told(found) == [
            "ошибка: число участников указано не у всех школ: проценты школ не складываются и не усредняются. "
            "Общая строка не построена; нужен столбец «Кол-во участников».",
        ]


class TestDistribution:
    def test_whole(self, desk: Desk, samples: Path) -> None:
        rows = desk.read(samples / "распределение_баллов.xlsx").tables["references"]
        assert rows[["territory", "unit", "mean"]].to_numpy().tolist() == [
            ["регион", "процент выполнения", 53.3], ["муниципалитет", "процент выполнения", 55.0],
        ]  # fmt: skip

    def test_sums(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("распределение_баллов.xlsx", D5=50))
        assert sizes(found) == {"references": 1}
        assert told(found) == [
            "ошибка: строка 5: сумма долей не равна 100 % (149). Строка не учтена.",
        ]

    def test_text(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("распределение_баллов.xlsx", E5="нет"))
        assert sizes(found) == {"references": 1}
        assert told(found) == [
            "ошибка: ячейка E5: доля — не число. Строка не учтена.",
        ]

    def test_territories(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("распределение_баллов.xlsx", A6="Пермский край"))
        assert sizes(found) == {"references": 1}
        assert told(found) == [
            "предупреждение: строк вида «регион» несколько (5, 6): взята первая.",
        ]


class TestAverages:
    def test_whole(self, desk: Desk, samples: Path) -> None:
        found = desk.read(samples / "средние_ОГЭ.csv")
        rows = found.tables["references"].set_index("subject")
        assert rows["mean"].to_dict() == {"математика": 3.9, "русский язык": 4.0}  # (35 + 123 + 6) / 42
        assert rows.at["математика", "grade"] == 9

    def test_numbers(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.text("средние_ОГЭ.csv", ("математика,10", "математика,много"), encoding="utf-8"))
        assert sizes(found) == {"references": 2}
        assert told(found) == [
            "ошибка: ячейка C2: число участников или средний балл — не число. Строка не учтена.",
            "предупреждение: средние записаны как «муниципалитет». Если это другая территория, укажите: "
            "--territory регион.",
        ]

    def test_empty(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.text("средние_ОГЭ.csv", ("математика,2,", "математика,0,"), encoding="utf-8"))
        assert sizes(found) == {"references": 2}
        assert told(found) == [
            "исправлено: строк без участников пропущено: 1.",
            "предупреждение: средние записаны как «муниципалитет». Если это другая территория, укажите: "
            "--territory регион.",
        ]

    def test_means(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.text("средние_ОГЭ.csv", ("3.5", "-"), encoding="utf-8"))
        assert sizes(found) == {"references": 2}
        assert told(found) == [
            "ошибка: ячейка D2: число участников или средний балл — не число. Строка не учтена.",
            "предупреждение: средние записаны как «муниципалитет». Если это другая территория, укажите: "
            "--territory регион.",
        ]


class TestLaws:
    @given(
        st.lists(
            st.tuples(st.integers(1, 500), st.lists(st.integers(0, 60), min_size=4, max_size=4)), min_size=1, max_size=8
        )
    )
    def test_joined_shares_are_the_shares_of_joined_pupils(self, schools: list[tuple[int, list[int]]]) -> None:
        counts = [[count or int(at == 0) for at, count in enumerate(row)] for _, row in schools]
        lines = [
            Line(
                i,
                "ш",
                "школа",
                sum(row),
                {str(mark): 100 * n / sum(row) for mark, n in zip((2, 3, 4, 5), row, strict=True)},
            )
            for i, row in enumerate(counts)
        ]
        joined = pooled(lines)
        assert joined is not None
        total = sum(map(sum, counts))
        for at, mark in enumerate("2345"):
            assert math.isclose(joined.shares[mark], 100 * sum(row[at] for row in counts) / total, abs_tol=1e-9)
        assert math.isclose(sum(joined.shares.values()), 100)

    def test_a_school_without_its_number_joins_nothing(self) -> None:
        lines = [Line(1, "ш", "школа", 20, {"5": 100.0}), Line(2, "ш", "школа", None, {"5": 0.0})]
        assert pooled(lines) is None

    @pytest.mark.parametrize(
        ("who", "kind"),
        [
            ("Вся выборка", "страна"), ("Российская Федерация", "страна"), ("Свердловская обл.", "регион"),
            ("Пермский край", "регион"), ("Республика Коми", "регион"), ("Заречный район", "муниципалитет"),
            ("город Асбест", "муниципалитет"), ("МАОУ СОШ № 7 г. Асбест", "школа"), ("Лицей № 5", "школа"),
            ("edu123456", "школа"),
        ],
    )  # fmt: skip
    def test_whose_line_it_is(self, who: str, kind: str) -> None:
        assert kind_of(who) == kind


@pytest.mark.skipif(not REAL.is_dir(), reason="нет папки с настоящими данными")
class TestMoscow:
    def test_gia_means_are_weighed_by_pupils(self) -> None:
        found = read_export(REAL / "moscow_gia9_2015.csv", Wishes(territory="регион"))
        raw = pd.read_csv(REAL / "moscow_gia9_2015.csv")
        sums = (raw["PassedQuantity"] * raw["AVGScore"]).groupby(raw["SubjectName"]).sum()
        means = sums / raw.groupby("SubjectName")["PassedQuantity"].sum()
        rows = found.tables["references"].set_index("subject")
        assert set(rows["year"]) == {"2014/2015"}
        assert rows.at["математика", "mean"] == pytest.approx(means["математика"], abs=0.005)
        assert len(rows) == raw["SubjectName"].nunique() == 14
        assert not found.problems

    def test_ege_thresholds_are_summed_then_divided(self, told: Told) -> None:
        found = read_export(REAL / "moscow_ege_2015_16.csv")
        assert not found.tables
        assert found.made.shares is not None
        assert found.made.shares["value"].tolist() == pytest.approx([100 * 15920 / 66461, 100 * 34225 / 66461])
        assert "PASSER_UNDER_160" in told(found)[0]
