"""Self-examination of a school for a calendar year: the form's lines, the year before, checks, results.

Apart from its parts because a page asks one question and shares the answers between its sections and papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import pandas as pd

from workbook.errors import MissingData, Reason, SettingsRefused
from workbook.estimates import Result, results_table
from workbook.school import School
from workbook.settings import SelfExaminationRules
from workbook.vsoko.self_examination_checks import BAD, Check, checks
from workbook.vsoko.self_examination_contests import contests
from workbook.vsoko.self_examination_counts import counted
from workbook.vsoko.self_examination_entry import entry_sample, merged_entries, read_entry
from workbook.vsoko.self_examination_form import MEAN, SHARE, WHOLES
from workbook.vsoko.self_examination_lines import MISSING, Line, lines_of
from workbook.vsoko.self_examination_public import PublicLine, public_lines

__all__ = [
    "SelfExamination",
    "calendar_years",
    "self_examination_of",
    "self_examination_results",
    "written_before",
]


@dataclass(frozen=True, eq=False)
class SelfExamination:
    """The report of one school for one calendar year.

    Attributes
    ----------
    school : School
    calendar_year : int
    entries : DataFrame
        The whole table «Показатели самообследования» with what was just written in.
    entered : int
        How many values were just written in.
    refusal : str
        What was written in and cannot be, in words; the rest is taken.
    """

    school: School
    calendar_year: int
    entries: pd.DataFrame
    entered: int = 0
    refusal: str = ""

    @property
    def rules(self) -> SelfExaminationRules:
        """The school's rules."""
        return self.school.settings.self_examination

    @cached_property
    def lines(self) -> dict[str, Line]:
        """Every line of the form by number, those for shares included."""
        return self._lines(self.calendar_year)

    @cached_property
    def before(self) -> dict[str, Line]:
        """The same lines of the year before."""
        return self._lines(self.calendar_year - 1)

    @property
    def form(self) -> list[Line]:
        """The printed lines in order."""
        return [line for number, line in self.lines.items() if number not in WHOLES]

    @property
    def open_lines(self) -> list[Line]:
        """Printed lines that nobody has filled yet."""
        return [line for line in self.form if line.state == MISSING]

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """What does not add up, and what to look at."""
        return checks(self.lines, self.before, self.entries, self.calendar_year, self.school.settings)

    @cached_property
    def public(self) -> list[PublicLine]:
        """The lines as they may leave the school."""
        return public_lines(self.lines, self.school.settings)

    @property
    def due(self) -> pd.Timestamp:
        """The day by which the report is on the site and with the founder.

        Raises
        ------
        SettingsRefused
            The rule is no day.
        """
        try:
            day, month = (int(part) for part in self.rules.due.split("."))
            return pd.Timestamp(self.calendar_year + 1, month, day)
        except ValueError as error:
            raise SettingsRefused(
                f"методика → самообследование → срок_отчёта: «{self.rules.due}» — не день. Запишите так: «20.04».",
                Reason.SETTING_VALUE,
            ) from error

    def _lines(self, calendar_year: int) -> dict[str, Line]:
        tables, settings = self.school.tables, self.school.settings
        found = counted(tables, calendar_year, settings) | contests(tables, calendar_year, self.rules)
        rows = self.entries.loc[self.entries["calendar_year"].eq(calendar_year)]
        return lines_of(found, rows, self.rules)


@lru_cache(maxsize=8)
def self_examination_of(school: School, calendar_year: str = "", entry: str = "") -> SelfExamination:
    """Ask about the self-examination of a school.

    Parameters
    ----------
    school : School
    calendar_year : str
        «2025»; empty for the latest year whose December the lists of pupils reach.
    entry : str
        Values written in on a page, :func:`workbook.vsoko.self_examination_entry.read_entry`.

    Raises
    ------
    MissingData
        No table from which a calendar year could be told.
    """
    years = calendar_years(school)
    if calendar_year and not (calendar_year.isdigit() and 2000 <= int(calendar_year) <= 2100):
        raise MissingData(f"Календарный год «{calendar_year}» не прочитать. Напишите так: 2025.", Reason.VALUE_TYPE)
    when = int(calendar_year or years[0])
    given, refusal = read_entry(entry)
    table = school["self_indicators"] if school.has("self_indicators") else None
    return SelfExamination(school, when, merged_entries(table, when, given), len(given), refusal)


def calendar_years(school: School) -> list[str]:
    """Return the calendar years whose 31 December the lists of pupils or the written values reach, latest first."""
    years: set[int] = set()
    if school.has("pupils"):
        years |= {int(year[:4]) for year in school["pupils"]["year"].dropna().unique()}
    if school.has("self_indicators"):
        years |= {int(year) for year in school["self_indicators"]["calendar_year"].dropna().unique()}
    if not years:
        raise MissingData(
            "Самообследование не начать: нет ни таблицы «Ученики», ни таблицы «Показатели самообследования».",
            Reason.TABLE_MISSING, ("pupils", "self_indicators"),
        )  # fmt: skip
    return [str(year) for year in sorted(years, reverse=True)]


def written_before(school: School, calendar_year: str = "") -> dict[str, str]:
    """Return what the school's table holds for the year, as texts of the form's fields."""
    when = int(calendar_year or calendar_years(school)[0])
    return entry_sample(school["self_indicators"] if school.has("self_indicators") else None, when)


def self_examination_results(found: SelfExamination) -> pd.DataFrame:
    """Gather the figures for the results store: only lines that may leave the school.

    Returns
    -------
    DataFrame
        :data:`workbook.estimates.RESULT_COLUMNS`; shares in percent, the rest in the unit of the form.
    """
    form, wrong = found.form, sum(check.tone == BAD for check in found.checks)
    filled = len(form) - len(found.open_lines)
    rows = [
        Result("self-filled-percent", "Заполнено показателей формы", 100 * filled / len(form), n=len(form), unit="%",
               headline=True, verdict="хорошо" if filled == len(form) else "внимание"),
        Result("self-contradictions", "Противоречий в показателях", wrong, n=len(form), unit="шт.", headline=True,
               verdict="внимание" if wrong else "хорошо"),
    ]  # fmt: skip
    for item in found.public:
        line = item.line
        if item.hidden or not line.known or line.yes_no:
            continue
        share = line.indicator.unit == SHARE
        value = line.percent if share else line.value
        code = f"self-{line.indicator.number.replace('.', '-')}"
        unit = "%" if share else {"балл": "баллов"}.get(line.indicator.unit, line.indicator.unit)
        n = line.found.n if line.indicator.unit == MEAN else int(line.whole) if share and line.whole > 0 else 0
        title = f"{line.indicator.number} {line.indicator.title}"
        rows.append(Result(code, title, value, n=n, unit=unit, note=f"{found.calendar_year} год, {line.state}"))
    return results_table(rows)
