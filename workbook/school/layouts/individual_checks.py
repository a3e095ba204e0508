"""Compares what «Ф1» says twice: sums with items, marks with the scale, participants with each other.

Apart from reading rows because a contradiction needs the whole work, and the file cannot tell which side is right.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbook.errors import Reason
from workbook.school.intake.place import Place
from workbook.school.layouts.imported import Known
from workbook.school.layouts.individual_rows import Item, Paper, Work
from workbook.school.layouts.notes import at_rows
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity

__all__ = ["checked"]


def checked(
    place: Place, papers: Sequence[Paper], items: Sequence[Item], work: Work, known: Known
) -> tuple[list[Paper], list[Problem]]:
    """Keep the papers that do not contradict themselves.

    Parameters
    ----------
    place : Place
    papers : sequence of Paper
    items : sequence of Item
    work : Work
    known : Known
        Scales of the school or its municipality.

    Returns
    -------
    tuple of list of Paper and list of Problem
    """
    good, problems = _without_doubles(place, [paper for paper in papers if not paper.lost])
    ceiling = sum(item.ceiling for item in items)
    over = [paper for paper in good if paper.primary is not None and paper.primary > ceiling]
    off = [
        paper for paper in good
        if paper not in over and not paper.faulty and paper.primary is not None and _sum(paper) != paper.primary
    ]  # fmt: skip
    problems += _error(
        place, over, Reason.SCORE_ABOVE_MAX, f"первичный балл больше суммы максимумов заданий ({ceiling:g})."
    )
    if off:
        first = off[0]
        text = (
            f"сумма баллов по заданиям не равна первичному баллу ({'в первой из них ' if len(off) > 1 else ''}"
            f"{_sum(first):g} и {first.primary:g}). Выгрузите файл ещё раз или исправьте неверное число."
        )
        problems += _error(place, off, Reason.TOTAL_DIFFERS, text)
    good = [paper for paper in good if paper not in over and paper not in off]
    absent = [paper for paper in good if not paper.written]
    text = "участник не писал работу (нет ни баллов, ни отметки за неё): балл записан пустым."
    problems += at_rows(
        place, Finding(Reason.VALUE_MISSING, Severity.REPAIR, text), [paper.row for paper in absent if not paper.mark]
    )
    return good, [*problems, *_against_scale(place, good, work, known), *_not_monotonous(place, good)]


def _sum(paper: Paper) -> float:
    """Add the items up; what was not begun gives nothing."""
    return sum(score for score in paper.scores if score is not None)


def _error(place: Place, papers: Sequence[Paper], reason: Reason, text: str) -> list[Problem]:
    tail = "Строки не учтены." if len(papers) > 1 else "Строка не учтена."
    return at_rows(place, Finding(reason, Severity.ERROR, f"{text} {tail}"), [paper.row for paper in papers])


def _without_doubles(place: Place, papers: Sequence[Paper]) -> tuple[list[Paper], list[Problem]]:
    first: dict[str, Paper] = {}
    same: list[int] = []
    other: list[int] = []
    for paper in papers:
        earlier = first.setdefault(paper.code, paper)
        if earlier is not paper:
            (same if _content(earlier) == _content(paper) else other).append(paper.row)
    problems = at_rows(
        place, Finding(Reason.ROW_DOUBLE, Severity.REPAIR, "участник записан ещё раз так же; повтор не учтён."), same
    )
    text = "участник записан ещё раз с другими результатами. Учтена первая его строка; оставьте одну, верную."
    problems += at_rows(place, Finding(Reason.ROW_DOUBLE, Severity.ERROR, text), other)
    return list(first.values()), problems


def _content(paper: Paper) -> tuple[object, ...]:
    return paper.class_, paper.variant, paper.scores, paper.primary, paper.mark, paper.journal


def _against_scale(place: Place, papers: Sequence[Paper], work: Work, known: Known) -> list[Problem]:
    scales = known.scales
    mine = scales[
        (scales["procedure"] == "ВПР") & (scales["year"] == work.year)
        & (scales["grade"] == work.grade) & (scales["subject"] == work.subject)
    ]  # fmt: skip
    if mine.empty:
        return []
    bounds = sorted((float(low), str(mark)) for low, mark in zip(mine["min_score"], mine["mark"], strict=True))
    off = [
        paper.row for paper in papers
        if paper.primary is not None and paper.mark
        and paper.mark != next((mark for low, mark in reversed(bounds) if paper.primary >= low), "2")
    ]  # fmt: skip
    said = ", ".join(f"«{mark}» от {low:g}" for low, mark in bounds)
    text = f"отметка не соответствует шкале школы ({said}). Отметки взяты из файла; проверьте шкалу и файл."
    return at_rows(place, Finding(Reason.VALUE_RANGE, Severity.WARNING, text), off)


def _not_monotonous(place: Place, papers: Sequence[Paper]) -> list[Problem]:
    """Find the fewest marks without which none falls while the score grows: no scale gives them."""
    left = [(paper.primary, int(paper.mark), paper.row) for paper in papers if paper.primary is not None and paper.mark]
    off: list[int] = []
    while True:
        against = {
            row: sum((other - mark) * (less - score) < 0 for less, other, _ in left) for score, mark, row in left
        }
        worst = max(against, key=lambda row: (against[row], -row), default=0)
        if not against.get(worst):
            break
        off.append(worst)
        left = [one for one in left if one[2] != worst]
    text = "отметка спорит с отметками за больший или меньший балл: такой шкалы не бывает. Взята из файла; проверьте."
    return at_rows(place, Finding(Reason.VALUE_RANGE, Severity.WARNING, text), off)
