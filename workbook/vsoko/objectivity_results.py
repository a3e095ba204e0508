"""The tidy results of the report on objectivity: what the index page and the district notebook read.

Apart from the sections because these codes are read by others: ``marker-m1`` … ``marker-m7``, ``markers-count``,
``items-red``, ``items-yellow``, ``items-green``, ``skills-deficit``.
"""

from __future__ import annotations

import math

from pandas import DataFrame

from workbook.errors import MissingData
from workbook.estimates import Result, results_table
from workbook.vsoko.item_zones import DEFICIT, GREEN, RED, YELLOW
from workbook.vsoko.marker_terms import CLEAR, EXPLAINED, FEW, MARKERS, NO_DATA, POSSIBLE, WATCH, Marker
from workbook.vsoko.objectivity import Objectivity

__all__ = ["UNITS", "VERDICTS", "objectivity_results"]

VERDICTS = {POSSIBLE: "внимание", WATCH: "", EXPLAINED: "", CLEAR: "хорошо", FEW: "мало данных", NO_DATA: "мало данных"}
"""Status of a marker → verdict of the results table."""

UNITS = {"M1": "%", "M2": "разбросов школ", "M3": "доля обычного", "M4": "п.п.", "M5": "процентилей",
         "M6": "процентилей", "M7": "п.п."}  # fmt: skip
"""Unit of the value of each marker; M6 on the order of pupils and M4 on large gaps say their own."""

_COUNTED = tuple(code for code in MARKERS if code != "M7")


def objectivity_results(look: Objectivity, public: bool = False) -> DataFrame:
    """Gather the markers and the zones; what the data do not allow is «мало данных» with its reason.

    Parameters
    ----------
    look : Objectivity
    public : bool
        Say the status of a marker only, without the work or class where it is strongest, and no shares of few pairs.

    Returns
    -------
    DataFrame
        :data:`workbook.estimates.RESULT_COLUMNS`. ``markers-count`` counts M1–M6 («возможный признак»): M7 points at
        an item and not at the marks of a school. Its ``n`` is the number of markers that could be checked.
    """
    markers = {marker.code: marker for marker in look.markers}
    rows = [_count([markers[code] for code in _COUNTED]), *(_one(marker, public) for marker in markers.values())]
    rows += _zones(look) if public else _comparison(look) + _zones(look)
    return results_table(rows)


def _count(markers: list[Marker]) -> Result:
    raised = [marker.code for marker in markers if marker.raised]
    checked = sum(marker.status not in (FEW, NO_DATA) for marker in markers)
    verdict = "внимание" if raised else "мало данных" if 2 * checked < len(markers) else "хорошо"
    words = "возможные признаки: " + ", ".join(raised) if raised else "возможных признаков нет"
    return Result(
        "markers-count", "Маркеры необъективности", len(raised) if checked else math.nan, n=checked, unit="шт.",
        headline=True, verdict=verdict, note=f"{words}; проверено маркеров: {checked} из {len(markers)}",
    )  # fmt: skip


def _one(marker: Marker, public: bool) -> Result:
    title, verdict = f"{marker.code}. {marker.title}", VERDICTS[marker.status]
    if public:
        return Result(f"marker-{marker.code.lower()}", title, math.nan, verdict=verdict, note=marker.status)
    unit = "" if marker.group.startswith("порядок") else UNITS[marker.code]
    words = [marker.status, marker.group, f"проверок {marker.checked}" if marker.checked else "", marker.reason]
    note = "; ".join(word for word in words if word)
    return Result(
        f"marker-{marker.code.lower()}", title, marker.value, low=marker.low, high=marker.high, n=marker.n, unit=unit,
        verdict=verdict, note=note,
    )  # fmt: skip


def _comparison(look: Objectivity) -> list[Result]:
    try:
        row = look.scope.agreement([]).iloc[0]
    except MissingData:
        return []
    n = int(row["n"])
    few = 0 < int(row["large"]) < look.scope.settings.privacy.small_cell
    return [
        Result("confirmed-share", f"Подтвердили отметку ({look.procedure})", float(row["confirmed_percent"]),
               low=float(row["confirmed_low"]), high=float(row["confirmed_high"]), n=n, unit="%", headline=True),
        *([] if few else [
            Result("large-gaps", f"Разрывы от {look.rules.large_gap} отметок", float(row["large_percent"]),
                   low=float(row["large_low"]), high=float(row["large_high"]), n=n, unit="%")
        ]),
    ]  # fmt: skip


def _zones(look: Objectivity) -> list[Result]:
    try:
        items, skills = look.items, look.skills
    except MissingData:
        return []
    sized = items.loc[~items["small"]]
    small = len(items) - len(sized)
    note = f"малая выборка, в счёт не вошли: {small}" if small else ""
    rows = []
    for code, zone in (("green", GREEN), ("yellow", YELLOW), ("red", RED)):
        known = int(sized["zone"].eq(zone).sum()) if len(sized) else math.nan
        rows.append(Result(f"items-{code}", f"Задания: {zone}", known, n=len(sized), unit="шт.", note=note))
    judged = skills.loc[~skills["status"].str.startswith("мало данных")]
    deficits = int(judged["status"].eq(DEFICIT).sum())
    rows.append(
        Result("skills-deficit", "Умения с признаком системного дефицита", deficits if len(judged) else math.nan,
               n=len(judged), unit="шт.", headline=True,
               verdict="мало данных" if judged.empty else "внимание" if deficits else "хорошо")
    )  # fmt: skip
    return rows
