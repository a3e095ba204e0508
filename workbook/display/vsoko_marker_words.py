"""How a marker is said: its condition, what was measured, the next step; «возможно» in each of them.

Apart from the sections because the summary, the table, the next steps and the paper must say it in the same words.
"""

from __future__ import annotations

from workbook.display import numbers
from workbook.settings import ObjectivityRules
from workbook.vsoko.marker_gaps import ALL_PAIRS
from workbook.vsoko.marker_terms import CLEAR, EXPLAINED, FEW, NO_DATA, POSSIBLE, WATCH, Marker

__all__ = ["TONES", "checks_said", "condition", "evidence", "sentence", "step"]

TONES = {POSSIBLE: "warn", WATCH: "info", EXPLAINED: "info", CLEAR: "ok", FEW: "neutral", NO_DATA: "neutral"}
"""Status of a marker → tone of its row and of its finding."""

_STEPS = {
    "M1": "перепроверить второй комиссией работы у названных границ, не показывая первой отметки",
    "M2": "сравнить с ОГЭ и независимой диагностикой; на следующую работу пригласить наблюдателя",
    "M3": "посмотреть сами работы: одинаковые ответы и ошибки, рассадка, варианты, кто был в классе",
    "M4": "на методическом объединении сверить критерии текущих отметок и работы, разобрать пары с большим разрывом; "
          "если у соседей по району та же работа даёт такой же перевес, дело в её шкале",
    "M5": "выяснить, кто проводил и проверял обе работы, и повторить короткую работу с другой проверкой",
    "M6": "сравнить работы ВПР-8 тех же учеников с их ОГЭ; на следующую ВПР-8 пригласить наблюдателя",
    "M7": "перечитать задание: ключ, критерии, формулировку; потом — как его проверяли",
}  # fmt: skip
_WATCHED = "повторить проверку на следующей работе; меры пока не нужны"


def condition(code: str, rules: ObjectivityRules) -> str:
    """Say when a marker is raised, with the thresholds in force."""
    number = numbers.number
    return {
        "M1": f"на границе отметки работ больше, чем на балл ниже: p не выше {number(rules.spike_p)}, разница от "
              f"{rules.spike_excess}, работ от {rules.spike_n}, есть официальная шкала",
        "M2": f"весь интервал среднего выше ориентира больше чем на {number(rules.high_sd)} разброс школ; учеников от "
              f"{rules.marker_n}; ОГЭ этого не объясняет",
        "M3": f"разброс учеников меньше {number(rules.narrow_ratio)} обычного для школы при среднем выше "
              f"{number(rules.narrow_mean)} %; работ от {rules.marker_n}",
        "M4": f"весь интервал разности «понизили − повысили» за ±{number(rules.gap_share)} п.п. при {rules.gap_n} "
              f"парах и больше, или разрывов от {rules.large_gap} отметок в классе больше "
              f"{number(rules.large_gap_share)} %",
        "M5": f"место тех же учеников среди школ за год изменилось больше чем на {number(rules.jump_points)} "
              f"процентилей; учеников от {rules.marker_n}",
        "M6": f"место тех же учеников в ВПР-8 выше места в ОГЭ больше чем на {number(rules.break_points)} процентилей, "
              f"или ранговая связь ниже {number(rules.break_rho)}; учеников от {rules.break_n}",
        "M7": f"слабая группа выше сильной в задании больше чем на {number(rules.inversion_points)} п.п.; в каждой от "
              f"{rules.inversion_n} учеников",
    }[code]  # fmt: skip


def evidence(marker: Marker) -> str:
    """Say what was measured in the most telling place: value, interval, number of observations."""
    if marker.status in (FEW, NO_DATA):
        return f"не проверено: {_small(marker.reason)}"
    value, unit = _value(marker)
    ends = numbers.interval(marker.low, marker.high, 2 if unit == "" else 1)
    return f"{marker.group}: {value} ({ends}; n{numbers.NBSP}={numbers.NBSP}{numbers.number(marker.n, 0)})"


def checks_said(marker: Marker) -> str:
    """Say how many places were looked at and how many stand beyond."""
    if not marker.checked:
        return numbers.MISSING
    beyond = f"вместе с интервалом — {marker.possible}" if marker.possible else ""
    near = f"только точкой — {marker.watched}" if marker.watched else ""
    words = ", ".join(part for part in (beyond, near) if part)
    return numbers.number(marker.checked, 0) + (f"; за порогом {words}" if words else "")


def sentence(marker: Marker) -> str:
    """Say a marker as one finding."""
    title = f"{marker.code}. {marker.title}"
    if marker.status == POSSIBLE:
        return f"{title} — возможный признак. {_capital(evidence(marker))}; проверок: {checks_said(marker)}."
    if marker.status == EXPLAINED:
        return f"{title}: {marker.reason}. {_capital(evidence(marker))}."
    if marker.status == WATCH:
        reason = f"; {marker.reason}" if marker.reason else ""
        return f"{title} — наблюдать: столько могло выйти и случайно{reason}. {_capital(evidence(marker))}."
    return f"{title}: {marker.status}. {_capital(evidence(marker))}."


def step(marker: Marker) -> str:
    """Say what to do next; empty when there is nothing to do."""
    if marker.status == POSSIBLE:
        return _STEPS[marker.code]
    return _WATCHED if marker.status == WATCH else ""


def _value(marker: Marker) -> tuple[str, str]:
    number, nbsp = numbers.number, numbers.NBSP
    value = marker.value
    if marker.code == "M1":
        return f"на границе {numbers.percent(value, 0)} из двух соседних баллов", "%"
    if marker.code == "M2":
        return f"{number(value, 1, signed=True)}{nbsp}разброса школ от ориентира", "разбросов"
    if marker.code == "M3":
        return f"{number(value, 2)} обычного разброса", ""
    if marker.code == "M4" and "," not in marker.group and marker.group != ALL_PAIRS:
        return f"разрывов от двух отметок {numbers.percent(value)}", "%"
    if marker.code in ("M4", "M7"):
        return f"разность {numbers.points(value)}", "п.п."
    if marker.code == "M6" and marker.group.startswith("порядок"):
        return f"ранговая связь {number(value, 2)}", ""
    return f"{number(value, 1, signed=True)}{nbsp}процентиля", "процентилей"


def _small(text: str) -> str:
    first = text.split(" ")[0]
    return text if len(first) > 1 and first.isupper() else text[:1].lower() + text[1:].rstrip(".")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
