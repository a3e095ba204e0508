"""Routes of teachers: which domain is below the limit, what helps, who may help, by when and how it is shown.

Apart from the change because a route looks at one wave and at one person, and is shown to that person alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.settings import GrowthRules
from workbook.vsoko.growth_index import DOMAINS, WAVES

__all__ = [
    "AGREED",
    "BORDER",
    "CHECK_FIRST",
    "CLEAR",
    "NOBODY",
    "PROPOSED",
    "Chosen",
    "candidates",
    "common_deficits",
    "deficits",
    "due_day",
    "read_chosen",
    "routes",
]

PROPOSED, AGREED = "предложен программой", "выбран методистом"
NOBODY, CHECK_FIRST = "внутри школы не найден", "сначала уточнить индекс"
CLEAR, BORDER = "дефицит", "уточнить"
_WAVE_DAYS = dict(zip(WAVES, ((9, 1), (5, 15)), strict=True))
_SAME, _BACK = "общий предмет", "взаимная помощь"
_LIKED = {_SAME: 5.0, _BACK: 10.0}
"""What a natural pair is worth beside points of the index."""


@dataclass(frozen=True)
class Chosen:
    """A mentor chosen by the methodist.

    Attributes
    ----------
    teacher, mentor : str
        Codes.
    domain : str
        Empty: every deficit of the teacher in which the mentor is strong.
    """

    teacher: str
    mentor: str
    domain: str = ""


def deficits(indexes: pd.DataFrame, wave: str, rules: GrowthRules) -> pd.DataFrame:
    """Find the domains below the limit at one wave.

    Parameters
    ----------
    indexes : DataFrame
        :func:`workbook.vsoko.growth_index.indexes`.
    wave : str
        «начало» or «конец».
    rules : GrowthRules
        ``deficit``, ``border``.

    Returns
    -------
    DataFrame
        Columns teacher, domain, index, methods, status («дефицит»; «уточнить» within ``border`` below the limit),
        ordered by code and domain, never by size. Domains with too little coverage are left out.
    """
    rows = indexes.loc[indexes["wave"].eq(wave) & indexes["enough"] & (indexes["index"] < rules.deficit)]
    status = np.where(rows["index"] < rules.deficit - rules.border, CLEAR, BORDER)
    return rows[["teacher", "domain", "index", "methods"]].assign(status=status).reset_index(drop=True)


def common_deficits(indexes: pd.DataFrame, wave: str, rules: GrowthRules) -> pd.DataFrame:
    """Count teachers below the limit by domain.

    Returns
    -------
    DataFrame
        Columns domain, n (teachers with a sufficient index), below, percent, common (bool: ``common_share`` reached,
        training for all instead of so many routes).
    """
    rows = indexes.loc[indexes["wave"].eq(wave) & indexes["enough"]]
    low = rows["index"] < rules.deficit
    found = [(name, len(part), int(part.sum())) for name, part in low.groupby(rows["domain"])]
    table = pd.DataFrame(found, columns=["domain", "n", "below"])
    table["percent"] = 100 * table["below"] / table["n"]
    table["common"] = table["percent"] >= rules.common_share
    return table.sort_values("domain", key=lambda column: column.map(DOMAINS.index), ignore_index=True)


def candidates(indexes: pd.DataFrame, wave: str, rules: GrowthRules) -> pd.DataFrame:
    """Return who is strong enough to help: columns teacher, domain, index."""
    rows = indexes.loc[indexes["wave"].eq(wave) & indexes["enough"] & (indexes["index"] >= rules.strong)]
    return rows[["teacher", "domain", "index"]].reset_index(drop=True)


def routes(
    indexes: pd.DataFrame, wave: str, rules: GrowthRules, subjects: Mapping[str, str], chosen: tuple[Chosen, ...] = ()
) -> pd.DataFrame:
    """Propose a route to each deficit: measure, mentor, evidence.

    Mentors are chosen for all deficits at once (задача о назначениях): as many deficits as possible get a mentor, then
    the larger ones; a common subject and mutual help (each strong where the other is weak) are preferred. Nobody leads
    more than ``mentor_load`` deficits.

    Parameters
    ----------
    indexes : DataFrame
        :func:`workbook.vsoko.growth_index.indexes`.
    wave : str
    rules : GrowthRules
    subjects : mapping
        Code → «математика; информатика»; may be empty.
    chosen : tuple of Chosen
        Decisions of the methodist; they stand before the proposal and use the mentor's room.

    Returns
    -------
    DataFrame
        :func:`deficits` with measure, evidence, mentor (code or «»), ground (:data:`PROPOSED`, :data:`AGREED`,
        :data:`NOBODY`, :data:`CHECK_FIRST` for «уточнить»: those are measured again first), reasons («общий предмет»,
        «взаимная помощь»), common (bool).

    References
    ----------
    Crouse D. F. (2016). On implementing 2D rectangular assignment algorithms. IEEE Transactions on Aerospace and
    Electronic Systems, 52, 1679–1696 (the solver of scipy).
    """
    table = deficits(indexes, wave, rules)
    staff = _Staff.of(table, candidates(indexes, wave, rules), subjects)
    decided = _decided(table, staff, chosen)
    proposed = _assigned(table, staff, rules, decided)
    mentors = [decided.get(place) or proposed.get(place, "") for place in range(len(table))]
    clear = table["status"].eq(CLEAR)
    grounds = [
        AGREED if place in decided else PROPOSED if place in proposed else NOBODY if clear.iloc[place] else CHECK_FIRST
        for place in range(len(table))
    ]
    reasons = [
        ", ".join(staff.reasons(teacher, mentor)) if mentor else ""
        for teacher, mentor in zip(table["teacher"], mentors, strict=True)
    ]
    shared = common_deficits(indexes, wave, rules).set_index("domain")["common"]
    return table.assign(
        measure=table["domain"].map(dict(rules.measures)), evidence=table["domain"].map(dict(rules.evidence)),
        mentor=pd.Series(mentors, dtype="str"), ground=pd.Series(grounds, dtype="str"),
        reasons=pd.Series(reasons, dtype="str"), common=table["domain"].map(shared).astype("bool"),
    )  # fmt: skip


def due_day(year: str, wave: str, rules: GrowthRules) -> pd.Timestamp:
    """Return the day by which a deficit is checked again: the first such day after the wave.

    Raises
    ------
    DataRefused
        The day in the settings is no day of the calendar.
    """
    month, day = _WAVE_DAYS[wave]
    first = int(year[:4]) + (wave == WAVES[1])
    after = pd.Timestamp(first, month, day)
    text = str(rules.terms[wave])
    try:
        dates = [pd.to_datetime(f"{text}.{number}", format="%d.%m.%Y") for number in (first, first + 1)]
    except ValueError as error:
        raise DataRefused(
            f"Методика, «рост» → «сроки_маршрута» → «{wave}»: «{text}» — не день. Пример: 25.05.", Reason.SETTING_VALUE
        ) from error
    return next(date for date in dates if date > after)


def read_chosen(text: str, known: set[str]) -> tuple[Chosen, ...]:
    """Read the methodist's decisions: «П-205 П-211; П-207 оценочная П-203».

    Raises
    ------
    DataRefused
        A decision that cannot be read, an unknown code or domain, a teacher as his own mentor.
    """
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        words = part.split()
        if len(words) not in (2, 3):
            raise DataRefused(
                f"Наставники: «{part}» не прочитано. Пишите «учитель наставник» или «учитель область наставник», "
                "решения — через точку с запятой.", Reason.PARAMETER_TYPE,
            )  # fmt: skip
        teacher, mentor, domain = words[0], words[-1], words[1] if len(words) == 3 else ""
        for code in (teacher, mentor):
            if code not in known:
                raise DataRefused(
                    f"Наставники: кода «{code}» в таблице «Компетенции педагогов» нет.", Reason.REFERENCE_UNKNOWN
                )
        if domain and domain not in DOMAINS:
            raise DataRefused(f"Наставники: области «{domain}» нет. Есть: {', '.join(DOMAINS)}.", Reason.VALUE_CHOICE)
        if teacher == mentor:
            raise DataRefused(f"Наставники: {teacher} не может быть наставником себе самому.", Reason.VALUE_CHOICE)
        found.append(Chosen(teacher, mentor, domain))
    return tuple(found)


@dataclass(frozen=True)
class _Staff:
    """Who is strong, who is weak and who teaches what.

    Attributes
    ----------
    level : dict of (code, domain) to index
        Strong domains only.
    weak : dict of code to set of domains
    subjects : dict of code to set of subjects
    """

    level: dict[tuple[str, str], float]
    weak: dict[str, set[str]]
    subjects: dict[str, set[str]]

    @classmethod
    def of(cls, table: pd.DataFrame, strong: pd.DataFrame, subjects: Mapping[str, str]) -> _Staff:
        keys = zip(strong["teacher"], strong["domain"], strict=True)
        weak = {str(code): set(part["domain"]) for code, part in table.groupby("teacher")}
        taught = {code: {name.strip() for name in text.split(";")} - {""} for code, text in subjects.items()}
        return cls(dict(zip(keys, strong["index"], strict=True)), weak, taught)

    def reasons(self, teacher: str, mentor: str) -> list[str]:
        """Return what makes a pair natural."""
        same = self.subjects.get(teacher, set()) & self.subjects.get(mentor, set())
        mutual = any((teacher, domain) in self.level for domain in self.weak.get(mentor, ()))
        return [name for name, true in ((_SAME, same), (_BACK, mutual)) if true]


def _decided(table: pd.DataFrame, staff: _Staff, chosen: tuple[Chosen, ...]) -> dict[int, str]:
    decided: dict[int, str] = {}
    for place, row in enumerate(table.to_dict("records")):
        for one in chosen:
            fits = one.domain == row["domain"] or (not one.domain and (one.mentor, row["domain"]) in staff.level)
            if one.teacher == row["teacher"] and fits:
                decided[place] = one.mentor
    return decided


def _assigned(table: pd.DataFrame, staff: _Staff, rules: GrowthRules, decided: dict[int, str]) -> dict[int, str]:
    from scipy.optimize import linear_sum_assignment

    taken = pd.Series(list(decided.values()), dtype="str").value_counts()
    able = sorted({code for code, _ in staff.level})
    slots = [code for code in able for _ in range(rules.mentor_load - int(taken.get(code, 0)))]
    places = [p for p, status in enumerate(table["status"]) if status == CLEAR and p not in decided]
    if not slots or not places:
        return {}
    worth = np.zeros((len(places), len(slots)))
    for line, place in enumerate(places):
        row = table.iloc[place]
        for column, mentor in enumerate(slots):
            level = staff.level.get((mentor, row["domain"]))
            if level is not None and mentor != row["teacher"]:
                extra = sum(_LIKED[reason] for reason in staff.reasons(row["teacher"], mentor))
                worth[line, column] = 1 + rules.deficit - row["index"] + level - rules.strong + extra
    # One more deficit with a mentor outweighs every preference taken together.
    worth[worth > 0] += 1 + worth.max(axis=1).sum()
    rows, columns = linear_sum_assignment(worth, maximize=True)
    return {places[line]: slots[column] for line, column in zip(rows, columns, strict=True) if worth[line, column] > 0}
