"""Gives codes to people whom the key does not know yet, when a key kept outside of the folder is to be completed.

Apart from the roster, which only looks names up, because a code once given must stay the pupil's for ever.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbook.errors import Reason
from workbook.school.intake.place import Place
from workbook.school.intake.pupils import FIRST_CODE
from workbook.school.intake.roles import CODE
from workbook.school.layouts.imported import Known, Wishes
from workbook.school.layouts.notes import of_sheet
from workbook.school.layouts.roster import Person, folded
from workbook.school.people import looks_like_name
from workbook.school.problems import Problem, Severity

__all__ = ["with_new_codes"]


def with_new_codes(
    place: Place, people: Sequence[Person], wishes: Wishes, known: Known
) -> tuple[dict[str, str], list[Problem], list[tuple[str, str]]]:
    """Complete the key.

    Parameters
    ----------
    place : Place
    people : sequence of Person
    wishes : Wishes
        Codes are given only when it asks so.
    known : Known

    Returns
    -------
    names : dict of str to str
        Folded name → code, the earlier ones included.
    problems : list of Problem
    fresh : list of (str, str)
        New lines of the key: name as the file writes it, with the class; code.
    """
    names = dict(wishes.names)
    fresh: list[tuple[str, str]] = []
    if not wishes.give_codes:
        return names, [], fresh
    used = [int(code[2:]) for code in (*names.values(), *known.codes) if CODE.fullmatch(code)]
    free = max([FIRST_CODE - 1, *(number for number in used if number >= FIRST_CODE)]) + 1
    for person in people:
        label = f"{person.called} ({person.class_})" if person.class_ else person.called
        called = folded(person.called)
        if not looks_like_name(person.called) or called in names or _with_class(called, person) in names:
            continue
        names[_with_class(called, person)] = f"У-{free}"
        fresh.append((label, f"У-{free}"))
        free += 1
    if not fresh:
        return names, [], fresh
    text = f"новым ученикам даны коды {fresh[0][1]} … {fresh[-1][1]}; имена — только в таблице «имя — код»."
    return names, [of_sheet(place, Reason.NAME_NOT_CODE, Severity.REPAIR, text, len(fresh))], fresh


def _with_class(called: str, person: Person) -> str:
    return f"{called} ({folded(person.class_)})"
