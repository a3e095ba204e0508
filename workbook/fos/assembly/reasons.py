"""Why no variant exists: the rows that conflict and the smallest change that helps, in words.

Apart from the search because a refusal without a reason sends an author to guess. Rows are relaxed in the order in
which people would do it: missing items first, then «не вместе», points, time, tolerance; each stage mends what it found
and goes on, so that the reasons named together are enough. What may help instead is asked of the real bank and offered
only when it was found.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbook.estimates import half_up
from workbook.fos.assembly.contradictions import Reason, contradicting
from workbook.fos.assembly.order import Order
from workbook.fos.assembly.pool import Pool
from workbook.fos.assembly.relaxing import least_time, meeting_pairs, mended, off_scores, shortage, unevenness
from workbook.fos.assembly.remedies import remedies
from workbook.fos.assembly.search import Clock, find
from workbook.school.problems import counted

__all__ = ["Refusal", "contradictions", "why_not"]

_NAMED = 6
"""Cells or items named in one sentence; the rest is counted."""


@dataclass(frozen=True)
class Refusal:
    """Why there are no variants.

    Attributes
    ----------
    sentence : str
        The first reason, one Russian sentence.
    reasons : pandas.DataFrame
        kind, sentence (Russian), change (the smallest relaxation, Russian). Together the changes are enough.
    missing : pandas.DataFrame
        cell, title, content, skill, tier, missing, needed, available, left_out (Russian: what is in the bank and may
        not be taken).
    remedies : tuple of str
        Other single changes with which variants were found, Russian.
    proven : bool
        False when time ran out before the search or the reasons were finished.
    """

    sentence: str
    reasons: pd.DataFrame
    missing: pd.DataFrame
    remedies: tuple[str, ...]
    proven: bool


def contradictions(items: pd.DataFrame, order: Order, candidates: Pool) -> Refusal | None:
    """Find what cannot be together before any search: named items that are absent, forbidden, enemies or too many.

    Parameters
    ----------
    items : pandas.DataFrame
        The bank.
    order : Order
    candidates : Pool
        Items that may be placed.
    """
    found = contradicting(items, order, candidates)
    return _refusal(found, _nothing_missing(), (), proven=True) if found else None


def why_not(items: pd.DataFrame, order: Order, candidates: Pool, clock: Clock, *, proven: bool = True) -> Refusal:
    """Name the conflicting rows of an order that cannot be met, and what would help.

    Parameters
    ----------
    items : pandas.DataFrame
        The bank.
    order : Order
        An order for which nothing was found.
    candidates : Pool
        Items that may be placed.
    clock : Clock
        Time for the reasons.
    proven : bool
        Whether the search proved that there is nothing; otherwise the first reason is the lack of time.
    """
    if not proven:
        late = ("время поиска", "За отведённое время варианты не найдены, и не доказано, что их нет.",
                "увеличить «время_поиска» или допуск")  # fmt: skip
        return _refusal([late], _nothing_missing(), (), proven=False)
    reasons: list[Reason] = []
    lacking = shortage(order, candidates, clock)
    missing = _missing(order, candidates, lacking)
    if lacking:
        reasons.append(_lack(order, missing))
    state = mended(order, candidates, lacking)
    for stage in (_enemies, _scores, _promises, _minutes, _tolerance):
        if clock.left <= 0 or find(*state, clock).stands is not None:
            break
        reason, state = stage(*state, clock)
        reasons += reason
    whole = bool(reasons) and clock.left > 0
    if not reasons:
        reasons.append(("сочетание требований", "Требования заказа выполнить вместе нельзя.", "смягчить любое из них"))
    helping = remedies(items, order, candidates.gauge, sum(lacking.values()), clock) if lacking else ()
    return _refusal(reasons, missing, helping, proven=whole)


def _refusal(found: list[Reason], missing: pd.DataFrame, remedies: tuple[str, ...], *, proven: bool) -> Refusal:
    return Refusal(
        found[0][1], pd.DataFrame(found, columns=["kind", "sentence", "change"]), missing, remedies, proven
    )  # fmt: skip


def _missing(order: Order, candidates: Pool, lacking: dict[int, int]) -> pd.DataFrame:
    rows = []
    held = candidates.items["cell"].value_counts()
    for number, lack in lacking.items():
        cell = order.cells[number]
        left = candidates.left_out.loc[candidates.left_out["cell"] == number, "reason"].value_counts()
        rows.append(
            (number, cell.title, cell.content, cell.skill, cell.tier, lack, int(held.get(number, 0)) + lack,
             int(held.get(number, 0)), "; ".join(f"{reason} — {n}" for reason, n in left.items()))
        )  # fmt: skip
    return pd.DataFrame(rows, columns=_MISSING)


_MISSING = ["cell", "title", "content", "skill", "tier", "missing", "needed", "available", "left_out"]


def _nothing_missing() -> pd.DataFrame:
    return pd.DataFrame(columns=_MISSING)


def _lack(order: Order, missing: pd.DataFrame) -> Reason:
    whole = int(missing["missing"].sum())
    one = len(missing) == 1
    cells = [
        f"{title} уровень" + ("" if one else f" — {lack}")
        for title, lack in zip(missing["title"], missing["missing"], strict=True)
    ]
    sentence = f"Не хватает {counted(whole, 'задания', 'заданий', 'заданий')}: {_listed(cells)}."
    if order.variants == 1:
        return "клетки спецификации", sentence, f"добавить {counted(whole, 'задание', 'задания', 'заданий')}"
    many = counted(order.variants, "варианта", "вариантов", "вариантов")
    return "клетки спецификации", sentence, f"добавить {counted(whole, 'задание', 'задания', 'заданий')} для {many}"


State = tuple[Order, Pool]


def _enemies(order: Order, candidates: Pool, clock: Clock) -> tuple[list[Reason], State]:
    pairs = meeting_pairs(order, candidates, clock)
    if not pairs:
        return [], (order, candidates)
    lacking = shortage(order, candidates, clock, enemies=True)
    named = _listed([f"{one} и {two}" for one, two in pairs])
    more = ""
    if lacking:
        cells = _listed([f"{order.cells[number].title} уровень" for number in lacking])
        whole = sum(lacking.values())
        more = f": не хватает {counted(whole, 'задания', 'заданий', 'заданий')} ({cells})"
    kept = tuple(pair for pair in candidates.enemies if pair not in pairs)
    sentence = f"Мешает запрет «не вместе» для {'пары' if len(pairs) == 1 else 'пар'} {named}{more}."
    state = (order, Pool(candidates.items, kept, candidates.left_out, candidates.gauge))
    return [("не вместе", sentence, f"добавить задания или разрешить вместе {named}")], state


def _scores(order: Order, candidates: Pool, clock: Clock) -> tuple[list[Reason], State]:
    off = off_scores(order, candidates, clock)
    if not off:
        return [], (order, candidates)
    cells, changed = [], list(order.cells)
    for number, (low, high) in off.items():
        cell = order.cells[number]
        gives = _number(low) if low == high else f"от {_number(low)} до {_number(high)}"
        cells.append(f"{cell.title} — за {counted(cell.items, 'задание', 'задания', 'заданий')} нужно "
                     f"{_number(cell.score)}, банк даёт {gives}")  # fmt: skip
        changed[number] = type(cell)(cell.content, cell.skill, cell.tier, cell.items, float("nan"), cell.content_title,
                                     cell.skill_title)  # fmt: skip
    sentence = f"Баллы не сходятся со спецификацией: {_listed(cells)}."
    return [("баллы", sentence, "изменить баллы этих клеток или заданий")], (
        order.changed(cells=tuple(changed)), candidates,
    )  # fmt: skip


_PROMISES = {
    "same_kinds": (
        "типы заданий", "Заданий каждого типа (выбор ответа, краткий, развёрнутый ответ) не выходит поровну: в части "
        "клеток банка типы разные.", "разрешить вариантам отличаться типами заданий",
    ),
    "miniature": (
        "общие задания", "Общие задания не выходит разложить по уровням так же, как всю работу.",
        "назвать общие задания по кодам или изменить их число",
    ),
}  # fmt: skip
"""Promises that are kept or given up whole."""


def _promises(order: Order, candidates: Pool, clock: Clock) -> tuple[list[Reason], State]:
    wide = order.changed(minutes=0.0, tolerance=100.0, time_tolerance=100.0)
    if find(wide, candidates, clock).stands is not None:
        return [], (order, candidates)
    for names in (("same_kinds",), ("miniature",), ("same_kinds", "miniature")):
        eased = dict.fromkeys(names, False)
        if find(wide.changed(**eased), candidates, clock).stands is not None:
            return [_PROMISES[name] for name in names], (order.changed(**eased), candidates)
    return [], (order, candidates)


def _minutes(order: Order, candidates: Pool, clock: Clock) -> tuple[list[Reason], State]:
    if order.minutes <= 0:
        return [], (order, candidates)
    least, sure = least_time(order, candidates, clock)
    if least is None or least <= order.minutes:
        return [], (order, candidates)
    sentence = (
        f"Вариант не укладывается в {_number(order.minutes)} мин: самый короткий набор вариантов требует "
        f"{_number(least)} мин{'' if sure else ' или чуть меньше'}."
    )
    change = f"увеличить время до {counted(least, 'минуты', 'минут', 'минут')}"
    return [("время", sentence, change)], (order.changed(minutes=float(least)), candidates)


def _tolerance(order: Order, candidates: Pool, clock: Clock) -> tuple[list[Reason], State]:
    reasons: list[Reason] = []
    what = {"tolerance": ("равная трудность", "по трудности", "трудности"),
            "time_tolerance": ("равное время", "по времени", "времени")}  # fmt: skip
    for name, needed in unevenness(order, candidates, clock).items():
        kind, where, noun = what[name]
        asked = getattr(order, name)
        reasons.append(
            (kind, f"Варианты нельзя сделать равными {where} с допуском {_number(asked)} %: при этих заданиях "
             f"они отличаются от цели сильнее.", f"увеличить допуск {noun} до {_number(needed)} %")
        )  # fmt: skip
        order = order.changed(**{name: float(needed)})
    return reasons, (order, candidates)


def _number(value: float) -> str:
    return f"{half_up(float(value), 1):g}".replace(".", ",")


def _listed(names: list[str]) -> str:
    rest = len(names) - _NAMED
    return "; ".join(names[:_NAMED]) + (f" и ещё {rest}" if rest > 0 else "")
