"""Possible repeats (возможные повторы): one event that the journal may hold under two records.

Apart from the ledger, which knows only exact repeats: a likeness is no proof, so nothing here changes a point. Records
are sorted and only neighbours are compared, so a large journal takes no longer than its sorting.
"""

from __future__ import annotations

import re

import pandas as pd

from workbook.rating.outcome import Outcome
from workbook.rating.rules import Rules

__all__ = ["COLUMNS", "plain_title", "record_twins", "twin_cards"]

COLUMNS = ("kind", "record", "other", "pupil", "card", "other_card", "date", "reason", "advice", "stake")
"""Columns of :func:`record_twins`."""

_PASSED = [str(code) for code in (Outcome.OUTSIDE_PERIOD, Outcome.REVOKED, Outcome.REPLACED, Outcome.DOUBLE)]
_YEARS = re.compile(r"\b(19|20)\d\d\b|\b(учебн\w+|год\w*|г)\b")
_SIGNS = re.compile(r"[\W_]+")


def plain_title(title: str) -> str:
    """Return a title as a machine compares it: no case, «ё», quotes, punctuation, years and words of a year.

    Examples
    --------
    >>> plain_title("Конкурс чтецов «Живое слово» — 2026 г.") == plain_title("конкурс чтецов Живое слово, 2025/2026")
    True
    """
    words = _SIGNS.sub(" ", title.lower().replace("ё", "е"))
    return " ".join(_YEARS.sub(" ", words).split())


def twin_cards(cards: pd.DataFrame) -> pd.DataFrame:
    """Return pairs of cards that may be one event: titles equal but for trifles, level and dates the same.

    Parameters
    ----------
    cards : DataFrame
        ``card``, ``title``, ``scale``, ``starts``, ``ends``.

    Returns
    -------
    DataFrame
        ``card``, ``other_card`` (the first of its likes and each further one), ``title``, ``other_title``.
    """
    known = cards.drop_duplicates("card").sort_values("card", kind="stable", ignore_index=True)
    key = [known["title"].map(plain_title), known["scale"], known["starts"], known["ends"]]
    first = known.groupby(key, sort=False)["card"].transform("first")
    again = known[known["card"] != first]
    titles = known.set_index("card")["title"]
    table = pd.DataFrame({"card": first[again.index], "other_card": again["card"], "other_title": again["title"]})
    return table.assign(title=table["card"].map(titles).astype("str"))[
        ["card", "other_card", "title", "other_title"]
    ].reset_index(drop=True)


def record_twins(ledger: pd.DataFrame, participations: pd.DataFrame, cards: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """Find records that may be one event entered twice.

    Parameters
    ----------
    ledger : DataFrame
        From :func:`workbook.rating.ledger.ledger`, of these very `participations`.
    participations : DataFrame
        ``evidence`` (the document) is read; the rest comes from the ledger.
    cards : DataFrame
    rules : Rules
        ``twin_days`` and ``own_papers``.

    Returns
    -------
    DataFrame
        Columns :data:`COLUMNS`, the dearest first: ``kind``, the two records (number or «строка N»; missing for cards
        without a common pupil), ``pupil``, both cards, ``date`` of the second record, ``reason``, ``advice`` and
        ``stake`` (hundredths: what the cheaper of the two brings now). Exact repeats, which bring nothing already, and
        records that were withdrawn or replaced are left out.
    """
    rows = ledger.assign(
        name=ledger["record"].fillna("строка " + ledger["line"].astype("str")).astype("str"),
        event_key=("с " + ledger["event"]).fillna("к " + ledger["card"]).astype("str"),
        evidence=participations["evidence"].to_numpy() if "evidence" in participations else None,
    )
    rows = rows[~rows["outcome"].isin(_PASSED)]
    parts = [_close(rows, rules.twin_days), _papers(rows, rules.own_papers), _cards(rows, cards), _numbers(rows)]
    kinds = dict.fromkeys(COLUMNS, "str") | {"date": "datetime64[us]", "stake": "int64"}
    table = pd.concat([part.astype(kinds) for part in parts if len(part)] or [pd.DataFrame(columns=list(COLUMNS))])
    return table.astype(kinds).sort_values(
        ["stake", "kind", "record", "other"], ascending=[False, True, True, True], ignore_index=True, kind="stable"
    )


def _pairs(first: pd.DataFrame, second: pd.DataFrame, kind: str | pd.Series, reason: pd.Series) -> pd.DataFrame:
    """Set rows of two frames of one length beside each other."""
    a, b = first.reset_index(drop=True), second.reset_index(drop=True)
    return pd.DataFrame(
        {
            "kind": kind if isinstance(kind, str) else kind.to_numpy(),
            "record": a["name"], "other": b["name"], "pupil": b["pupil"], "card": a["card"], "other_card": b["card"],
            "date": b["date"], "reason": reason.to_numpy(),
            "stake": pd.concat([a["counted"], b["counted"]], axis=1).min(axis=1).astype("int64"),
        }
    ).assign(advice=lambda found: found["kind"].map(_ADVICE))[list(COLUMNS)]  # fmt: skip


_ADVICE = {
    "один результат дважды": "Сверьте документы; если это один результат, лишнюю запись отзовите.",
    "с командой и без команды": "Решите, личный это результат или командный; лишнюю запись отзовите.",
    "близкие этапы события": "Проверьте, разные ли это этапы; если один, лишнюю запись отзовите.",
    "один документ у разных учеников": "Сверьте номер документа; если это команда, впишите её код.",
    "одно событие на двух картах": "Если это одно событие, оставьте одну карту или дайте обеим общий код события.",
    "один номер у двух записей": "Дайте записям разные номера: движение записей различает их по номеру.",
}


def _close(rows: pd.DataFrame, days: int) -> pd.DataFrame:
    """Compare each record with the next one of the same pupil and event."""
    ordered = rows.sort_values(["pupil", "event_key", "date", "card", "line"], kind="stable")
    after = ordered.shift(-1)
    gap = (after["date"] - ordered["date"]).dt.days
    same = (ordered["pupil"] == after["pupil"]) & (ordered["event_key"] == after["event_key"]) & (gap <= days)
    first, second, gap = ordered[same], ordered[same.shift(1, fill_value=False)], gap[same].astype("int64")
    if first.empty:
        return pd.DataFrame()
    one_card = first["card"].to_numpy() == second["card"].to_numpy()
    mixed = first["team"].isna().to_numpy() != second["team"].isna().to_numpy()
    kind = pd.Series("близкие этапы события", index=first.index, dtype="str").mask(one_card, "один результат дважды")
    kind = kind.mask(one_card & mixed, "с командой и без команды")
    apart = gap.map(lambda n: "в один день" if n == 0 else f"через {n} дн.")
    reason = "У одного ученика две записи об одном событии " + apart + "; возможно, это один результат."
    return _pairs(first, second, kind, reason)


def _papers(rows: pd.DataFrame, words: tuple[str, ...]) -> pd.DataFrame:
    """Compare records that name the same personal document."""
    paper = rows["evidence"].astype("str").fillna("").str.lower().str.replace(r"\s+", " ", regex=True).str.strip()
    held = rows[paper.str.startswith(words) & paper.str.contains(r"\d", regex=True)] if words else rows.iloc[:0]
    if held.empty:
        return pd.DataFrame()
    held = held.assign(paper=paper[held.index]).sort_values(["paper", "date", "pupil", "line"], kind="stable")
    first = held.drop_duplicates("paper")
    pairs = held.merge(first.add_prefix("a_"), left_on="paper", right_on="a_paper")
    team = (pairs["team"].notna() & (pairs["team"] == pairs["a_team"]) & (pairs["card"] == pairs["a_card"])).to_numpy()
    pairs = pairs[(pairs["pupil"] != pairs["a_pupil"]).to_numpy() & ~team].drop_duplicates(["paper", "pupil"])
    if pairs.empty:
        return pd.DataFrame()
    one = pairs.filter(like="a_").rename(columns=lambda name: name[2:])
    reason = "Документ «" + pairs["evidence"].astype("str") + "» назван и у " + pairs["a_pupil"] + "."
    return _pairs(one, pairs, "один документ у разных учеников", reason)


def _cards(rows: pd.DataFrame, cards: pd.DataFrame) -> pd.DataFrame:
    """Find pupils with records on both of two cards that may be one event; a pair without such pupils is one row."""
    twins = twin_cards(cards)
    if twins.empty:
        return pd.DataFrame()
    best = rows.sort_values(["pupil", "card", "counted", "line"], ascending=[True, True, False, True], kind="stable")
    best = best.drop_duplicates(["pupil", "card"])
    both = best.merge(twins, on="card").merge(
        best.add_prefix("b_"), left_on=["pupil", "other_card"], right_on=["b_pupil", "b_card"]
    )
    named = "Карты " + both["card"] + " «" + both["title_y"] + "» и " + both["other_card"] + " «"
    reason = named + both["other_title"] + "» почти совпадают; у ученика есть обе."
    second = both.filter(like="b_").rename(columns=lambda name: name[2:])
    found = _pairs(both, second, "одно событие на двух картах", reason)
    lone = twins[~twins["other_card"].isin(both["other_card"])]
    bare = pd.DataFrame(
        {
            "kind": "одно событие на двух картах", "record": None, "other": None, "pupil": None, "card": lone["card"],
            "other_card": lone["other_card"], "date": pd.NaT, "advice": _ADVICE["одно событие на двух картах"],
            "reason": "Названия «" + lone["title"] + "» и «" + lone["other_title"] + "», уровень и даты совпадают.",
            "stake": 0,
        }
    )  # fmt: skip
    parts = [part for part in (found, bare[list(COLUMNS)]) if len(part)]
    return pd.concat(parts) if parts else pd.DataFrame()


def _numbers(rows: pd.DataFrame) -> pd.DataFrame:
    numbered = rows[rows["record"].notna()].sort_values(["record", "line"], kind="stable")
    again = numbered[numbered.duplicated("record")]
    if again.empty:
        return pd.DataFrame()
    first = numbered.drop_duplicates("record").set_index("record", drop=False).loc[again["record"]]
    reason = "Строки " + first["line"].astype("str").to_numpy() + " и " + again["line"].astype("str")
    return _pairs(first, again, "один номер у двух записей", reason + " журнала стоят под одним номером.")
