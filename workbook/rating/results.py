"""Tidy results of the rating report for the results store and the index page.

Apart from the sections, because the store keeps numbers and the sections tell them.
"""

from __future__ import annotations

import math
from fractions import Fraction

import pandas as pd

from workbook.estimates import Estimate, Result, mean, results_table, share
from workbook.rating.engagement import concentration
from workbook.rating.involvement import gini, retention
from workbook.rating.outcome import Outcome
from workbook.rating.robustness import Firmness
from workbook.rating.rules import nearest
from workbook.rating.season import Season
from workbook.rating.year_change import YearChange, share_change

__all__ = ["results"]


def results(season: Season, firm: Firmness | None = None, change: YearChange | None = None) -> pd.DataFrame:
    """Return the report's key figures, one a row.

    Parameters
    ----------
    season : Season
    firm : Firmness or None
        How firm its places are; None when there is too little to tell.
    change : YearChange or None
        The same pupils a year ago; None when there is nothing to compare with.

    Returns
    -------
    DataFrame
        Columns of :data:`workbook.estimates.RESULT_COLUMNS`. Headlines: pupils on the list with points, engagement,
        records that can still be made to count, mean points of a pupil with points.
    """
    rating, ledger = season.rating, season.ledger
    scorers = int((rating["total"] > 0).sum())
    whole = int(rating["total"].sum())
    here = ledger[ledger["outcome"] != str(Outcome.OUTSIDE_PERIOD)]
    open_records = int(here["outcome"].isin([str(code) for code in Outcome if code.fixable]).sum())
    lost = int((here["counted"] == 0).sum())
    places = int(rating["place"].max()) if scorers else 0
    rows = [
        Result("rated-pupils", "Учеников с баллами", scorers, n=len(rating), headline=True),
        _share("engagement-percent", "Охват: есть хотя бы одна запись", season.reach, headline=True),
        Result(
            "records-to-fix", "Записей ждут исправления", open_records, n=len(here), unit="шт.", headline=True,
            verdict="внимание" if open_records else "хорошо", note="не подтверждены или внесены с ошибкой",
        ),
        Result(
            "mean-points", "Средний балл ученика с баллами", _points(whole, scorers), n=scorers, unit="баллов",
            headline=True,
        ),
        Result("records", "Записей за период", len(here), unit="шт."),
        Result("records-without-points", "Записей без баллов", lost, n=len(here), unit="шт."),
        Result("places", "Разных мест в рейтинге", places, n=scorers, unit="шт."),
        Result("capped-pupils", "Учеников, достигших лимита", int(rating["capped"].sum()), n=scorers),
        Result(
            "top-share-percent", "Доля баллов у верхушки списка", concentration(rating, season.rules), n=scorers,
            unit="%", note=f"верхушка — {float(season.rules.top_share * 100):g} % списка".replace(".", ","),
        ),
    ]  # fmt: skip
    rows += [
        Result("records-by-outcome", "Записей", int((here["outcome"] == str(code)).sum()), code.words, unit="шт.")
        for code in Outcome
        if (here["outcome"] == str(code)).any()
    ]
    rows.append(
        Result(
            "points-gini", "Индекс Джини баллов", gini(rating["total"]), n=len(rating),
            note="0 — у всех поровну, 1 — всё у одного; без баллов тоже считаются",
        )
    )  # fmt: skip
    came_again = retention(season)
    if came_again is not None:
        rows.append(_share("retention-percent", "Участвуют второй год подряд", came_again.stayed))
    if firm is not None:
        rows += _firm(firm)
    if change is not None:
        rows += _changed(change)
    for row in season.reach_by_level.itertuples():
        rows.append(_share("engagement-level", "Охват уровня образования", _estimate(row), group=str(row.level)))
    for row in season.reach_by_class.itertuples():
        rows.append(_share("engagement-class", "Охват класса", _estimate(row), group=str(row.class_)))
    for row in season.reach_by_direction.itertuples():
        rows.append(_share("engagement-direction", "Охват направления", _estimate(row), group=str(row.direction)))
    classes = season.class_totals
    rows += [
        Result("class-points-per-head", "Баллов на ученика класса", per_head / 100, name, n=heads, unit="баллов")
        for name, per_head, heads in zip(classes["class_"], classes["per_head"], classes["pupils"], strict=True)
    ]
    return results_table(rows)


def _firm(firm: Firmness) -> list[Result]:
    head = firm.places.head(firm.head)
    sure = int((head["high"] <= firm.head).sum())
    stay = share(int((head["head_share"] >= firm.confidence).sum()), len(head))
    width = float((head["high"] - head["low"] + 1).median())
    return [
        Result(
            "head-tiers", "Уверенно различимых групп в верхушке", len(firm.tiers), n=firm.head, unit="шт.",
            note="одна группа — порядок верхушки не доказан",
        ),
        Result("head-sure", "Учеников, уверенно остающихся в верхушке", sure, n=firm.head),
        Result("place-width", "Неразличимых позиций у ученика верхушки (медиана)", width, n=firm.head, unit="шт."),
        _share("head-under-noise", "Верхушка, устойчивая к ценам таблицы", stay),
    ]  # fmt: skip


def _changed(change: YearChange) -> list[Result]:
    people = change.pupils
    came, left = people["took"] & ~people["took_before"], ~people["took"] & people["took_before"]
    shift = share_change(int(came.sum()), int(left.sum()), len(people))
    grown = mean(people["change"] / 100)
    same = "те же ученики, те же дни, нынешние правила"
    return [
        Result("compared-pupils", "Учеников, сравнимых с прошлым годом", len(people), n=len(people) + change.left_out),
        Result(
            "engagement-change", "Изменение вовлечённости за год", shift.value, low=shift.low, high=shift.high,
            n=shift.n, unit="п.п.", note=same,
        ),
        Result("engagement-came", "Участвуют теперь, а год назад нет", int(came.sum()), n=len(people)),
        Result("engagement-lost", "Участвовали год назад, а теперь нет", int(left.sum()), n=len(people)),
        Result(
            "points-change", "Средний прирост баллов ученика", grown.value, low=grown.low, high=grown.high, n=grown.n,
            unit="баллов", note=same,
        ),
    ]  # fmt: skip


def _points(total: int, heads: int) -> float:
    return nearest(Fraction(total, heads)) / 100 if heads else math.nan


def _estimate(row: object) -> Estimate:
    percent, low, high, n = (getattr(row, name) for name in ("percent", "low", "high", "n"))
    return Estimate(float(percent), float(low), float(high), int(n))


def _share(indicator: str, title: str, value: Estimate, *, group: str = "", headline: bool = False) -> Result:
    return Result(indicator, title, value.value, group, value.low, value.high, value.n, "%", headline)
