"""The contest of achievements as a whole: the minute at its start, the steps at its end, all sections under one name.

Apart from the sections because the summary draws on each of them.
"""

from __future__ import annotations

from workbook.display import numbers
from workbook.display.blocks import Block, Findings, Stack, Text, Tiles, finding, tile
from workbook.display.rating_contest_decision import decision_findings, decisions, publication, turns, what_if
from workbook.display.rating_contest_jury import NO_JURY, agreement, scores, severity, severity_findings
from workbook.display.rating_contest_lists import list_findings, portfolios, shortlists
from workbook.rating import NOMINATIONS, Contest
from workbook.rating.contest import CLOSE, FEW, FIRM, NONE, TIE

__all__ = [
    "agreement",
    "decisions",
    "next_steps",
    "portfolios",
    "publication",
    "scores",
    "severity",
    "shortlists",
    "summary",
    "what_if",
]


def summary(held: Contest) -> Block:
    """Tell the contest in a minute: four figures, then what was found, most urgent first.

    Parameters
    ----------
    held : Contest
        :func:`workbook.rating.contest`.
    """
    rows = held.finalists
    sure = sum(one.status == FIRM for one in held.decisions.values())
    teams = int(rows["team"].notna().sum())
    full = min((len(one.ballots.full) for one in held.decisions.values()), default=0)
    tiles = [
        tile("Номинаций с финалистами", numbers.number(len(held.nominations), 0), f"из {len(NOMINATIONS)}"),
        tile("Финалистов", numbers.count(rows["pupil"].nunique(), "ученик", "ученика", "учеников"),
             f"и {numbers.count(teams, 'команда', 'команды', 'команд')}"),
        tile("Жюри", numbers.count(len(held.jurors), "человек", "человека", "человек") if held.jurors else "нет оценок",
             f"полных листов не меньше {full}" if held.jurors else "раздайте листы"),
        tile("Уверенный победитель", f"{sure} из {len(held.decisions)}" if held.decisions else numbers.MISSING,
             "номинаций, оценённых жюри", "внимание" if held.decisions and sure < len(held.decisions) else ""),
    ]  # fmt: skip
    found = decision_findings(held) if held.decisions else [finding("info", NO_JURY)]
    for name, one in held.decisions.items():
        found += turns(held, name, one)
    found += [item for item in severity_findings(held) if item.tone == "warn"]
    found += [finding("warn", text) for text in held.remarks]
    found += [item for item in list_findings(held) if item.tone in ("warn", "neutral")] if not held.decisions else []
    title = f"Главное: {held.title}" if held.title else "Главное"
    return Stack([Tiles(tiles), Findings(found, title=title, urgent_first=True)])


def next_steps(held: Contest) -> Block:
    """Say what to decide next, built from what was found."""
    steps = []
    poor = int(held.portfolios["undocumented"].sum())
    if poor:
        word = numbers.count(poor, "записи", "записям", "записям")
        steps.append(f"Секретарю: запросить документы к {word} финалистов без подтверждения.")
    if not held.decisions:
        steps += [
            "Утвердить списки финалистов: решить, как быть с теми, кого от границы отделяет меньше одного участия.",
            "Раздать чистые листы: каждый член жюри заполняет свой, не видя чужих.",
            "Собрать листы в одну папку и прочитать их: `workbook jury in листы --into папка-школы`.",
        ]
    else:
        steps += _after(held)
    steps.append("Получить письменное согласие родителей победителей до любой публикации.")
    return Stack(
        [
            Findings([finding("info", step) for step in steps], title="Предложения к обсуждению"),
            Text("Это черновик: победителей называет жюри, знающее работы и детей.", tone="quiet"),
        ]
    )


def _after(held: Contest) -> list[str]:
    steps = []
    by_status = {
        status: [f"«{name}»" for name, one in held.decisions.items() if one.status == status]
        for status in (NONE, FEW, TIE, CLOSE)
    }
    if by_status[NONE] or by_status[FEW]:
        steps.append(f"Дозаполнить листы жюри: {', '.join(by_status[NONE] + by_status[FEW])}.")
    if by_status[TIE] or by_status[CLOSE]:
        steps.append(
            f"Обсудить очно {', '.join(by_status[TIE] + by_status[CLOSE])}: баллы победителя не различают. "
            "Можно назвать двух победителей."
        )
    turned = [f"«{name}»" for name, one in held.decisions.items() if len(one.turning)]
    if turned:
        steps.append(
            f"Записать в протокол, что первое место зависит от способа счёта или одного голоса: {', '.join(turned)}."
        )
    if any(item.tone == "warn" for item in severity_findings(held)):
        steps.append("Перед следующим конкурсом вместе оценить одно портфолио и договориться, что значит каждый балл.")
    steps.append("Подписать протокол из раздела «Листы жюри и протокол», вписав особые мнения.")
    return steps
