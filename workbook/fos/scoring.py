"""From what pupils answered to a scored matrix: the one place that decides what a blank, a key and a zero mean.

Apart from the analyses because each of them must count the same answers in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason

__all__ = ["HasTables", "Scored", "State", "accepted", "normalise", "score", "tests"]

_LATIN, _CYRILLIC = "abcehkmoptxy", "авсенкмортху"
_TO_CYRILLIC = str.maketrans(_LATIN, _CYRILLIC)
_TO_LATIN = str.maketrans(_CYRILLIC, _LATIN)
_TOLERANT = re.compile(r"([+-]?\d+(?:\.\d+)?)±(\d+(?:\.\d+)?)")
_KEYED = ("выбор ответа", "краткий ответ")
_ITEM_COLUMNS = ["content", "skill", "tier", "kind", "key", "options", "max_score", "minutes"]


class State(StrEnum):
    """What became of one item for one pupil; the value is what people read."""

    RIGHT = "верно"
    PARTIAL = "частично"
    WRONG = "неверно"
    BLANK = "пусто"
    NOT_REACHED = "не дошёл"
    DESIGN = "нет в варианте"
    REFUSED = "отложено"


class HasTables(Protocol):
    """Anything that carries a school's tables by their English names."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The tables of the school."""


@dataclass(frozen=True)
class Scored:
    """The scored answers of one test.

    Attributes
    ----------
    test : str
        Code of the assessment tool.
    scores : pandas.DataFrame
        Pupils × items, points; NaN where the pupil had no such item, did not reach it or the answer was set aside.
        A blank inside the work is 0.
    states : pandas.DataFrame
        The same shape, values of :class:`State`.
    answers : pandas.DataFrame
        The same shape, normalised answers; missing where there is none.
    items : pandas.DataFrame
        Index item in the order of the work; content, skill, tier, kind, key (normalised; several accepted answers are
        joined by «|», see :func:`accepted`), options, max_score, minutes, key_conflicts (answers whose given score
        contradicts the key).
    variants : pandas.Series
        Pupil → variant; an empty string when the work had one variant.
    refused : pandas.DataFrame
        Answers set aside: pupil, item, answer, score, reason (Russian sentence).
    absent : tuple of str
        Pupils who left the whole work blank; they are not in the matrix.
    """

    test: str
    scores: pd.DataFrame
    states: pd.DataFrame
    answers: pd.DataFrame
    items: pd.DataFrame
    variants: pd.Series[str]
    refused: pd.DataFrame
    absent: tuple[str, ...] = ()

    def forms(self) -> dict[str, pd.DataFrame]:
        """Return each variant's complete matrix: its pupils × its items, what was not reached counted as 0.

        Pupils with an answer set aside are left out, for their sum is not known.
        """
        return dict(self._forms)

    @cached_property
    def _forms(self) -> dict[str, pd.DataFrame]:
        result = {}
        for variant, pupils in self.variants.groupby(self.variants).groups.items():
            states = self.states.loc[pupils]
            mine = states.columns[(states != State.DESIGN).any()]
            whole = ~states[mine].isin([State.REFUSED, State.DESIGN]).any(axis=1)
            result[str(variant)] = self.scores.loc[states.index[whole], mine].fillna(0.0)
        return result

    def rest_shares(self) -> pd.DataFrame:
        """Return pupils × items: the share of points earned on the *other* items of the pupil's own variant.

        Shares, not sums, so that pupils of different variants stand on one scale; within one variant every
        correlation is the same as with the sum of the other items.
        """
        points, possible = self._points()
        return self._shares(points.sum(axis=1, keepdims=True) - points, possible.sum(axis=1, keepdims=True) - possible)

    def total_shares(self) -> pd.Series[float]:
        """Return pupil → share of the points of the pupil's own variant; what was not reached counts as 0."""
        points, possible = (part.sum(axis=1) for part in self._points())
        return pd.Series(points / possible, index=self.scores.index)

    def _points(self) -> tuple[np.ndarray, np.ndarray]:
        maxima = self.items["max_score"].to_numpy(dtype=float)
        counted = ~self.states.isin([State.DESIGN, State.REFUSED]).to_numpy()
        return np.where(counted, self.scores.fillna(0.0).to_numpy(), 0.0), np.where(counted, maxima, 0.0)

    def _shares(self, points: np.ndarray, possible: np.ndarray) -> pd.DataFrame:
        with np.errstate(invalid="ignore", divide="ignore"):
            values = np.where(possible > 0, points / possible, np.nan)
        return pd.DataFrame(values, index=self.scores.index, columns=self.scores.columns)


def normalise(answer: str, like: str = "") -> str:
    """Bring an answer to the form in which it is compared with the key.

    Case, spaces, the final full stop and the kind of dash do not matter; the decimal comma is a point, «0,50» is
    «0.5»; letters that look alike in Latin and Cyrillic are read in the alphabet of `like`.

    Parameters
    ----------
    answer : str
        What the pupil wrote.
    like : str
        The key: gives the alphabet of letters.

    Examples
    --------
    >>> normalise(" 0,50 "), normalise("B", like="В"), normalise("− 3")
    ('0.5', 'в', '-3')
    """
    text = re.sub(r"\s+", "", str(answer)).casefold().replace("ё", "е")
    text = re.sub(r"[−–—]", "-", text).lstrip("«»\"'()").rstrip("«»\"'().")
    number = text.replace(",", ".")
    if re.fullmatch(r"[+-]?\d+(\.\d+)?", number):
        try:
            value = Decimal(number).normalize()
        except InvalidOperation:
            return number
        return format(value if value else Decimal(0), "f")
    if re.search("[а-я]", like.casefold()):
        return text.translate(_TO_CYRILLIC)
    if re.search("[a-z]", like.casefold()):
        return text.translate(_TO_LATIN)
    return text


def accepted(key: object) -> tuple[str, ...]:
    """List the answers that a key accepts, normalised: in the key they stand between vertical bars.

    A bar with nothing on one of its sides is a sign of the answer itself (a modulus), not a separator.

    Parameters
    ----------
    key : str or missing
        «Б», «0,5 | 1/2».

    Examples
    --------
    >>> accepted("0,5 | 1/2"), accepted("|x|"), accepted(None)
    (('0.5', '1/2'), ('|x|',), ())
    """
    if not isinstance(key, str) or not key.strip():
        return ()
    parts = [part.strip() for part in key.split("|")]
    if not all(parts):
        return (normalise(key, key),)
    return tuple(dict.fromkeys(normalise(part, key) for part in parts))


def score(responses: pd.DataFrame, items: pd.DataFrame, test: str) -> Scored:
    """Turn the long table of answers into a scored matrix.

    The score given by the teacher is taken; where there is none, items with a choice or a short answer are scored by
    the key. An answer left blank before an answered one is missed (0); a run of blanks at the end of the work is not
    reached and is kept apart. An item that the pupil's variant does not hold is missing by design. A dash alone is a
    blank, unless the key itself is a sign. A key may accept several answers (:func:`accepted`) or a number with a
    tolerance («3,14 ± 0,01»).

    Parameters
    ----------
    responses : pandas.DataFrame
        Columns test, variant, pupil, item, answer, score.
    items : pandas.DataFrame
        The bank: item, content, skill, tier, kind, key, options, max_score, minutes.
    test : str
        Code of the assessment tool (``fos_plan.fos``).

    Returns
    -------
    Scored

    Raises
    ------
    MissingData
        No usable answer to this test.
    """
    rows = responses.loc[responses["test"] == test, ["variant", "pupil", "item", "answer", "score"]]
    rows = rows.reset_index(drop=True)
    if rows.empty:
        raise MissingData(f"Ответов учеников по работе «{test}» нет.", Reason.TABLE_EMPTY, ("responses",))
    bank = items.drop_duplicates("item").set_index("item")[_ITEM_COLUMNS]
    rows = rows.join(bank[["kind", "key", "max_score"]], on="item")
    rows["reason"] = ""
    rows, variants, given = _variants(rows)
    rows = _normalised(rows)
    _points(rows)
    _refuse(rows)
    refused = rows.loc[rows["reason"] != "", ["pupil", "item", "answer", "score", "reason"]].reset_index(drop=True)
    rows = rows.drop_duplicates(["pupil", "item"])
    rows = rows[rows["item"].isin(bank.index) & rows["pupil"].isin(variants.index)]
    if rows.empty:
        raise MissingData(f"По работе «{test}» нет ни одного ответа на задание из банка.", Reason.TABLE_EMPTY)
    order = _order(rows)
    scores, states, answers = _matrices(rows, order, variants, given)
    absent = states.index[~states.isin([State.RIGHT, State.PARTIAL, State.WRONG, State.REFUSED]).any(axis=1)]
    table = bank.loc[order].copy()
    table["key"] = ["|".join(accepted(key)) for key in table["key"]]
    table["key_conflicts"] = rows.groupby("item")["conflict"].sum().reindex(order).fillna(0).astype(int)
    return Scored(
        test, scores.drop(absent), states.drop(absent), answers.drop(absent), table,
        variants.drop(absent), refused, tuple(map(str, absent)),
    )  # fmt: skip


def tests(school: HasTables) -> dict[str, str]:
    """List the assessment tools that can be looked at: code → label, those with pupils' answers first.

    In each group by code, so that the same work comes first in the reports of all schools.

    Parameters
    ----------
    school : HasTables
        A school with any of the tables responses, blueprint, fos_plan.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> plan = pd.DataFrame({"fos": ["МА7-ИТ"], "title": ["Итоговая работа"], "subject": ["математика"], "grade": [7]})
    >>> blueprint = pd.DataFrame({"fos": ["МА7-ИТ"]})
    >>> tests(SimpleNamespace(tables={"fos_plan": plan, "blueprint": blueprint}))
    {'МА7-ИТ': 'МА7-ИТ — Итоговая работа, математика, 7 класс (без ответов)'}
    """
    tables = school.tables
    works: dict[str, int] = {}
    if "responses" in tables:
        counted = tables["responses"].groupby("test")["pupil"].nunique().sort_index()
        works = {str(code): int(n) for code, n in counted.items()}
    if "blueprint" in tables:
        for code in sorted(tables["blueprint"]["fos"].dropna().unique()):
            works.setdefault(str(code), 0)
    plan = tables["fos_plan"].set_index("fos") if "fos_plan" in tables else pd.DataFrame()
    labels = {}
    for code, n in works.items():
        name = code
        if code in plan.index:
            row = plan.loc[code]
            title = row["title"] if isinstance(row["title"], str) else "работа"
            name = f"{code} — {title}, {row['subject']}, {row['grade']} класс"
        labels[code] = f"{name} ({n} уч.)" if n else f"{name} (без ответов)"
    return labels


def _variants(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.Series[str], bool]:
    """Give each pupil one variant; a pupil with two is set aside whole."""
    named = rows.dropna(subset=["variant"]).groupby("pupil")["variant"].agg(["first", "nunique"])
    double = named.index[named["nunique"] > 1]
    rows.loc[rows["pupil"].isin(double), "reason"] = "у ученика указаны два варианта работы"
    pupils = pd.Index(rows.loc[~rows["pupil"].isin(double), "pupil"].unique(), name="pupil")
    variants = named["first"].reindex(pupils).fillna("").astype(str)
    return rows, variants, bool((variants != "").all())


def _as_keyed(plain: str, keys: tuple[str, ...]) -> str:
    """Return the key whose tolerance («3,14 ± 0,01») holds the answer, else the answer itself."""
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return plain
    for key in keys:
        found = _TOLERANT.fullmatch(key.replace(",", "."))
        if found and abs(value - Decimal(found[1])) <= Decimal(found[2]):
            return key
    return plain


def _normalised(rows: pd.DataFrame) -> pd.DataFrame:
    keys = {key: accepted(key) for key in rows["key"].unique()}
    known = {
        (answer, key): _as_keyed(normalise(answer, key if isinstance(key, str) else ""), keys.get(key, ()))
        for answer, key in rows[["answer", "key"]].drop_duplicates().itertuples(index=False)
        if isinstance(answer, str) and answer.strip() and not _dash(answer, keys.get(key, ()))
    }
    pairs = list(zip(rows["answer"], rows["key"], strict=True))
    rows["plain"] = [known.get(pair) for pair in pairs]
    rows["right"] = [known.get(pair) in keys.get(pair[1], ()) for pair in pairs]
    return rows


def _dash(answer: str, key: tuple[str, ...]) -> bool:
    sign = bool(key) and not any(letter.isalnum() for letter in "".join(key))
    return not sign and re.fullmatch(r"[-−–—]+", re.sub(r"\s+", "", answer)) is not None


def _points(rows: pd.DataFrame) -> None:
    """Add blank, earned and conflict columns."""
    answered = rows["plain"].notna()
    keyed = rows["kind"].isin(_KEYED) & rows["key"].notna()
    by_key = np.where(rows["right"], rows["max_score"], 0.0)
    # A zero without an answer is a blank only where the answers of others were written down.
    recorded = rows["item"].isin(rows.loc[answered, "item"].unique())
    rows["blank"] = ~answered & (rows["score"].isna() | ((rows["score"] == 0) & recorded))
    rows["earned"] = rows["score"].where(rows["score"].notna(), np.where(keyed & answered, by_key, np.nan))
    full = rows["score"] == rows["max_score"]
    rows["conflict"] = keyed & answered & rows["score"].notna() & (full != rows["right"])
    unmarked = answered & rows["earned"].isna() & (rows["reason"] == "") & rows["kind"].notna()
    rows.loc[unmarked, "reason"] = "ответ есть, но балла нет и ключа для проверки нет"


def _refuse(rows: pd.DataFrame) -> None:
    """Name the rows that cannot be counted; the first reason stays."""
    free = rows["reason"] == ""
    rows.loc[free & rows["kind"].isna(), "reason"] = "задания нет в банке"
    free = rows["reason"] == ""
    above = rows["score"] > rows["max_score"]
    rows.loc[free & above, "reason"] = [
        f"балл больше максимального ({top:g})".replace(".", ",") for top in rows.loc[free & above, "max_score"]
    ]
    rows.loc[(rows["reason"] == "") & (rows["score"] < 0), "reason"] = "балл меньше нуля"
    same = (
        rows.fillna({"plain": "", "earned": -1.0}).groupby(["pupil", "item"])[["plain", "earned"]].transform("nunique")
    )
    twice = rows.duplicated(["pupil", "item"], keep=False)
    differ = twice & (same > 1).any(axis=1) & (rows["reason"] == "")
    rows.loc[differ, "reason"] = "ученик записан дважды с разными ответами"
    repeated = rows.duplicated(["pupil", "item"]) & (rows["reason"] == "")
    rows.loc[repeated, "reason"] = "строка повторяется, учтена один раз"


def _order(rows: pd.DataFrame) -> list[str]:
    """Order the items: as in the file when every pupil has them in that order, else by natural sort of codes."""
    place = {item: number for number, item in enumerate(rows["item"].unique())}
    steps = rows["item"].map(place).groupby(rows["pupil"]).diff().dropna()
    if (steps > 0).all():
        return list(place)
    return sorted(place, key=_natural)


def _natural(code: str) -> list[tuple[int, int | str]]:
    parts = re.findall(r"\d+|\D+", code)
    return [(0, int(part)) if part.isdigit() else (1, part) for part in parts]


def _matrices(
    rows: pd.DataFrame, order: list[str], variants: pd.Series[str], given: bool
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    pupils = variants.index
    at = rows.set_index(["pupil", "item"])
    wide = {
        name: at[name].unstack("item").reindex(index=pupils, columns=order)
        for name in ("earned", "blank", "reason", "plain", "max_score")
    }
    held = wide["max_score"].notna().to_numpy().copy()
    if given:  # with named variants an absent row of the variant's own item is a blank
        number = variants.astype("category").cat.codes.to_numpy()
        for code in np.unique(number):
            held[number == code] = held[number == code].any(axis=0)
    soft = wide["reason"].isin(["строка повторяется, учтена один раз"])
    refused = (wide["reason"].notna() & (wide["reason"] != "") & ~soft).to_numpy()
    earned = wide["earned"].to_numpy(dtype=float)
    blank = held & ~refused & (wide["blank"].eq(True).to_numpy() | wide["max_score"].isna().to_numpy())
    tail = np.logical_and.accumulate((blank | ~held)[:, ::-1], axis=1)[:, ::-1] & held
    top = rows.groupby("item")["max_score"].first().reindex(order).to_numpy(dtype=float)
    states = np.select(
        [~held, refused, tail, blank, earned >= top, earned > 0],
        [State.DESIGN, State.REFUSED, State.NOT_REACHED, State.BLANK, State.RIGHT, State.PARTIAL],
        State.WRONG,
    )
    points = np.where(~held | refused | tail, np.nan, np.where(blank, 0.0, earned))
    columns = pd.Index(order, name="item")
    scores = pd.DataFrame(points, index=pupils, columns=columns)
    return scores, pd.DataFrame(states.astype(str), index=pupils, columns=columns), wide["plain"]
