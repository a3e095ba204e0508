"""A line of the report: what was counted beside what was written in, and which of the two stands in the form.

Apart from the counting because here two sources meet, and neither may hide the other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbook.settings import SelfExaminationRules
from workbook.vsoko.self_examination_counts import Found
from workbook.vsoko.self_examination_form import ELEVENTH, FORM, NINTH, SHARE, YES_NO, Indicator

__all__ = ["COMPUTED", "ENTERED", "MISSING", "NOBODY", "Line", "lines_of"]

COMPUTED, ENTERED, MISSING, NOBODY = "рассчитано", "вписано", "нет данных", "не о ком"
"""Where the value of a line comes from."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report.

    Attributes
    ----------
    indicator : Indicator
    found : Found
        What the tables say.
    entered : float
        What was written in; nan when nothing was.
    yes_no : str
        «да», «нет» or empty.
    entered_note : str
        The school's own remark on it.
    state : str
        :data:`COMPUTED`, :data:`ENTERED`, :data:`MISSING` or :data:`NOBODY`.
    whole : float
        Denominator of the share; nan when it is not known.
    """

    indicator: Indicator
    found: Found
    entered: float
    yes_no: str
    entered_note: str
    state: str
    whole: float = math.nan

    @property
    def value(self) -> float:
        """The number of the form; nan when there is none."""
        if self.state == COMPUTED:
            return self.found.value
        return self.entered if self.state == ENTERED else math.nan

    @property
    def percent(self) -> float:
        """Share of the whole, percent; nan when the line is no share or the whole is not known."""
        if self.indicator.unit != SHARE or not self.whole > 0:
            return math.nan
        return 100 * self.value / self.whole

    @property
    def difference(self) -> float:
        """Written in minus counted; nan when there is only one of them."""
        return self.entered - self.found.value

    @property
    def known(self) -> bool:
        """Whether the form has something to show."""
        return self.state in (COMPUTED, ENTERED)


def lines_of(found: Mapping[str, Found], entries: pd.DataFrame, rules: SelfExaminationRules) -> dict[str, Line]:
    """Put counted and written values side by side.

    Parameters
    ----------
    found : mapping
        Number → what the tables say.
    entries : DataFrame
        Rows of «Показатели самообследования» of this calendar year.
    rules : SelfExaminationRules
        ``differing``: which one stands in the form when they differ.

    Returns
    -------
    dict
        A line for each indicator of the form, in its order.
    """
    written = {str(row["number"]): row for row in entries.to_dict("records")}
    plain: dict[str, Line] = {}
    for number, item in FORM.items():
        row = written.get(number, {})
        entered, yes_no = _number(row.get("value")), _text(row.get("yes_no"))
        known = found.get(number, Found(missing="вписывают от руки"))
        state = _state(item, known, entered, yes_no, rules)
        nobody = item.whole in (NINTH, ELEVENTH) and found.get(item.whole, Found()).nobody
        if nobody and state == MISSING:
            known, state = Found(nobody=True, note=found[item.whole].note), NOBODY
        plain[number] = Line(item, known, entered, yes_no, _text(row.get("note")), state)
    return {number: _with_whole(line, plain) for number, line in plain.items()}


def _state(item: Indicator, found: Found, entered: float, yes_no: str, rules: SelfExaminationRules) -> str:
    counted, given = not math.isnan(found.value), not math.isnan(entered)
    if item.unit == YES_NO:
        return ENTERED if yes_no else MISSING
    if counted and not (given and rules.differing == "вписанное" and entered != found.value):
        return COMPUTED
    if given:
        return ENTERED
    return NOBODY if found.nobody else MISSING


def _with_whole(line: Line, lines: Mapping[str, Line]) -> Line:
    if not line.indicator.whole:
        return line
    own = line.found.whole if line.state == COMPUTED else math.nan
    whole = lines[line.indicator.whole].value if math.isnan(own) else own
    return Line(line.indicator, line.found, line.entered, line.yes_no, line.entered_note, line.state, whole)


def _number(value: Any) -> float:
    return math.nan if value is None or pd.isna(value) else float(value)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)
