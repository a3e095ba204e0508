"""An attacker with all printed numbers, all totals and an integer solver: no hidden anonymous count is told.

What is proved: take everything that the page, its charts' table and the results rows print, and give the attacker
besides how many pupils of every class answered in every wave (more than is printed). Then every hidden count — of a
class, a parallel, a level, the school — may still be any of values that span at least the school's threshold, or the
whole group when that is smaller. The ends are found by integer programming that shares no code with the method.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from workbook.display import vsoko_personal
from workbook.errors import MissingData
from workbook.estimates import suppress
from workbook.school import School
from workbook.settings import Settings
from workbook.vsoko.composite_results import composite_results
from workbook.vsoko.personal_protection import STEPS, protected
from workbook.vsoko.personal_results import PersonalResults, personal_results

SCHOOLS = ("gimnaziya-1", "licey-5", "selskaya-6", "shkola-2", "shkola-3", "shkola-4", "shkola-7", "shkola-8")
HEADS = ("Группа", "Срез", "Ответили")


def cells_of(counts: dict[str, list[int]], wave: str = "начало") -> pd.DataFrame:
    """Classes with their counts by category → the cells that the method takes."""
    rows = []
    for class_, numbers in counts.items():
        grade = int(class_.split()[0])
        level = "НОО" if grade < 5 else "ООО" if grade < 10 else "СОО"
        for place, count in enumerate(numbers):
            rows.append((wave, "школа", level, f"{grade} классы", class_, "абвгд"[place], count))
    return pd.DataFrame(rows, columns=["wave", *STEPS, "category", "count"])


def attack(cells: pd.DataFrame, shown: dict[tuple[str, str, str, str], int], minimum: int) -> None:
    """Fail when some count that is not shown is told closer than the threshold."""
    for wave, part in cells.groupby("wave"):
        truth = part["count"].to_numpy(dtype=float)
        lines: dict[tuple[str, str, str], np.ndarray] = {}
        for step in STEPS:
            for unit, category in set(zip(part[step], part["category"], strict=True)):
                lines[step, unit, category] = (part[step].eq(unit) & part["category"].eq(category)).to_numpy(
                    dtype=float
                )
        sizes = {name: part["класс"].eq(name).to_numpy(dtype=float) for name in set(part["класс"])}
        known = {key[1:]: count for key, count in shown.items() if key[0] == wave}
        assert all(lines[key] @ truth == count >= minimum for key, count in known.items())
        rows = np.array([*sizes.values(), *(lines[key] for key in known)])
        right = np.array([*(line @ truth for line in sizes.values()), *known.values()], dtype=float)
        told = LinearConstraint(rows, right, right)
        keys = [key for key in lines if key not in known]
        asked = np.array([lines[key] for key in keys]).reshape(len(keys), len(part))
        sizes_of = [sum(line @ truth for other, line in lines.items() if other[:2] == key[:2]) for key in keys]
        need = np.minimum(minimum, sizes_of)
        seen = [asked @ truth]
        rng = np.random.default_rng(7)
        for turn in range(12 + 2 * len(keys)):
            # First mixtures of counts at random, which often reach many ends at once; then one by one.
            open_ = np.max(seen, axis=0) - np.min(seen, axis=0) < need
            if not open_.any():
                break
            place, sign = divmod(turn - 12, 2)
            if turn >= 12 and not open_[place]:
                continue
            goal = (rng.normal(size=len(keys)) * open_) @ asked if turn < 12 else (1 - 2 * sign) * asked[place]
            found = milp(goal, constraints=told, bounds=Bounds(0, np.inf), integrality=np.ones(len(part)))
            seen.append(np.round(asked @ found.x))
        told_closely = [key for key, low, high, least in zip(keys, np.min(seen, axis=0), np.max(seen, axis=0), need,
                                                             strict=True) if high - low < least]  # fmt: skip
        assert not told_closely, (wave, told_closely)


def shown_by(table: pd.DataFrame) -> dict[tuple[str, str, str, str], int]:
    rows = table.loc[~table["hidden"]]
    return {(r.wave, r.step, r.unit, r.category): int(r.count) for r in rows.itertuples()}


class TestHandReadable:
    def test_a_parallel_hidden_for_another_reason_is_not_the_sum_of_its_classes(self):
        # Alone, each table hides enough; together the classes 7 А and 7 Б give the hidden parallel away.
        cells = cells_of({"7 А": [12, 14], "7 Б": [13, 15], "8 А": [3, 25], "8 Б": [4, 21]})
        shown = shown_by(protected(cells, 10))
        attack(cells, shown, 10)

    def test_tables_treated_one_by_one_are_broken_by_this_attack(self):
        cells = cells_of({"7 А": [12, 14], "7 Б": [13, 15], "8 А": [3, 25], "8 Б": [4, 21]})
        naive: dict[tuple[str, str, str, str], int] = {}
        for step, by in (("школа", ["category"]), ("параллель", ["параллель", "category"]),
                         ("класс", ["класс", "category"])):  # fmt: skip
            table = cells.groupby([step, "category"], as_index=False)["count"].sum()
            done = suppress(table, "count", by, 10)
            for row in done.loc[done["suppressed"].eq("")].to_dict("records"):
                naive["начало", step, str(row[step]), str(row["category"])] = int(row["count"])
        with pytest.raises(AssertionError):
            attack(cells, naive, 10)

    def test_nothing_small_nothing_hidden(self):
        assert not protected(cells_of({"7 А": [12, 14], "8 А": [13, 15]}), 10)["hidden"].any()

    def test_a_small_class_hides_its_whole_row_and_spoils_no_total(self):
        found = protected(cells_of({"7 А": [2, 3], "7 Б": [30, 30], "7 В": [40, 40], "8 А": [50, 50]}), 10)
        assert found.loc[found["unit"].eq("7 А"), "hidden"].all()
        assert not found.loc[found["step"].isin(["школа", "уровень"]), "hidden"].any()

    def test_what_is_hidden_in_one_wave_is_hidden_in_the_other(self):
        cells = pd.concat(
            [cells_of({"7 А": [20, 20], "8 А": [20, 20]}), cells_of({"7 А": [3, 37], "8 А": [20, 20]}, "конец")]
        )
        found = protected(cells, 10)
        sides = found.pivot_table(index=["step", "unit", "category"], columns="wave", values="hidden", aggfunc="first")
        assert sides["начало"].equals(sides["конец"].rename("начало"))
        attack(cells, shown_by(found), 10)

    def test_a_tiny_table_by_brute_force(self):
        cells = cells_of({"7 А": [1, 3, 2], "7 Б": [2, 2, 3]})
        shown = shown_by(protected(cells, 5))
        truth = cells["count"].to_numpy().reshape(2, 3)
        fillings = [
            np.array([one, two])
            for one in itertools.product(range(7), repeat=3) if sum(one) == truth[0].sum()
            for two in itertools.product(range(8), repeat=3) if sum(two) == truth[1].sum()
        ]  # fmt: skip
        fits = [
            filling for filling in fillings
            if all(filling.sum(axis=0)["абв".index(key[3])] == count for key, count in shown.items())
        ]  # fmt: skip
        assert all(key[1] != "класс" for key in shown)
        for row, column in np.ndindex(2, 3):
            values = {int(filling[row, column]) for filling in fits}
            assert max(values) - min(values) >= 5


@pytest.mark.parametrize("seed", range(100))
def test_a_hundred_random_schools(seed):
    rng = np.random.default_rng(seed)
    categories, minimum = int(rng.integers(2, 4)), int(rng.choice([5, 10]))
    names = [f"{grade} {letter}" for grade in sorted(rng.choice(range(1, 12), 2, replace=False))
             for letter in "АБВ"[: int(rng.integers(1, 4))]]  # fmt: skip
    waves = []
    for wave in ("начало", "конец")[: 1 + (seed % 4 == 0)]:
        shares = rng.dirichlet(np.ones(categories))
        counts = {name: list(rng.multinomial(int(rng.integers(4, 60)), shares)) for name in names}
        waves.append(cells_of(counts, wave))
    cells = pd.concat(waves, ignore_index=True)
    attack(cells, shown_by(protected(cells, minimum)), minimum)


def printed(found: PersonalResults) -> dict[tuple[str, str, str, str], int]:
    """Read the counts back from the page itself: the HTML of the section, and nothing else."""
    html = vsoko_personal.personal(found).html().replace("\u202f", "").replace("\u00a0", " ")
    steps = {unit: step for step, unit in found.table[["step", "unit"]].itertuples(index=False)}
    shown: dict[tuple[str, str, str, str], int] = {}
    for table in re.findall(r"<table.*?</table>", html, flags=re.S):
        heads = re.findall(r"<th [^>]*>(.*?)</th>", table)
        if tuple(heads[:3]) != HEADS:
            continue
        for row in re.findall(r"<tr>(.*?)</tr>", table.split("<tbody>")[1], flags=re.S):
            unit, wave, _, *texts = re.findall(r"<td [^>]*>(.*?)</td>", row)
            for category, text in zip(heads[3:], texts, strict=True):
                number = re.match(r"(\d+) \(", text)
                assert number or text == vsoko_personal.HIDDEN
                if number:
                    shown[wave, steps[unit], unit, category] = int(number[1])
    return shown


def told_by_results(found: PersonalResults) -> dict[tuple[str, str, str, str], int]:
    rows = composite_results(None, None, found)
    wave = found.waves[-1]
    return {(wave, "школа", "школа", row.group): round(row.value * row.n / 100) for row in rows.itertuples()}


@pytest.mark.slow
@pytest.mark.parametrize("name", SCHOOLS)
def test_the_printed_page_of_a_sample_school_gives_nothing_away(read_sample, name):
    school = read_sample(name)
    rows = school["group_results"]
    found = personal_results(school)
    shown = printed(found) | told_by_results(found)
    assert len(shown) > 3
    kinds = list(dict.fromkeys(rows["category"]))
    cells = pd.concat(
        [
            # A dirty school lost a row: a category that is not there counts nobody.
            cells_of({name: list(part.set_index("category")["count"].reindex(kinds, fill_value=0))
                      for name, part in wave.groupby("class_", sort=False)}, str(when))
            for when, wave in rows.groupby("wave")
        ]
    )  # fmt: skip
    cells["category"] = cells["category"].map(dict(zip("абвгд", kinds, strict=False)))
    attack(cells, shown, found.minimum)
    for row in found.change.to_dict("records"):
        assert {(wave, "школа", "школа", row["category"]) for wave in found.waves} <= shown.keys()


def school_with(rows: list[tuple[str, str, str, int]]) -> School:
    table = pd.DataFrame(rows, columns=["wave", "class_", "category", "count"])
    table = table.assign(year="2025/2026", instrument="анкета")
    return School("shkola-1", "Школа № 1", "Район", "2025/2026", Path(), Settings(), {"group_results": table})


class TestResults:
    def test_a_school_of_nine_shows_nothing(self):
        with pytest.raises(MissingData, match="ответивших меньше 10, показывать нельзя ничего"):
            personal_results(school_with([("начало", "1 А", "да", 5), ("начало", "1 А", "нет", 4)]))

    def test_hidden_counts_are_not_kept_at_all(self):
        found = personal_results(
            school_with([("начало", "1 А", "да", 3), ("начало", "1 А", "нет", 17), ("начало", "1 А", "иногда", 40)])
        )
        assert found.table.loc[found.table["hidden"], "count"].isna().all()
        assert "3 (" not in vsoko_personal.personal(found).html()

    def test_no_reason_is_printed_for_a_hidden_count(self):
        found = personal_results(school_with([("начало", "1 А", "да", 3), ("начало", "1 А", "нет", 30)]))
        table = vsoko_personal.personal_table(found, "школа")
        assert table.loc[0, ["да", "нет"]].tolist() == ["скрыто", "скрыто"]

    def test_change_is_of_the_whole_school_with_an_interval(self):
        found = personal_results(
            school_with([("начало", "1 А", "да", 40), ("начало", "1 А", "нет", 60), ("конец", "1 А", "да", 60),
                         ("конец", "1 А", "нет", 40)])
        )  # fmt: skip
        row = found.change.set_index("category").loc["да"]
        assert (row["before"], row["after"]) == (40, 60)
        assert row["low"] > 0
        assert "выросла: +20,0" in vsoko_personal.personal(found).html().replace("\u00a0", " ")
