"""The journal of achievements on a page: what was not counted and why, and what may be published.

Apart from the list, because these sections are work for the person who keeps the journal.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, finding
from workbook.display.rating_words import of_people, of_points, other_season, people, records
from workbook.display.tables import Table, col
from workbook.rating import SCHEMES, Outcome, Season, check_publication, of_last_season, public_list
from workbook.settings import PrivacyRules

__all__ = ["journal", "open_records", "publication", "record_findings"]

_SHOWN = 30


def open_records(season: Season) -> pd.DataFrame:
    """Return the records that the school can still make count, the dearest first."""
    fixable = [str(code) for code in Outcome if code.fixable]
    rows = season.ledger[season.ledger["outcome"].isin(fixable)]
    return rows.sort_values(["earned", "date", "card", "pupil", "line"], ascending=[False, True, True, True, True])


def record_findings(season: Season) -> list[Finding]:
    """Say what stands in the way of records that do not count."""
    rows = open_records(season)
    if rows.empty:
        return [finding("ok", "Все записи за период подтверждены и внесены без ошибок.")]
    found = []
    drafts = rows["outcome"].isin([str(Outcome.UNVERIFIED), str(Outcome.DRAFT)])
    unverified = rows[drafts]
    if len(unverified):
        found.append(
            finding(
                "warn",
                f"Не {numbers.plural(len(unverified), 'подтверждена', 'подтверждены', 'подтверждено')} "
                f"{records(len(unverified))}: за ними до {of_points(unverified['earned'].sum())}. "
                "До проверки места предварительные.",
            )
        )
    for outcome, part in rows[~drafts].groupby("outcome"):
        code = Outcome(str(outcome))
        found.append(finding("warn", f"{code.words.capitalize()}: {records(len(part))}. {code.advice}"))
    return found


def journal(season: Season) -> Block:
    """Show what became of the records and list those that wait for a person."""
    older = of_last_season(season.ledger, season.rules)
    ledger = season.ledger[~older]
    if season.ledger.empty:
        return Text("В журнале достижений нет записей.", tone="quiet")
    counts = ledger.assign(lost=(ledger["earned"] - ledger["counted"]) / 100).groupby("outcome", as_index=False).agg(
        n=("line", "size"), lost=("lost", "sum")
    )  # fmt: skip
    order = {str(code): rank for rank, code in enumerate(Outcome)}
    counts = counts.sort_values("outcome", key=lambda codes: codes.map(order))
    counts["words"] = [Outcome(code).words for code in counts["outcome"]]
    counts["advice"] = [Outcome(code).advice for code in counts["outcome"]]
    unasked = [str(Outcome.CARD_UNKNOWN), str(Outcome.OUTSIDE_PERIOD)]
    counts.loc[counts["outcome"].isin(unasked), "lost"] = float("nan")
    summary = Table(
        counts,
        {
            "words": col("Что стало с записью"),
            "n": col("Записей", "int"),
            "lost": col("Не засчитано баллов", "number", 2),
            "advice": col("Что делать"),
        },
        "Записи журнала",
        "Исправлять нужно только то, где есть совет; остальное — действие правил."
        + (f" {other_season(int(older.sum()))}" if older.any() else ""),
    )
    rows = open_records(season)
    listing = rows.assign(
        name=rows["record"].fillna("строка " + rows["line"].astype("str")),
        earned=rows["earned"] / 100,
        title=rows["title"].fillna("") + " (карта " + rows["card"] + ")",
    )
    columns = {
        "name": col("Запись"),
        "date": col("Дата", "date"),
        "pupil": col("Код ученика"),
        "title": col("Мероприятие"),
        "result": col("Результат"),
        "earned": col("Баллы", "number", 2),
        "reason": col("Почему не зачтено"),
    }
    table = Table(listing, columns, "Ждут проверки или исправления", limit=_SHOWN)
    blocks: list[Block] = [Findings(record_findings(season)), summary]
    return Stack([*blocks, table] if len(rows) else blocks)


def publication(season: Season, privacy: PrivacyRules, *, scheme: str = SCHEMES[0]) -> Block:
    """Show what of the list could be published and whether it passes the check.

    Parameters
    ----------
    season : Season
    privacy : PrivacyRules
    scheme : str
        One of :data:`workbook.rating.SCHEMES`: the way whose file the page offers.
    """
    public = public_list(season.rating, privacy, scheme=scheme)
    reasons = check_publication(public, privacy)
    scored = int((season.rating["total"] > 0).sum())
    found = [finding("bad", reason) for reason in reasons]
    if not found:
        found.append(
            finding(
                "ok",
                f"Публичный вариант «{scheme}» прошёл проверку: только коды и группы, в каждой группе не меньше "
                f"{of_people(privacy.k_anonymity)}.",
            )
        )
        if len(public) < scored:
            why = "их лига слишком мала, ребёнка можно узнать" if scheme == SCHEMES[0] else "они не среди первых"
            found.append(
                finding("info", f"В публичный вариант не вошли {people(scored - len(public))} с баллами: {why}.")
            )
    internal = check_publication(season.rating, privacy)
    found.append(
        finding(
            "info",
            f"Сам рейтинг-лист проверку не проходит (замечаний: {len(internal)}): "
            "классы, суммы и места остаются в школе.",
        )
    )
    blocks: list[Block] = [Findings(found)]
    if not reasons and scheme == SCHEMES[0]:
        sizes = public.groupby(["league", "band"]).size().unstack().reindex(public["league"].unique()).reset_index()
        columns = {"league": col("Лига")} | {band: col(str(band), "int") for band in sizes.columns if band != "league"}
        note = "Число учеников в группе; группа 1 — наибольшие суммы лиги."
        blocks.append(Table(sizes, columns, "Что увидят за пределами школы", note))
    elif not reasons:
        blocks.append(
            Text(f"За пределами школы увидят: {public['band'].iloc[0]} — {people(len(public))}, без порядка.")
        )
    if not reasons:
        codes = {"pupil": col("Код ученика"), "league": col("Лига"), "band": col("Группа")}
        if scheme != SCHEMES[0]:
            codes.pop("league")
        blocks.append(Details("Публичный список целиком", Table(public, codes)))
    return Stack(blocks)
