"""The shortlists of the contest on a page: who is a finalist, how firm that is, what stands behind the points.

Apart from the jury's sections because these exist before any jury has met.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Heading, Stack, Text, finding
from workbook.display.rating_words import of_points, people, records, scored
from workbook.display.tables import Table, col
from workbook.errors import MissingData, Reason
from workbook.rating import NOMINATIONS, Contest, feeds, portfolio
from workbook.rating.contest_firmness import ABOVE, ALIKE, ALONE, UNKNOWN
from workbook.rating.contest_nominations import BREAKTHROUGH, LEADER, TEAM

__all__ = ["list_findings", "portfolios", "shortlists"]

_INTERNAL = "Списки внутренние: показаны коды, за пределы школы они не выходят. Допускает к конкурсу жюри."

_FIRM = {ABOVE: "уверенно выше", ALIKE: "не отличим", UNKNOWN: "событий мало", ALONE: "вошли все"}


def shortlists(held: Contest, nomination: str = "") -> Block:
    """Show the finalists of every nomination, or of one, with the gap to the first left out.

    Parameters
    ----------
    held : Contest
        :func:`workbook.rating.contest`.
    nomination : str
        Empty for all.

    Raises
    ------
    MissingData
        Nobody has enough points for any nomination.
    """
    rows = _of(held, nomination)
    firm = held.firmness.set_index(["nomination", "unit"])
    behind = held.portfolios.set_index(["nomination", "unit"])
    keys = pd.MultiIndex.from_frame(rows[["nomination", "unit"]])
    shown = rows.assign(
        shown_points=[scored(value) for value in rows["points"]],
        gap=["" if pd.isna(gap) else scored(gap) for gap in firm.loc[keys, "gap"]],
        firm=[_FIRM[verdict] for verdict in firm.loc[keys, "verdict"]],
        levels=behind.loc[keys, "levels"].to_numpy(),
        class_=rows["class_"].fillna("команда"),
    )
    table = Table(
        shown,
        {
            "nomination": col("Номинация"), "place": col("Место", "int"), "unit": col("Код"), "class_": col("Класс"),
            "shown_points": col("Баллов", align="right"), "gap": col("Запас", align="right"),
            "firm": col("Прочность"), "levels": col("Записи по уровням"),
        },
        "Финалисты",
        "Место — один плюс число тех, у кого баллов номинации больше; порядок внутри равных — по кодам и ничего не "
        "значит. Запас — на сколько баллов выше первого не вошедшего. Прочность — отличим ли от него, если события "
        f"номинации выбрать заново; судят от {held.rules.firm_events} событий. В «Прорыве» баллы — прирост к прошлому "
        "периоду.",
        row_class=lambda row: "warn" if row["border"] else "",
    )  # fmt: skip
    return Stack([Findings(list_findings(held, nomination)), table, Details("Откуда баллы номинаций", _rule(held)),
                  Text(_INTERNAL, tone="quiet")])  # fmt: skip


def list_findings(held: Contest, nomination: str = "") -> list[Finding]:
    """Say what is odd about the shortlists: longer than the rule, empty, close to the border."""
    rows = held.finalists
    found = []
    for name in [nomination] if nomination else NOMINATIONS:
        own = rows[rows["nomination"] == name]
        if own.empty:
            found.append(_absent(held, name))
            continue
        if own["border"].any():
            tied = own.loc[own["border"]]
            found.append(
                finding(
                    "info",
                    f"«{name}»: финалистов {len(own)}, а не {held.rules.finalists}: на границе равные суммы "
                    f"({scored(tied['points'].iloc[0])}) у {len(tied)}, взяты все.",
                )
            )
        firm = held.firmness[held.firmness["nomination"] == name]
        close = int(firm["close"].iloc[0])
        if close:
            what = (
                numbers.count(close, "команде", "командам", "командам")
                if name == TEAM
                else (numbers.count(close, "ученику", "ученикам", "ученикам"))
            )
            step = of_points(held.season.rules.step)
            found.append(
                finding("warn", f"«{name}»: {what} недостало до финала меньше {step} — одного участия в школьном деле.")
            )
    many = rows.loc[rows["pupil"].notna(), "pupil"].value_counts()
    for code in sorted(many[many > 2].index):
        found.append(
            finding(
                "info", f"{code} — финалист сразу {many[code]} номинаций: жюри решает, вручать ли несколько наград."
            )
        )
    return found


def portfolios(held: Contest, journal: pd.DataFrame, nomination: str = "") -> Block:
    """Show the records behind each finalist's points, each with its number, card and document.

    Parameters
    ----------
    held : Contest
    journal : DataFrame
        Table «Участие в мероприятиях».
    nomination : str
        Empty folds all nominations away; one nomination is shown open.
    """
    rows = _of(held, nomination)
    poor = held.portfolios[held.portfolios["undocumented"] > 0]
    if nomination:
        poor = poor[poor["nomination"] == nomination]
    said = [
        finding(
            "warn",
            f"«{row['nomination']}», {row['unit']}: без документа {records(row['undocumented'])} из {row['records']}. "
            "Попросите подтверждение до заседания.",
        )
        for row in poor.to_dict("records")
    ]
    if not said:
        said = [finding("ok", "У каждой записи финалистов назван документ.")]
    folds = []
    for name in rows["nomination"].unique():
        units = rows.loc[rows["nomination"] == name, "unit"]
        tables = [_records(held, journal, str(name), str(unit)) for unit in units]
        folds.append(
            Stack([Heading(str(name), 3), *tables]) if nomination else Details(f"Портфолио: {name}", Stack(tables))
        )
    return Stack([Findings(said), *folds])


def _records(held: Contest, journal: pd.DataFrame, nomination: str, unit: str) -> Table:
    own = portfolio(held.season, journal, held.rules, nomination, unit)
    shown = own.assign(
        points=[scored(value) for value in own["points"]],
        result=own["result"].str.cat(own["role"].where(own["role"] != "исполнитель"), sep=", ").fillna(own["result"]),
        evidence=own["evidence"].fillna("документа нет"),
    )
    return Table(
        shown,
        {
            "record": col("Запись"), "date": col("Дата", "date"), "card": col("Карта"), "title": col("Мероприятие"),
            "scale": col("Уровень"), "result": col("Результат"), "points": col("Баллов", align="right"),
            "evidence": col("Документ"),
        },
        unit,
    )  # fmt: skip


def _of(held: Contest, nomination: str) -> pd.DataFrame:
    rows = held.finalists
    rows = rows[rows["nomination"] == nomination] if nomination else rows
    if rows.empty:
        least = of_points(round(100 * held.rules.least_points))
        where = f"В номинации «{nomination}»" if nomination else "Ни в одной номинации"
        raise MissingData(f"{where} финалистов нет: не набрано {least}.", Reason.TABLE_EMPTY)
    return rows.reset_index(drop=True)


def _absent(held: Contest, nomination: str) -> Finding:
    if nomination == BREAKTHROUGH and held.season.before is None:
        return finding("neutral", f"«{nomination}» не подводится: записей прошлого периода нет, прирост неизвестен.")
    if nomination not in (TEAM, BREAKTHROUGH) and nomination not in {feed.nomination for feed in feeds(held.rules)}:
        return finding("neutral", f"«{nomination}» не проводится: методика школы не назвала ни направлений, ни ролей.")
    least = of_points(round(100 * held.rules.least_points))
    return finding("neutral", f"«{nomination}»: финалистов нет, никто не набрал {least} номинации.")


def _rule(held: Contest) -> Block:
    words = [f"{feed.nomination} — {feed.words}." for feed in feeds(held.rules)]
    per_head = " на одного участника" if held.rules.team_points == "на участника" else ""
    words.append(
        f"{TEAM} — баллы результатов команды{per_head}, лучший этап каждого события; в команде не меньше "
        f"{people(held.rules.team_least)}."
    )
    words.append(f"{BREAKTHROUGH} — прирост суммы к прошлому периоду; только для тех, кто учился здесь год назад.")
    words.append(
        f"«{LEADER}» и направления могут брать одну и ту же запись: организатор конференции — лидер и интеллект."
    )
    least = of_points(round(100 * held.rules.least_points))
    words.append(f"В финал берут {held.rules.finalists} лучших от {least}; равных на границе — всех.")
    return Text(*words, "Это методика школы (раздел «конкурс» в school.yml): правила можно изменить до конкурса.")
