"""Figures of a sample school, counted a second time from its files by other means, by the text of the method alone."""

from __future__ import annotations

import math
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from workbook import vsoko
from workbook.school import School
from workbook.vsoko.composite import composite_of
from workbook.vsoko.deficit_look import deficits_of
from workbook.vsoko.level_groups import EDGE, level_groups
from workbook.vsoko.self_examination import self_examination_of

FOLDER = Path(__file__).parents[2] / "datasets" / "municipality" / "shkola-2"
YEAR = "2025/2026"
READ = "read_csv('{}', delim=';', header=true, all_varchar=true, nullstr='', quote='\"', escape='\"')"


@pytest.fixture(scope="module")
def base() -> duckdb.DuckDBPyConnection:
    """The school's files as they lie, nothing of the package between."""
    found = duckdb.connect()
    found.execute("SET threads TO 1")
    for path in (*FOLDER.glob("*.csv"), FOLDER.parent / "scales.csv"):
        found.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM " + READ.format(path))
    for path in FOLDER.glob("*.parquet"):
        found.execute(f"CREATE VIEW {path.stem} AS SELECT * FROM '{path}'")
    return found


@pytest.fixture(scope="module")
def school(sample_schools: dict[str, School]) -> School:
    return sample_schools["shkola-2"]


def test_base_indicators_of_the_year(base: duckdb.DuckDBPyConnection, school: School) -> None:
    five, four, three, two, absent = base.execute(
        f"""
        WITH here AS (
            SELECT "Код ученика" AS pupil, CAST(split_part("Класс", ' ', 1) AS INT) AS grade FROM pupils
            WHERE "Учебный год" = '{YEAR}'
              AND ("Дата выбытия" IS NULL OR strptime("Дата выбытия", '%d.%m.%Y') >= DATE '2026-05-31'))
        SELECT count(*) FILTER ("Отметка" = '5'), count(*) FILTER ("Отметка" = '4'), count(*) FILTER ("Отметка" = '3'),
               count(*) FILTER ("Отметка" = '2'), count(*) FILTER ("Отметка" = 'н/а')
        FROM period_marks JOIN here ON here.pupil = "Код ученика"
        WHERE "Учебный год" = '{YEAR}' AND "Период" = 'год' AND grade > 1
        """
    ).fetchall()[0]
    n = five + four + three + two + absent
    marks = school.settings.marks
    records = vsoko.period_records(school["period_marks"], school["pupils"], marks)
    row = vsoko.indicators(records, ["year"], marks).set_index("year").loc[YEAR]
    assert row["n"] == n == 5122
    assert row["success_percent"] == pytest.approx(100 * (five + four + three) / n)
    assert row["quality_percent"] == pytest.approx(100 * (five + four) / n)
    assert row["sou_percent"] == pytest.approx((100 * five + 64 * four + 36 * three + 16 * two + 7 * absent) / n)
    assert row["mean_mark"] == pytest.approx((5 * five + 4 * four + 3 * three + 2 * two) / (n - absent))


def test_journal_against_the_assessment(base: duckdb.DuckDBPyConnection, school: School) -> None:
    counted = base.execute(
        f"""
        WITH pairs AS (
            SELECT CAST("Отметка за работу" AS INT) - CAST("Отметка по журналу" AS INT) AS gap FROM procedures
            WHERE "Учебный год" = '{YEAR}' AND "Процедура" = 'ВПР')
        SELECT count(gap), count(*) FILTER (gap < 0), count(*) FILTER (gap = 0), count(*) FILTER (gap > 0),
               count(*) FILTER (abs(gap) >= 2) FROM pairs
        """
    ).fetchall()[0]
    pairs = vsoko.mark_pairs(school["procedures"], school["pupils"])
    row = vsoko.agreement(pairs, ["year"], school.settings.objectivity).set_index("year").loc[YEAR]
    assert tuple(row[["n", "lowered", "confirmed", "raised", "large"]]) == counted == (892, 576, 297, 19, 148)


def test_spikes_of_all_boundaries(base: duckdb.DuckDBPyConnection, school: School) -> None:
    rows = base.execute(
        """
        SELECT p."Учебный год", CAST(p."Параллель" AS INT), p."Предмет", CAST(s."Отметка" AS INT) AS mark,
               count(p."Первичный балл"),
               count(*) FILTER (CAST(p."Первичный балл" AS INT) = CAST(s."Минимальный балл" AS INT)),
               count(*) FILTER (CAST(p."Первичный балл" AS INT) = CAST(s."Минимальный балл" AS INT) - 1)
        FROM procedures p JOIN scales s USING ("Процедура", "Учебный год", "Параллель", "Предмет")
        WHERE p."Процедура" = 'ВПР' GROUP BY ALL
        """
    ).fetchall()
    rules = school.settings.objectivity
    found = vsoko.boundary_spikes(vsoko.score_counts(school["procedures"]), school["scales"], rules)
    keys = zip(found["year"], found["grade"], found["subject"], found["boundary"], strict=True)
    told = dict(zip(keys, zip(found["p"], found["status"], strict=True), strict=True))
    flagged = 0
    for year, grade, subject, mark, n, at, below in rows:
        found_p, status = told[(year, grade, subject, f"{mark - 1}→{mark}")]
        tail = [math.comb(at + below, k) for k in range(at, at + below + 1)]
        p = sum(tail) / 2 ** (at + below) if at + below else math.nan
        assert found_p == pytest.approx(p, nan_ok=True)
        flag = p < 0.01 and at - below >= 3 and n >= 50
        assert (status == "возможный признак") == flag
        flagged += flag
    assert len(rows) == len(found)
    assert flagged == 48


def test_composite_of_pupils_with_all_four_sources(base: duckdb.DuckDBPyConnection, school: School) -> None:
    rows = base.execute(
        f"""
        WITH taken AS (
            SELECT "Код ученика" AS pupil, "Вид работы" = 'контрольная' AS theme, CAST("Вес" AS DOUBLE) AS weight,
                   25.0 * (CAST("Отметка" AS INT) - 1) AS points
            FROM marks WHERE "Предмет" = 'математика' AND "Отметка" IN ('5', '4', '3', '2')),
        current AS (
            SELECT pupil, sum(points * weight) FILTER (NOT theme) / sum(weight) FILTER (NOT theme) AS daily,
                   sum(points * weight) FILTER (theme) / sum(weight) FILTER (theme) AS theme
            FROM taken GROUP BY pupil),
        works AS (
            SELECT "Код ученика" AS pupil,
                   max(CAST("Первичный балл" AS DOUBLE) / CAST("Максимальный балл" AS DOUBLE) * 100)
                       FILTER ("Процедура" = 'промежуточная') AS own,
                   max(CAST("Первичный балл" AS DOUBLE) / CAST("Максимальный балл" AS DOUBLE) * 100)
                       FILTER ("Процедура" = 'ВПР') AS outer_work
            FROM procedures WHERE "Учебный год" = '{YEAR}' AND "Предмет" = 'математика' GROUP BY ALL)
        SELECT pupil, 0.30 * daily + 0.25 * theme + 0.25 * own + 0.20 * outer_work
        FROM current JOIN works USING (pupil)
        WHERE daily + theme + own + outer_work IS NOT NULL
        """
    ).fetchall()
    table = composite_of(school, YEAR).table
    table = table.loc[table["subject"].eq("математика")].set_index("pupil")
    assert len(rows) > 100
    for pupil, points in rows:
        assert table.loc[pupil, "composite"] == pytest.approx(points)
        assert table.loc[pupil, "coverage"] == pytest.approx(1)


def test_level_groups_by_tiers(base: duckdb.DuckDBPyConnection, school: School) -> None:
    rows = base.execute(
        """
        SELECT r."Код ученика", i."Предмет",
               100 * sum(CAST(r."Балл" AS DOUBLE)) FILTER (i."Уровень сложности" = 'Б')
                   / sum(CAST(i."Максимальный балл" AS DOUBLE)) FILTER (i."Уровень сложности" = 'Б'),
               100 * sum(CAST(r."Балл" AS DOUBLE)) FILTER (i."Уровень сложности" <> 'Б')
                   / sum(CAST(i."Максимальный балл" AS DOUBLE)) FILTER (i."Уровень сложности" <> 'Б')
        FROM responses r JOIN items i USING ("Код задания") GROUP BY ALL
        """
    ).fetchall()
    table = level_groups(school, YEAR).table.set_index(["pupil", "subject"])
    for pupil, subject, plain, raised in rows:
        plain = plain or 0.0
        group = "А" if plain < 57 else EDGE if plain < 60 else "Б" if raised < 30 else "В"
        assert table.loc[(pupil, subject), "computed"] == group
    assert len(rows) > 50


def test_priorities_of_the_deficit_map(school: School) -> None:
    rows = deficits_of(school, YEAR).rows
    gap = ((rows["target"] - rows["fact"]) / rows["target"]).clip(0, 1)
    pd.testing.assert_series_equal(rows["priority"], gap * rows["importance"] * rows["influence"], check_names=False)


def test_pupils_and_winners_of_the_calendar_year(base: duckdb.DuckDBPyConnection, school: School) -> None:
    pupils, took, won = base.execute(
        f"""
        WITH taken AS (
            SELECT p.* FROM participations p JOIN cards c USING ("Код карты")
            WHERE year(strptime(p."Дата", '%d.%m.%Y')) = 2025 AND p."Роль" IN ('исполнитель', 'капитан')
              AND p."Кто проверил" IS NOT NULL
              AND c."Направление" IN ('интеллектуальное', 'творческое', 'спортивное', 'патриотическое', 'экологическое')
              AND p."Номер записи" NOT IN (SELECT "Номер записи" FROM record_steps WHERE "Шаг" = 'отозвана')
              AND p."Номер записи" NOT IN (SELECT coalesce("Взамен записи", '') FROM participations))
        SELECT (SELECT count(DISTINCT "Код ученика") FROM pupils WHERE "Учебный год" = '{YEAR}'
                AND strptime("Дата прибытия", '%d.%m.%Y') <= DATE '2025-12-31'
                AND ("Дата выбытия" IS NULL OR strptime("Дата выбытия", '%d.%m.%Y') > DATE '2025-12-31')),
               count(DISTINCT "Код ученика"),
               count(DISTINCT "Код ученика") FILTER ("Результат" IN ('победитель', 'призёр')) FROM taken
        """
    ).fetchall()[0]
    lines = self_examination_of(school, "2025").lines
    assert [lines[number].found.value for number in ("1.1", "1.18", "1.19")] == [pupils, took, won] == [460, 128, 121]
