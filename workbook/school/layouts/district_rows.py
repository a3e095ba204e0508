"""What files of many schools share: whose line it is, which work it is, means that weigh schools by their pupils.

Apart from the layouts because shares, distributions and means make the same line of «Ориентиры», and none of them may
ever add percentages of schools up.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbook.errors import DataRefused, Reason
from workbook.school.dates import parse_date
from workbook.school.intake.sheet import Sheet
from workbook.school.layouts.imported import Known, Wishes
from workbook.school.layouts.subjects import read_subject
from workbook.school.layouts.titles import labelled, titles_of, year_of
from workbook.school.repairs import fold

__all__ = ["Line", "Study", "kind_of", "pooled", "procedure_in", "reference", "spread", "study_of"]

_COUNTRY = re.compile(r"вся выборка|российская федерация|рф|россия( .*)?")
_REGION = re.compile(
    r".*\b(обл\.?|область|край|республика|респ\.?|автономный округ)( .*)?|регион( .*)?|субъект( рф)?|"
    r"г\. ?(москва|санкт-петербург|севастополь)"
)
_TOWN = re.compile(
    r".*\b(район|р-н|городской округ|го|муниципальн\w+ (район|округ|образование))( .*)?|муниципалитет( .*)?|"
    r"(город|г\.) .*|по (району|муниципалитету|городу).*"
)
_SCHOOL = re.compile(r".*(школа|сош|оош|гимназия|лицей|№ ?\d|интернат|центр образования|оу\b|edu\d|sch\d|ш\d).*")
_WORK = re.compile(r"(?<![а-яёa-z])(впр|vpr|огэ|oge|гиа-?9|gia-?9|егэ|ege|гиа-?11)(?![а-яёa-z])")
_NAMES = {
    "впр": "ВПР",
    "vpr": "ВПР",
    "огэ": "ОГЭ",
    "oge": "ОГЭ",
    "гиа9": "ОГЭ",
    "gia9": "ОГЭ",
    "егэ": "ЕГЭ",
    "ege": "ЕГЭ",
    "гиа11": "ЕГЭ",
}
_GRADES = {"ОГЭ": 9, "ЕГЭ": 11}
_GRADE = re.compile(r"(?<!\d)(\d{1,2})(?:-?[йм]и?)? ?(?:класс|кл\b)")
_CALENDAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_TITLE = re.compile(r"впр\.? +20\d\d\.? +(.+?)\.? +\d{1,2}(?:-й)? *класс")


@dataclass(frozen=True, slots=True)
class Line:
    """One group of participants: a school, a district, a region.

    Attributes
    ----------
    number : int
        Row as a person sees it.
    who : str
    kind : str
        «страна», «регион», «муниципалитет», «школа».
    n : int or None
        Participants; None when the file does not tell.
    shares : mapping of str to float
        What → percent.
    """

    number: int
    who: str
    kind: str
    n: int | None
    shares: Mapping[str, float]

    def mean(self) -> float:
        """Average the values by their shares; the shares of a line make 100 only nearly."""
        total = sum(self.shares.values())
        return sum(float(value) * share for value, share in self.shares.items()) / total


@dataclass(frozen=True, slots=True)
class Study:
    """Which work the file is about."""

    procedure: str
    year: str
    grade: int
    subject: str


def kind_of(who: str) -> str:
    """Say whose line it is; a line that names nothing known is a school.

    Examples
    --------
    >>> kind_of("Свердловская обл."), kind_of("Заречный район"), kind_of("МБОУ СОШ № 7"), kind_of("Вся выборка")
    ('регион', 'муниципалитет', 'школа', 'страна')
    """
    plain = fold(who).strip()
    if _COUNTRY.fullmatch(plain):
        return "страна"
    if _SCHOOL.fullmatch(plain):
        return "школа"
    if _REGION.fullmatch(plain):
        return "регион"
    return "муниципалитет" if _TOWN.fullmatch(plain) else "школа"


def procedure_in(text: str) -> str:
    """Find the procedure that a text names: «ВПР», «gia9»."""
    match = _WORK.search(fold(text).replace("_", " ")) or _WORK.search(text.casefold().replace("_", " "))
    return _NAMES.get(match[1].replace("-", ""), "") if match else ""


def study_of(sheet: Sheet, head: int, wishes: Wishes, known: Known) -> Study:
    """Decide which work it is; what is told nowhere is refused.

    Parameters
    ----------
    sheet : Sheet
    head : int
        How many title rows stand above the header.
    wishes : Wishes
    known : Known

    Raises
    ------
    DataRefused
        Procedure, year, grade or subject is told nowhere.
    """
    above = sheet.rows[:head]
    titles = titles_of(above, sheet.place.sheet)
    line = fold(" ".join(cell for row in above for cell in row if cell))
    procedure = wishes.procedure or procedure_in(line) or procedure_in(sheet.place.file)
    day = titles.day or parse_date(labelled(above, "дата"))[0]
    single = _CALENDAR.search(line)
    year = (
        wishes.year or titles.year or (year_of(day) if day else f"{int(single[1]) - 1}/{single[1]}" if single else "")
    )
    told = _GRADE.search(line)
    grade = wishes.grade or (int(told[1]) if told else 0) or _GRADES.get(procedure, 0)
    title = _TITLE.search(line)
    said = wishes.subject or titles.subject or (title[1] if title else "")
    subject = read_subject(said, wishes.memory, known) if said else ""
    for value, what, way in (
        (procedure, "процедура", "--procedure ВПР"), (year, "год", "--year 2025/2026"), (grade, "класс", "--grade 7"),
        (subject, "предмет", "--subject математика"),
    ):  # fmt: skip
        if not value:
            raise DataRefused(f"{sheet.place}: {what} не указан(а). Укажите: {way}.", Reason.VALUE_MISSING)
    return Study(procedure, year, grade, subject)


def pooled(lines: Sequence[Line]) -> Line | None:
    """Join schools into one line: numbers are weighed by participants, percentages are never added.

    Returns
    -------
    Line or None
        None when a school does not tell its participants.
    """
    if not lines or any(line.n is None for line in lines):
        return None
    n = sum(line.n or 0 for line in lines)
    whats = list(dict.fromkeys(what for line in lines for what in line.shares))
    if not n:
        return None
    shares = {what: sum((line.n or 0) * line.shares.get(what, 0.0) for line in lines) / n for what in whats}
    return Line(0, f"вместе школ: {len(lines)}", "школа", n, shares)


def spread(means: Sequence[float]) -> float | None:
    """Return the standard deviation of the schools' means, n − 1 in the denominator; None for fewer than two."""
    if len(means) < 2:
        return None
    middle = math.fsum(means) / len(means)
    return math.sqrt(math.fsum((mean - middle) ** 2 for mean in means) / (len(means) - 1))


def reference(study: Study, territory: str, unit: str, mean: float, sd: float | None) -> dict[str, object]:
    """Make a row of «Ориентиры»: means with two decimals, as ФИС ОКО prints them."""
    return {
        "procedure": study.procedure, "year": study.year, "grade": study.grade, "subject": study.subject,
        "territory": territory, "unit": unit, "mean": _half_up(mean), "sd": None if sd is None else _half_up(sd),
    }  # fmt: skip


def _half_up(value: float) -> float:
    return math.floor(value * 100 + 0.5 + 1e-9) / 100
