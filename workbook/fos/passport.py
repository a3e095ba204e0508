"""The passport of one item: all that is known about it on one card, and the one thing to do first.

Apart from the item table because a card joins the bank, the answers, the options, the groups and the model, and some of
these may be absent.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbook.estimates import half_up
from workbook.fos.advice import Advice
from workbook.fos.dif import FLAGGED
from workbook.school.letters import LETTERS

__all__ = ["URGENCY", "Passport", "dif_words", "passports", "with_dif"]

URGENCY = (
    "key", "reverse", "dif", "hard", "weak", "easy", "tier", "distractor", "skip", "watch", "collect", "keep",
)  # fmt: skip
"""Codes of actions from the most urgent."""

_ABOVE_DIF = ("collect", "key", "reverse")


@dataclass(frozen=True)
class Passport:
    """One item.

    Attributes
    ----------
    item : str
        Code in the bank.
    text : str
        The wording; empty when the bank does not hold it.
    choices : tuple of (str, str)
        Letter and text of each option.
    bank : mapping
        status, version, revised, review_due, author, expected (%), uses: what the bank says, missing values left out.
    numbers : mapping
        The row of :func:`workbook.fos.item_analysis.item_table`.
    options : pandas.DataFrame
        The rows of :func:`workbook.fos.distractors.option_table`; empty without recorded answers.
    curves : pandas.DataFrame
        The rows of :func:`workbook.fos.option_curves.option_curves`; empty with few answers.
    dif : mapping
        The row of :func:`workbook.fos.dif.dif_table`; empty when groups are not known.
    difficulty, difficulty_error : float
        Difficulty of the item in the fitted model, logits, and its standard error; NaN when not calibrated.
    advice : Advice
        The one thing to do first.
    """

    item: str
    text: str
    choices: tuple[tuple[str, str], ...]
    bank: Mapping[str, Any]
    numbers: Mapping[str, Any]
    options: pd.DataFrame
    curves: pd.DataFrame
    dif: Mapping[str, Any]
    difficulty: float
    difficulty_error: float
    advice: Advice


@dataclass(frozen=True)
class Known:
    """What was computed about the work as a whole, item by item; frames may be empty.

    Attributes
    ----------
    items : pandas.DataFrame
        :func:`workbook.fos.item_analysis.item_table`.
    options, curves, dif : pandas.DataFrame
        Tables with a column item.
    difficulty : pandas.DataFrame
        item, b, se (logits), as in :func:`workbook.fos.model_tables.item_rows`.
    bank : pandas.DataFrame
        The table of items with text, choices, status, version, revised, review_due, author, expected, uses.
    """

    items: pd.DataFrame
    options: pd.DataFrame
    curves: pd.DataFrame
    dif: pd.DataFrame
    difficulty: pd.DataFrame
    bank: pd.DataFrame


def passports(known: Known) -> tuple[Passport, ...]:
    """Make the passports of a work, the most urgent first.

    Parameters
    ----------
    known : Known
        Everything computed; :func:`with_dif` should have been applied to the items.

    Returns
    -------
    tuple of Passport
    """
    options, curves = _by_item(known.options), _by_item(known.curves)
    dif = {row["item"]: row for row in known.dif.to_dict("records")} if len(known.dif) else {}
    hard = {row["item"]: row for row in known.difficulty.to_dict("records")} if len(known.difficulty) else {}
    bank = {row["item"]: row for row in known.bank.drop_duplicates("item").to_dict("records")}
    cards = []
    for row in known.items.to_dict("records"):
        item = str(row["item"])
        about = bank.get(item, {})
        model = hard.get(item, {})
        cards.append(
            Passport(
                item, _text(about.get("text")), _choices(about.get("choices")), _bank(about),
                {str(name): value for name, value in row.items()}, options.get(item, known.options.iloc[:0]),
                curves.get(item, known.curves.iloc[:0]), _plain(dif.get(item, {})), float(model.get("b", math.nan)),
                float(model.get("se", math.nan)), Advice(row["action"], row["action_title"], row["advice"]),
            )
        )  # fmt: skip
    return tuple(sorted(cards, key=lambda card: URGENCY.index(card.advice.code)))


def with_dif(items: pd.DataFrame, dif: pd.DataFrame) -> pd.DataFrame:
    """Let a difference between groups change the recommended action of an item.

    It speaks after a doubtful key and a reversed item (these explain it), before everything else.

    Parameters
    ----------
    items : pandas.DataFrame
        :func:`workbook.fos.item_analysis.item_table`.
    dif : pandas.DataFrame
        :func:`workbook.fos.dif.dif_table`.

    Returns
    -------
    pandas.DataFrame
        The items with action «dif» where a difference was found.
    """
    found = {row["item"]: row for row in dif.to_dict("records") if row["verdict"] in FLAGGED}
    rows = items.to_dict("records")
    said = [_judged(row, found.get(row["item"])) for row in rows]
    return items.assign(
        action=[advice.code for advice in said],
        action_title=[advice.title for advice in said],
        advice=[advice.text for advice in said],
        needs_work=[advice.needs_work for advice in said],
    )


def dif_words(row: Mapping[str, Any]) -> str:
    """Say what a difference means and what to do, accusing nobody.

    Parameters
    ----------
    row : mapping
        A row of :func:`workbook.fos.dif.dif_table` with a verdict about a difference.

    Examples
    --------
    >>> row = {"verdict": "сильное", "easier": "девочки", "reference": "девочки", "focal": "мальчики", "gap": -14.2}
    >>> dif_words(row).split(":")[0].replace(chr(160), " ")
    'При равной подготовке мальчики справляются реже, чем девочки, в среднем на 14 п.п.'
    """
    if row["verdict"] == "неравномерное":
        return (
            f"У слабых и у сильных учеников {row['reference']} и {row['focal']} отличаются по-разному: возможно, "
            "задание проверяет ещё что-то, кроме заявленного умения. Перечитать условие вместе с коллегой."
        )
    worse = row["focal"] if row["easier"] == row["reference"] else row["reference"]
    size = f"{half_up(abs(row['gap'])):.0f}\u00a0п.п."
    return (
        f"При равной подготовке {worse} справляются реже, чем {row['easier']}, в среднем на {size}: возможно, мешает "
        "сюжет, слово или форма ответа, а не само умение. Перечитать условие, заменить контекст и проверить снова."
    )


def _judged(row: Mapping[Hashable, Any], difference: Mapping[Hashable, Any] | None) -> Advice:
    if difference is None or row["action"] in _ABOVE_DIF:
        return Advice(row["action"], row["action_title"], row["advice"])
    return Advice("dif", "перечитать условие", dif_words(_plain(difference)))


def _by_item(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    return {str(name): part for name, part in frame.groupby("item", sort=False)} if len(frame) else {}


def _plain(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {str(name): value for name, value in row.items()}


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _choices(value: object) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, str) or not value.strip():
        return ()
    return tuple(zip(LETTERS, (part.strip() for part in value.split("|")), strict=False))


def _bank(about: Mapping[Hashable, Any]) -> dict[str, Any]:
    names = ("status", "version", "revised", "review_due", "author", "expected", "uses")
    return {name: about[name] for name in names if name in about and not pd.isna(about[name])}
