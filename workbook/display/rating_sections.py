"""The rating report as a whole: the minute at its start, the steps at its end, and all sections under one name.

Apart from the sections because the summary draws on each of them.
"""

from __future__ import annotations

from workbook.display import numbers
from workbook.display.blocks import Block, Finding, Findings, Stack, Text, Tiles, finding, tile
from workbook.display.rating_journal import journal, open_records, publication, record_findings
from workbook.display.rating_places import distribution, explained, places
from workbook.display.rating_reach import class_findings, classes, direction_findings, directions, involved, low_classes
from workbook.display.rating_records import movement, next_move
from workbook.display.rating_robustness import firm_findings, firm_places
from workbook.display.rating_social import social_projects
from workbook.display.rating_words import groups, listed, of_people, of_points, people, records, scored
from workbook.display.rating_years import years
from workbook.rating import Firmness, Outcome, Season, closeness, concentration

__all__ = [
    "classes",
    "directions",
    "distribution",
    "explained",
    "firm_places",
    "involved",
    "journal",
    "movement",
    "next_move",
    "next_steps",
    "places",
    "publication",
    "social_projects",
    "summary",
    "years",
]


def summary(season: Season, firm: Firmness | None = None) -> Block:
    """Tell the whole report in a minute: four figures, then what was found, most urgent first.

    Parameters
    ----------
    season : Season
    firm : Firmness or None
        How firm its places are; None when there is too little to tell.
    """
    rating = season.rating
    scorers = rating[rating["total"] > 0]
    reach = season.reach
    waiting = open_records(season)
    inside = int((season.ledger["outcome"] != str(Outcome.OUTSIDE_PERIOD)).sum())
    outside = len(rating) - round(reach.value * reach.n / 100) if reach.n else 0
    ends = numbers.interval(reach.low, reach.high)
    tiles = [
        tile("С баллами", numbers.number(len(scorers), 0), f"из {of_people(len(rating))} списка"),
        tile("Охват", numbers.percent(reach.value), f"{ends}; не участвовали {outside}"),
        tile(
            "Ждут исправления", records(len(waiting)), f"из {numbers.number(inside, 0)} за период",
            "внимание" if len(waiting) else "хорошо",
        ),
        tile(
            "Средний балл",
            numbers.number(scorers["total"].mean() / 100, 2),
            f"среди учеников с баллами; медиана {numbers.number(scorers['total'].median() / 100)}",
        ),
    ]  # fmt: skip
    found = [finding("warn", f"Расчёт «что если»: {note}.") for note in season.rules.assumed]
    found += record_findings(season) + class_findings(season) + direction_findings(season) + _list_findings(season)
    if firm is not None:
        found += firm_findings(season, firm)[:1]
    found += [finding("warn", f"Правила ({remark.path}): {remark.message}") for remark in season.rules.remarks]
    return Stack([Tiles(tiles), Findings(found, title="Главное", urgent_first=True)])


def next_steps(season: Season) -> Block:
    """Say what to decide next, built from what was found."""
    steps = []
    waiting = open_records(season)
    if len(waiting):
        dearest = waiting.iloc[0]
        steps.append(
            f"Ответственному за журнал: проверить {records(len(waiting))} из раздела «Журнал достижений», "
            f"начиная с самых дорогих (до {of_points(dearest['earned'])})."
        )
    low = low_classes(season)
    if len(low):
        steps.append(
            f"Классным руководителям {listed(low['class_'])}: выбрать одно-два мероприятия, доступных всем, "
            "и пригласить тех, кто ещё ни в чём не участвовал."
        )
    holes = [item for item in direction_findings(season) if item.tone == "warn"]
    if holes:
        steps.append(
            "Добавить в план технологические карты там, где направление не предложено; возможный путь — партнёры "
            "дополнительного образования."
        )
    if season.rating["place"].notna().any():
        steps.append(
            "Перед подведением итогов показать каждому ученику лист «Из чего сложился балл» "
            "и дать пять дней на возражения."
        )
        steps.append("Награждать группами, а не соседними местами: разница меньше одного участия ничего не доказывает.")
    if season.rules.remarks:
        steps.append("Уточнить правила рейтинга: замечания к ним названы в начале отчёта.")
    steps = steps or ["Внести записи об участии и повторить расчёт."]
    return Stack(
        [
            Findings([finding("info", step) for step in steps], title="Предложения к обсуждению"),
            Text("Это черновик: решения принимают люди, знающие школу и детей.", tone="quiet"),
        ]
    )


def _list_findings(season: Season) -> list[Finding]:
    rating = season.rating
    if not rating["total"].any():
        period = season.rules.period
        days = f"{numbers.date(period.starts)}–{numbers.date(period.ends)}"
        return [
            finding("warn", f"За период {days} ни одна запись не принесла баллов: проверьте период в правилах школы.")
        ]
    close = closeness(rating, season.rules)
    found = [
        finding(
            "info",
            f"Мест {close.places}, но если не различать соседей, между которыми меньше {of_points(close.step)}, "
            f"{groups(close.groups)}.",
        )
    ]
    held = concentration(rating, season.rules)
    share = numbers.number(float(season.rules.top_share * 100))
    found.append(finding("info", f"{share} % списка с наибольшими суммами держат {numbers.percent(held)} всех баллов."))
    caps = season.ledger[season.ledger["outcome"].isin([str(code) for code in Outcome if code.capped])]
    if len(caps):
        cut = int((caps["earned"] - caps["counted"]).sum())
        reached = caps["pupil"].nunique()
        verb = numbers.plural(reached, "достиг", "достигли", "достигли")
        found.append(finding("info", f"Лимита {verb} {people(reached)}; сверх лимита осталось баллов: {scored(cut)}."))
    if rating["growth"].notna().any():
        grown = rating[rating["growth"] > 0]
        best = scored(grown["growth"].max()) if len(grown) else "0"
        found.append(
            finding("info", f"Больше баллов, чем за прошлый период, у {len(grown)}; наибольший прирост {best}.")
        )
    return found
