"""One filled sheet of a juror: finalists in rows, criteria in columns, and what is wrong with each cell.

Apart from the collection of sheets because it sees one sheet as plain cells, and neither files nor other sheets. The
labels stand here because the blank sheet is printed with the same ones.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from workbook.errors import Reason
from workbook.school.cells import read_cell
from workbook.school.expert_form import Place
from workbook.school.labelled import SEARCHED, Rows, at, beside, written
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold, shown
from workbook.school.tables import TABLES

__all__ = ["CONTEST", "DAY", "FINALIST", "JUROR", "NOMINATION", "FilledJury", "JuryForm", "read_jury_form"]

CONTEST, JUROR, DAY = "Конкурс", "Код члена жюри", "Дата"
"""Labels; the value stands in the next filled cell to the right."""
NOMINATION, FINALIST = "Номинация", "Финалист"
"""Headers before the criteria."""

_TABLE = TABLES["jury"]
_TEAM = "Команда года"


@dataclass(frozen=True)
class JuryForm:
    """What a juror is asked.

    Attributes
    ----------
    contest : str
        Name of the contest.
    finalists : mapping of str to tuple of str
        Nomination → codes of the finalists, in the order of the sheet.
    criteria : tuple of str
    top : float
        The highest score; the lowest is 0.
    """

    contest: str
    finalists: Mapping[str, tuple[str, ...]]
    criteria: tuple[str, ...]
    top: float


@dataclass(frozen=True, slots=True)
class FilledJury:
    """What one sheet said."""

    place: Place
    expert: str
    rows: list[dict[str, object]]

    @property
    def said(self) -> list[tuple[object, ...]]:
        """Scores, to be compared with another sheet."""
        names = ("nomination", "pupil", "team", "criterion", "score")
        return sorted(tuple(str(row[name]) for name in names) for row in self.rows)


def read_jury_form(place: Place, rows: Rows, form: JuryForm) -> tuple[FilledJury | None, list[Problem]]:
    """Read one sheet.

    Parameters
    ----------
    place : Place
        Book and sheet, for the messages.
    rows : list of rows
        Plain cells from A1 on, as :func:`workbook.school.isolation.read_cells` gives them.
    form : JuryForm
        What was given out.

    Returns
    -------
    filled : FilledJury or None
        None when the sheet is foreign, empty, or does not say whose it is.
    problems : list of Problem
    """
    head = _head(rows, form)
    if head is None or beside(rows, JUROR) is None:
        if not any(cell not in (None, "") for row in rows for cell in row):
            return None, []
        missing = f"подписи «{JUROR}»" if head is not None else f"строки с заголовками «{NOMINATION}» и «{FINALIST}»"
        text = f"это не лист жюри (нет {missing}), лист не прочитан. Заполняйте выданный бланк."
        return None, [place.problem(text, Reason.FILE_UNKNOWN, Severity.WARNING)]
    line, columns = head
    scored, problems = _scores(place, rows, form, (line, columns))
    if not scored and all(problem.reason is Reason.VALUE_MISSING for problem in problems):
        text = "не поставлено ни одного балла, лист не заполнен и не учтён."
        return None, [place.problem(text, Reason.TABLE_EMPTY, Severity.WARNING)]
    absent = [name for name in form.criteria if name not in columns]
    if absent:
        listed = ", ".join(f"«{name}»" for name in absent)
        problems.insert(0, place.problem(f"нет столбцов критериев {listed}. Лист неполный: возьмите выданный бланк.",
                                         Reason.HEADER_MISSING))  # fmt: skip
    first: list[Problem] = []
    expert = _juror(place, rows, first)
    _same_contest(place, rows, form, first)
    if not expert:
        return None, [*first, *problems]
    day = _day(place, rows, first)
    whole = [{"contest": form.contest, "expert": expert, **row, "date": day} for row in scored]
    return (FilledJury(place, expert, whole) if whole else None), [*first, *problems]


def _head(rows: Rows, form: JuryForm) -> tuple[int, dict[str, int]] | None:
    """Return the header's row and the columns of nomination, finalist and the criteria found."""
    wanted = {fold(name): name for name in (NOMINATION, FINALIST, *form.criteria)}
    for index, row in enumerate(rows[:SEARCHED]):
        names = {fold(written(cell).split("\n")[0]).strip(): column for column, cell in enumerate(row)}
        found = {wanted[name]: column for name, column in names.items() if name in wanted}
        if NOMINATION in found and FINALIST in found:
            return index, found
    return None


def _juror(place: Place, rows: Rows, problems: list[Problem]) -> str:
    spot = beside(rows, JUROR) or (0, 0)
    raw = written(at(rows, *spot))
    reading = read_cell(raw, _TABLE.column("expert"))
    if reading.fault is not None:
        problem = place.of_cell(spot, "expert", reading.fault.reason, f"{reading.fault.text} Лист не учтён.")
        problems.append(replace(problem, value="" if reading.fault.hidden else shown(raw)))
        return ""
    if reading.value is None:
        text = f"не заполнено «{JUROR}». Впишите код вида «{_TABLE.column('expert').example}». Лист не учтён."
        problems.append(place.of_cell(spot, "expert", Reason.VALUE_MISSING, text))
        return ""
    return str(reading.value)


def _same_contest(place: Place, rows: Rows, form: JuryForm, problems: list[Problem]) -> None:
    spot = beside(rows, CONTEST)
    raw = "" if spot is None else written(at(rows, *spot)).strip()
    if spot is not None and raw and fold(raw) != fold(form.contest):
        text = f"лист конкурса «{shown(raw)}», а собирают листы конкурса «{form.contest}». Оценки учтены: проверьте."
        problems.append(replace(place.of_cell(spot, "contest", Reason.REFERENCE_UNKNOWN, text),
                                severity=Severity.WARNING, value=shown(raw), suggestion=form.contest))  # fmt: skip


def _day(place: Place, rows: Rows, problems: list[Problem]) -> date | None:
    spot = beside(rows, DAY)
    raw = "" if spot is None else written(at(rows, *spot))
    reading = read_cell(raw, _TABLE.column("date"))
    if reading.fault is not None and spot is not None:
        problem = place.of_cell(spot, "date", reading.fault.reason, f"{reading.fault.text} Дата не учтена.")
        problems.append(replace(problem, severity=Severity.WARNING))
    return reading.value if isinstance(reading.value, date) else None


def _scores(
    place: Place, rows: Rows, form: JuryForm, head: tuple[int, dict[str, int]]
) -> tuple[list[dict[str, object]], list[Problem]]:
    line, columns = head
    found: list[dict[str, object]] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for index in range(line + 1, len(rows)):
        nomination = _known(written(at(rows, index, columns[NOMINATION])), form.finalists)
        spot = (index, columns[FINALIST])
        raw = written(at(rows, *spot)).strip()
        scores = {name: (index, columns[name]) for name in form.criteria if name in columns}
        if not raw and all(not written(at(rows, *cell)).strip() for cell in scores.values()):
            continue
        unit = _known(raw, form.finalists.get(nomination, ()))
        if not nomination or not unit:
            problems.append(_stranger(place, (index, columns[NOMINATION]), spot, raw, nomination, form))
            continue
        if (nomination, unit) in seen:
            text = f"финалист {unit} в номинации «{nomination}» стоит второй раз (первый — в строке "
            text += f"{seen[nomination, unit] + 1}). Учтена первая строка."
            problems.append(place.of_cell(spot, "team" if nomination == _TEAM else "pupil", Reason.ROW_DOUBLE, text))
            continue
        seen[nomination, unit] = index
        who = {"nomination": nomination, "pupil": None, "team": None}
        who["team" if nomination == _TEAM else "pupil"] = unit
        empty = []
        for criterion, cell in scores.items():
            score = _score(place, rows, cell, form, f"{unit}, «{criterion}»", problems)
            if score is None and not written(at(rows, *cell)).strip():
                empty.append((criterion, cell))
            elif score is not None:
                found.append({**who, "criterion": criterion, "score": score})
        problems.extend(_empty(place, empty, unit, nomination))
    absent = [f"{unit} («{nomination}»)" for nomination, units in form.finalists.items() for unit in units
              if (nomination, unit) not in seen]  # fmt: skip
    if absent and found:
        text = f"нет строк финалистов: {', '.join(absent)}. Лист неполный: возьмите выданный бланк."
        problems.append(place.problem(text, Reason.VALUE_MISSING))
    return found, problems


def _score(
    place: Place, rows: Rows, spot: tuple[int, int], form: JuryForm, whose: str, problems: list[Problem]
) -> float | None:
    raw = written(at(rows, *spot))
    column = replace(_TABLE.column("score"), low=0, high=form.top)
    reading = read_cell(raw, column)
    if reading.fault is None:
        return None if reading.value is None else float(str(reading.value))
    fault = reading.fault
    top = f"{form.top:g}".replace(".", ",")
    reason, text = fault.reason, fault.text
    bare = raw.strip().replace(",", ".")
    if fault.reason is Reason.VALUE_RANGE and not bare.startswith(("-", "−", "–")):
        reason, text = Reason.SCORE_ABOVE_MAX, f"балл «{shown(raw)}» выше наибольшего ({top})."
    text = f"{text} {whose}: балл не учтён и нулём не заменён. Допустимо от 0 до {top}; исправьте ячейку."
    problems.append(replace(place.of_cell(spot, "score", reason, text), value=shown(raw)))
    return None


def _empty(place: Place, empty: list[tuple[str, tuple[int, int]]], unit: str, nomination: str) -> list[Problem]:
    if not empty:
        return []
    listed = ", ".join(f"«{criterion}»" for criterion, _ in empty)
    text = f"нет балла: {unit}, номинация «{nomination}», {listed}. Пустая клетка — не ноль: заполните её или оставьте "
    text += "пустой, если не можете судить."
    return [replace(place.of_cell(empty[0][1], "score", Reason.VALUE_MISSING, text), severity=Severity.WARNING,
                    count=len(empty))]  # fmt: skip


def _known(raw: str, names: Mapping[str, tuple[str, ...]] | tuple[str, ...]) -> str:
    """Return the given name that a cell repeats, whatever the case and dashes; empty when none does."""
    folded = fold(raw).strip().replace("–", "-").replace("—", "-")
    return next((name for name in names if fold(name) == folded), "")


def _stranger(
    place: Place, title: tuple[int, int], spot: tuple[int, int], raw: str, nomination: str, form: JuryForm
) -> Problem:
    if not nomination:
        listed = ", ".join(f"«{name}»" for name in form.finalists)
        text = f"номинация не из списка. Допустимо: {listed}. Строка не учтена."
        return place.of_cell(title, "nomination", Reason.VALUE_CHOICE, text)
    units = form.finalists[nomination]
    column = "team" if nomination == _TEAM else "pupil"
    near = difflib.get_close_matches(raw, units, n=1, cutoff=0.6)
    hint = f" Возможно, имелось в виду «{near[0]}»." if near else ""
    text = (
        f"«{shown(raw)}» — не финалист номинации «{nomination}». Финалисты: {', '.join(units)}.{hint} Строка не учтена."
    )
    problem = place.of_cell(spot, column, Reason.REFERENCE_UNKNOWN, text)
    return replace(problem, value=shown(raw), suggestion=near[0] if near else "")
