"""A school's wish for parallel variants: its tables and a few choices in, the assembly out.

Apart from :mod:`workbook.fos.assembly` because that knows neither schools nor models of the answer: here the source of
difficulty is found in the school's own tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import Result, results_table
from workbook.fos.assembly import (
    ANSWERS,
    BOTH,
    EXPERTS,
    INFORMATION,
    NOTHING,
    TIME_OUT,
    Assembly,
    Gauge,
    assemble,
    information,
    observed,
    order_for,
    success,
)
from workbook.fos.scoring import score
from workbook.fos.tool import tool
from workbook.school.school import School
from workbook.settings import Settings

__all__ = ["SOURCES", "Wish", "planned_works", "results", "variants"]

SOURCES: Mapping[str, str] = {name: name for name in (EXPERTS, ANSWERS, BOTH, INFORMATION, NOTHING)}
"""Sources of difficulty that a form offers."""

_DOUBTS = ("key", "reverse")
"""Actions of :mod:`workbook.fos.advice` after which an item waits for its author."""

_POINTS = (-1.0, 0.0, 1.0)
"""Abilities at which information is levelled: a weak, a middling and a strong pupil of the calibrated work."""


@dataclass(frozen=True)
class Wish:
    """What a person chooses on the page; the rest is the school's rules.

    Attributes
    ----------
    test : str
        Code of the assessment tool.
    variants, common, overlap : int
        How many variants, how many common items in all of them, how many further items two may share.
    minutes : int
        Longest working time; 0 sets no limit.
    tolerance : float
        Percent of the target; 0 takes the school's rule.
    difficulty : str
        A key of :data:`SOURCES`; empty takes the best that the tables have.
    same_kinds : bool
        As many items of each kind in every variant.
    doubtful : bool
        Take items whose key or wording pupils' answers put in doubt, too.
    seed : int
        Another number gives another choice.
    """

    test: str
    variants: int = 2
    common: int = 0
    overlap: int = 0
    minutes: int = 0
    tolerance: float = 0.0
    difficulty: str = ""
    same_kinds: bool = True
    doubtful: bool = False
    seed: int = 1


def planned_works(school: School) -> dict[str, str]:
    """Return the tools that have a specification: code → code with its title.

    Raises
    ------
    MissingData
        The school has no specification, bank or plan.
    """
    school.need("blueprint", "items", "fos_plan")
    plan = school["fos_plan"].drop_duplicates("fos").set_index("fos")["title"]
    codes = school["blueprint"]["fos"].drop_duplicates()
    return {str(code): f"{code}: {plan[code]}" if code in plan.index else str(code) for code in codes}


def variants(school: School, wish: Wish) -> Assembly:
    """Assemble variants for a school; a page that needs them in several sections keeps them as one of its values.

    Parameters
    ----------
    school : School
        Tables blueprint, items and fos_plan; responses for observed difficulty and information.
    wish : Wish

    Raises
    ------
    MissingData
        A table is absent, the tool has no specification, or the source of difficulty has no numbers.
    """
    school.need("blueprint", "items", "fos_plan")
    rules = school.settings.assembly
    order = order_for(school["blueprint"], school["fos_plan"], wish.test, rules)
    order = order.changed(
        variants=wish.variants, common=wish.common, overlap=wish.overlap, minutes=float(wish.minutes),
        tolerance=wish.tolerance or rules.tolerance, same_kinds=wish.same_kinds, seed=wish.seed,
    )  # fmt: skip
    items = school["items"]
    mine = items[(items["subject"] == order.subject) & (items["grade"] == order.grade)]
    if not wish.doubtful:
        order = order.changed(doubtful=_doubtful(school, mine))
    return assemble(mine, order, _gauge(school, mine, wish), rules)


def results(assembly: Assembly) -> pd.DataFrame:
    """Collect the figures of the assembler's report.

    Parameters
    ----------
    assembly : Assembly

    Returns
    -------
    pandas.DataFrame
        Columns :data:`workbook.estimates.RESULT_COLUMNS`; headlines: variants, items missing, departure from the
        target.
    """
    order, proof = assembly.order, assembly.proof
    missing = 0 if assembly.refusal is None else int(assembly.refusal.missing["missing"].sum())
    made = order.variants if proof is not None else 0
    kept = proof is not None and proof.met
    rows = [
        Result(
            "variants-built", "Вариантов собрано", made, order.test, n=order.variants, unit="шт.", headline=True,
            verdict="хорошо" if kept else "мало данных" if assembly.status == TIME_OUT else "плохо",
            note=assembly.status,
        ),
        Result(
            "variants-items-missing", "Не хватает заданий", missing, order.test, n=assembly.pool_size, unit="шт.",
            headline=True, verdict="плохо" if missing else "",
            note="" if assembly.refusal is None else assembly.refusal.sentence,
        ),
    ]  # fmt: skip
    if proof is not None and order.variants > 1:
        shared = proof.overlap.to_numpy()
        most = max(int(shared[i, j]) for i in range(len(shared)) for j in range(i))
        rows += [
            Result(
                "variants-away-percent", "Отличие вариантов от общей цели", assembly.away, order.test, n=order.variants,
                unit="%", headline=True, verdict="хорошо" if assembly.away <= order.tolerance else "мало данных",
                note=f"источник трудности: {assembly.gauge.source}",
            ),
            Result("variants-overlap", "Одинаковых заданий у двух вариантов", most, order.test, n=order.size,
                   unit="шт.", note=f"из них общих по заказу {order.in_every_variant}"),
        ]  # fmt: skip
        if "success" in proof.variants:
            rows.append(Result("variants-spread", "Разброс ожидаемого выполнения", proof.spread("success"), order.test,
                               n=order.variants, unit="п.п."))  # fmt: skip
    return results_table(rows)


def _doubtful(school: School, items: pd.DataFrame) -> tuple[str, ...]:
    """Name the items of which the answers of any work say: look at the key, look at the wording."""
    responses = school.tables.get("responses")
    if responses is None:
        return ()
    written = responses.loc[responses["item"].isin(items["item"]), "test"].unique()
    tables = [tool(school, str(test)).items for test in sorted(written)]
    return tuple(sorted({str(item) for table in tables for item in table.loc[table["action"].isin(_DOUBTS), "item"]}))


def _gauge(school: School, items: pd.DataFrame, wish: Wish) -> Gauge:
    responses = school.tables.get("responses")
    if wish.difficulty == INFORMATION:
        if responses is None:
            raise MissingData(
                "Информация заданий считается по ответам учеников, а их нет. Выберите другой источник трудности.",
                Reason.TABLE_MISSING, ("responses",),
            )  # fmt: skip
        return _information(responses, school["items"], wish.test, school.settings)
    answers = None
    if responses is not None and wish.difficulty in ("", ANSWERS, BOTH):
        answers = observed(responses, items, school.settings.fos)
    return success(items, answers, wish.difficulty)


def _information(responses: pd.DataFrame, items: pd.DataFrame, test: str, settings: Settings) -> Gauge:
    from workbook.fos.irt.information import item_information
    from workbook.fos.models import calibrate

    made = calibrate(score(responses, items, test), settings.models)
    if made.curves is None:
        raise MissingData(f"Информация заданий не считается. {made.reason}", Reason.TABLE_EMPTY, ("responses",))
    return information(made.curves.items, item_information(made.curves, _POINTS).T, _POINTS)
