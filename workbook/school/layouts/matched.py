"""Says which column of an export plays which role, and asks about the columns that nobody explained.

Apart from finding the header because what a header means may be the school's own answer, remembered from last time.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook.errors import DataRefused, Reason
from workbook.school.intake.place import Place, listed
from workbook.school.layouts.column_roles import NOT_NEEDED, NUMBER, Role, plain_label
from workbook.school.layouts.heading import Heading
from workbook.school.layouts.memory import Memory
from workbook.school.origin import Finding
from workbook.school.people import looks_like_name
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import shown

__all__ = ["Roles", "roles_in"]


@dataclass(frozen=True, slots=True)
class Roles:
    """Which column is what.

    Attributes
    ----------
    at : mapping of str to int
        Name of a role → column.
    unknown : mapping of int to str
        Column → header that no role fits.
    aside : tuple of int
        Columns that the school told not to read.
    """

    at: Mapping[str, int]
    unknown: Mapping[int, str]
    aside: tuple[int, ...] = ()

    def unknown_told(self, place: Place, roles: Sequence[Role]) -> list[Problem]:
        """List the headers that nobody explained, with guesses and the way to answer once."""
        return [
            place.column(
                Finding(
                    Reason.HEADER_UNKNOWN, Severity.WARNING,
                    f"столбец «{shown(header)}» непонятен и не прочитан.{_guess(header, roles)} Ответ запоминается: "
                    f"--column \"{shown(header)}={_nearest(header, roles) or NOT_NEEDED}\".",
                    shown(header), _nearest(header, roles),
                ),
                column, shown(header),
            )
            for column, header in self.unknown.items()
            if not looks_like_name(header)
        ]  # fmt: skip

    def need(self, place: Place, roles: Sequence[Role]) -> None:
        """Insist on the columns without which nothing can be read.

        Raises
        ------
        DataRefused
            With the headers of the file and the way to explain them.
        """
        lost = [role for role in roles if role.needed and role.name not in self.at]
        if not lost:
            return
        there = listed([f"«{shown(header)}»" for header in self.unknown.values()], 12) or "нет"
        raise DataRefused(
            f"{place}: не найден столбец «{lost[0].title}». Непонятные столбцы: {there}. Укажите, какой это: "
            f'--column "Заголовок={lost[0].title}".',
            Reason.HEADER_MISSING,
        )


def roles_in(heading: Heading, roles: Sequence[Role], memory: Memory) -> Roles:
    """Say which column plays which role: what the school told first, then the header's own words.

    Parameters
    ----------
    heading : Heading
    roles : sequence of Role
    memory : Memory

    Returns
    -------
    Roles
        The first column of a role wins.
    """
    at: dict[str, int] = {}
    unknown: dict[int, str] = {}
    aside: list[int] = []
    for column, (label, parts) in enumerate(zip(heading.labels, heading.parts, strict=True)):
        if not label:
            continue
        told = memory.column(label) or (memory.column(parts[-1]) if parts else "")
        if told == NOT_NEEDED or (not told and NUMBER.fits(label)):
            aside.append(column)
            continue
        found = next((role for role in roles if told and plain_label(told) == plain_label(role.title)), None)
        found = found or next((role for role in roles if role.fits(label) or role.fits(parts[-1])), None)
        if found is not None and found.name not in at:
            at[found.name] = column
        elif found is None:
            unknown[column] = label
    return Roles(at, unknown, tuple(aside))


def _nearest(header: str, roles: Sequence[Role]) -> str:
    near = difflib.get_close_matches(plain_label(header), [role.title for role in roles], n=1, cutoff=0.55)
    return near[0] if near else ""


def _guess(header: str, roles: Sequence[Role]) -> str:
    near = _nearest(header, roles)
    return f" Возможно, это «{near}»." if near else ""
