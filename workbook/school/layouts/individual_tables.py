"""Lays «Ф1» out as the kit's tables and decides under which codes the participants go.

Apart from reading because here the school is met: participants' codes are nobody's names, but no pupils' codes either.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from workbook.errors import Reason
from workbook.school.intake.bank import typed
from workbook.school.intake.place import Place, listed
from workbook.school.intake.pupils import FIRST_CODE
from workbook.school.intake.roles import CODE
from workbook.school.layouts.imported import Known, Made, Wishes
from workbook.school.layouts.individual_rows import Item, Paper, Work
from workbook.school.layouts.notes import of_sheet
from workbook.school.layouts.people_rows import pupil_rows
from workbook.school.layouts.roster import Person, people_of
from workbook.school.problems import Problem, Severity
from workbook.school.schema import NOT_TOLD

__all__ = ["tables_of"]

_DIGITS = re.compile(r"\d{1,5}")
_MADE = r"У-9\d{5}"


def tables_of(
    place: Place, papers: Sequence[Paper], items: Sequence[Item], work: Work, wishes: Wishes, known: Known
) -> Made:
    """Make procedures, items, responses, the line of the plan, and pupils of whom the school knows nothing.

    Parameters
    ----------
    place : Place
    papers : sequence of Paper
    items : sequence of Item
    work : Work
    wishes : Wishes
    known : Known

    Returns
    -------
    Made
    """
    codes, problems, pupils = _codes(place, papers, work, wishes, known)
    good = [(paper, code) for paper, code in zip(papers, codes, strict=True) if code]
    ceiling = sum(item.ceiling for item in items)
    names = {item.label: f"{work.test}-{_padded(item.label)}" for item in items}
    procedures = [
        {
            "year": work.year, "pupil": code, "procedure": "ВПР", "grade": work.grade, "subject": work.subject,
            "primary_score": paper.primary if paper.written else None, "max_score": ceiling, "mark": paper.mark,
            "journal_mark": paper.journal,
        }
        for paper, code in good
    ]  # fmt: skip
    bank = [
        {
            "item": names[item.label], "subject": work.subject, "grade": work.grade, "content": NOT_TOLD,
            "skill": NOT_TOLD, "tier": item.tier, "kind": "краткий ответ" if item.ceiling <= 1 else "развёрнутый ответ",
            "max_score": max(item.ceiling, 1.0),
        }
        for item in items
    ]  # fmt: skip
    responses = [
        {"test": work.test, "variant": paper.variant, "pupil": code, "item": names[item.label], "score": score}
        for paper, code in good
        if paper.written
        for item, score in zip(items, paper.scores, strict=True)
    ]
    last = dt.date(int(work.year[-4:]), 5, 31)
    plan = [
        {
            "fos": work.test, "title": f"ВПР {work.year[-4:]}: {work.subject}, {work.grade} класс",
            "subject": work.subject, "grade": work.grade, "control_type": "внешний", "due": work.day or last,
        }
    ]  # fmt: skip
    frames = {
        "pupils": typed(pupils, "pupils"), "fos_plan": typed(plan, "fos_plan"), "items": typed(bank, "items"),
        "procedures": typed(procedures, "procedures"), "responses": typed(responses, "responses"),
    }  # fmt: skip
    if not good:
        return Made({}, tuple(problems))
    told = (
        f"Работа записана под кодом «{work.test}» и добавлена в план ФОС: баллы за задания должны на неё ссылаться. "
        "КЭС и КПУ заданий в файле не указаны: заполните их в банке заданий.",
    )
    return Made({name: frame for name, frame in frames.items() if len(frame)}, tuple(problems), told)


def _padded(label: str) -> str:
    """Write item 3К1 as 03К1, so that codes sort as items stand."""
    number = re.match(r"\d+", label)
    return label if number is None else number[0].zfill(2) + label[number.end() :]


def _codes(
    place: Place, papers: Sequence[Paper], work: Work, wishes: Wishes, known: Known
) -> tuple[list[str], list[Problem], list[dict[str, object]]]:
    """Find the pupils of the participants: by the key, by their own codes, else under codes made of their numbers."""
    if wishes.names or any(CODE.fullmatch(paper.code) for paper in papers):
        people = [Person(paper.row, paper.code, paper.class_) for paper in papers]
        roster = people_of(place, people, wishes.names, known, work.year)
        return list(roster.codes), list(roster.problems), []
    numbers = [int(paper.code) if _DIGITS.fullmatch(paper.code) else 0 for paper in papers]
    if len(set(numbers)) < len(numbers) or 0 in numbers:
        codes = [f"У-{FIRST_CODE + i}" for i in range(len(papers))]
    else:
        codes = [f"У-9{number:05d}" for number in numbers]
    mine = known.pupils[known.pupils["year"] == work.year]
    classes = {paper.class_ for paper in papers}
    same = mine["class_"].isin(classes) if all(classes) else mine["class_"].str.startswith(f"{work.grade} ")
    # Codes made of participants' numbers by an earlier import are the same participants.
    own = mine[same & ~mine["pupil"].str.fullmatch(_MADE)]
    if len(own):
        text = (
            f"ученики класса {listed(sorted(set(own['class_'])))} у школы уже есть. Под новыми кодами класс был бы "
            "учтён дважды, поэтому результаты не переносятся: дайте таблицу «код участника — код ученика» (--names)."
        )
        return [""] * len(codes), [of_sheet(place, Reason.REFERENCE_UNKNOWN, Severity.ERROR, text, len(codes))], []
    clash = _clash(papers, codes, work, known)
    if clash:
        text = (
            f"номера участников повторяют коды других учеников школы ({listed(clash, 4)}): в каждом году номера "
            "раздают заново. Дайте таблицу «код участника — код ученика» (--names)."
        )
        return [""] * len(codes), [of_sheet(place, Reason.ROW_DOUBLE, Severity.ERROR, text, len(clash))], []
    text = (
        f"коды участников — не коды учеников: записаны как {codes[0]} … {codes[-1]}. С журналом и другими процедурами "
        "они не сопоставляются; чтобы сопоставить, дайте таблицу «код участника — код ученика» (--names)."
    )
    problems = [of_sheet(place, Reason.NAME_NOT_CODE, Severity.WARNING, text, len(codes))]
    there = set(mine["pupil"])
    fresh = [(code, paper.class_) for paper, code in zip(papers, codes, strict=True) if code not in there]
    rows, told = pupil_rows(place, fresh, work)
    return codes, [*problems, *told], rows


def _clash(papers: Sequence[Paper], codes: Sequence[str], work: Work, known: Known) -> list[str]:
    """Find codes that the school has given to somebody of another year or class."""
    mine = known.pupils[known.pupils["pupil"].isin(codes)]
    classes = {code: paper.class_ for paper, code in zip(papers, codes, strict=True)}
    return sorted(
        {
            code
            for year, code, class_ in mine[["year", "pupil", "class_"]].itertuples(index=False)
            if year != work.year or (classes[code] and classes[code] != class_)
        }
    )
