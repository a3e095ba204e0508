"""The report on objectivity in a minute: how many markers, which, how sure; and what to do next.

Apart from the evidence because a head reads this page alone, and every word in it must stay «возможно».
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tile, Tiles
from workbook.display.tables import Table, col
from workbook.display.vsoko_marker_words import TONES, checks_said, condition, evidence, sentence, step
from workbook.display.vsoko_objectivity import journal_finding
from workbook.errors import MissingData
from workbook.vsoko.item_zones import DEFICIT
from workbook.vsoko.marker_terms import EXPLAINED, FEW, NO_DATA, POSSIBLE, WATCH, Marker
from workbook.vsoko.objectivity import Objectivity

__all__ = ["next_steps", "summary"]

_ITEM = "M7"


def summary(look: Objectivity, public: bool = False) -> Block:
    """Say how many markers are raised and which, before all evidence.

    Parameters
    ----------
    look : Objectivity
    public : bool
        Leave out what names a class, a work or a pupil.
    """
    found = [_main(look), *_found(look, public)]
    if not public:
        found += _skills(look)
    tiles = _tiles(look)
    return Stack([Tiles(tiles[:1] if public else tiles), Findings(found, title="Главное"), _seven(look, public)])


def next_steps(look: Objectivity, public: bool = False) -> Block:
    """Say what to do next, each step with its ground.

    Parameters
    ----------
    look : Objectivity
    public : bool
        Leave out what names a class, a work or a pupil.
    """
    if public:
        return Text("Вид для публикации: шаги и доказательства остаются внутри школы.")
    found = []
    for marker in look.markers:
        if todo := step(marker):
            tone = "warn" if marker.status == POSSIBLE else "info"
            found.append(Finding(tone, f"{marker.code}, {marker.group}: {todo}."))
    found += _gap_step(look)
    missing = [marker for marker in look.markers if marker.status == NO_DATA]
    if missing:
        codes = ", ".join(marker.code for marker in missing)
        found.append(
            Finding("neutral", f"Чтобы проверить {codes}, нужны данные: см. «не проверено» в таблице маркеров.")
        )
    if not any(marker.raised for marker in look.markers):
        found.append(Finding("ok", "Перепроверок маркеры не требуют. Повторите тетрадь после следующей процедуры."))
    words = Text(
        "Маркер — повод посмотреть работы, а не вывод о людях: у всплеска и разрыва бывают честные причины. Решение о "
        "перепроверке принимает человек; фамилии и коды из школы не выходят.",
        tone="quiet",
    )
    return Stack([Findings(found), words])


def _main(look: Objectivity) -> Finding:
    markers = [marker for marker in look.markers if marker.code != _ITEM]
    raised = [marker for marker in markers if marker.raised]
    checked = [marker for marker in markers if marker.status not in (FEW, NO_DATA)]
    if not checked:
        return Finding("neutral", f"Ни один маркер проверить нельзя: {look.title}. Причины — в таблице маркеров.")
    done = sum(marker.checked for marker in checked)
    places = numbers.count(done, "проверка", "проверки", "проверок")
    level = numbers.number(100 * look.rules.marker_level * len(checked), 0)
    how = (
        f"проверено маркеров: {len(checked)} из {len(markers)}, {places}; в честной школе хотя бы один сработал бы "
        f"случайно не чаще чем в {level} случаях из 100"
    )
    if not raised and 2 * len(checked) < len(markers):
        return Finding(
            "neutral", f"Возможных признаков не найдено, но данных мало ({how}). Для малой школы это обычно."
        )
    if not raised:
        watched = ", ".join(marker.code for marker in markers if marker.status == WATCH)
        more = f" Наблюдать: {watched}." if watched else ""
        tone = "info" if watched else "ok"
        return Finding(tone, f"Возможных признаков необъективности не найдено ({how}).{more}")
    codes = ", ".join(marker.code for marker in raised)
    words = numbers.count(len(raised), "возможный признак", "возможных признака", "возможных признаков")
    return Finding("warn", f"{words} необъективности: {codes} ({how}). Это повод для перепроверки, а не вывод.")


def _found(look: Objectivity, public: bool) -> list[Finding]:
    order = (POSSIBLE, EXPLAINED, WATCH)
    said = sorted((marker for marker in look.markers if marker.status in order),
                  key=lambda marker: order.index(marker.status))  # fmt: skip
    if public:
        return [Finding(TONES[marker.status], f"{marker.code}. {marker.title}: {marker.status}.") for marker in said]
    found = [Finding(TONES[marker.status], sentence(marker)) for marker in said]
    try:
        found.append(journal_finding(look.scope.agreement([]).iloc[0], look.scope))
    except MissingData as gap:
        found.append(Finding("neutral", gap.message))
    return found


def _skills(look: Objectivity) -> list[Finding]:
    try:
        table = look.skills
    except MissingData as gap:
        return [Finding("neutral", f"Задания и умения не проверены: {gap.message}")]
    weak = table.loc[table["status"].eq(DEFICIT)]
    if weak.empty:
        return []
    named = "; ".join(f"{row['title'] or 'КПУ ' + row['code']} ({row['test']})" for row in weak.to_dict("records")[:3])
    rest = f" и ещё {len(weak) - 3}" if len(weak) > 3 else ""
    return [Finding("info", f"Умения с признаком системного дефицита: {named}{rest}.")]


def _tiles(look: Objectivity) -> list[Tile]:
    markers = [marker for marker in look.markers if marker.code != _ITEM]
    checked = sum(marker.status not in (FEW, NO_DATA) for marker in markers)
    raised = sum(marker.raised for marker in markers)
    few = 2 * checked < len(markers)
    watched = any(marker.status == WATCH for marker in markers)
    verdict = "внимание" if raised else "мало данных" if few else "к сведению" if watched else "хорошо"
    tiles = [Tile("Возможные признаки, M1–M6", str(raised) if checked else numbers.MISSING,
                  f"проверено маркеров: {checked} из {len(markers)}", verdict)]  # fmt: skip
    try:
        row = look.scope.agreement([]).iloc[0]
    except MissingData:
        return tiles
    pairs = numbers.count(row["n"], "пара", "пары", "пар")
    for name, title in (("confirmed", "Подтвердили отметку"), ("large", f"Разрывы от {look.rules.large_gap} отметок")):
        ends = numbers.interval(row[f"{name}_low"], row[f"{name}_high"])
        tiles.append(Tile(title, numbers.percent(row[f"{name}_percent"]), f"{ends}; {pairs}"))
    ends = numbers.interval(row["balance_low"], row["balance_high"])
    tiles.append(Tile("Понизили − повысили", numbers.points(row["balance_percent"]),
                      f"{ends}; порог ±{numbers.number(look.rules.gap_share)}"))  # fmt: skip
    return tiles


def _seven(look: Objectivity, public: bool) -> Block:
    rows = [_row(marker, look, public) for marker in look.markers]
    columns = {
        "title": col("Маркер"), "status": col("Вывод"),
        **({} if public else {"evidence": col("Что измерено, где сильнее всего"), "checks": col("Проверок")}),
    }  # fmt: skip
    level = numbers.number(look.rules.marker_level)
    note = (
        f"В скобках — 95 % интервал и число наблюдений. Вывод по школе учитывает, что проверок много: вместе они дают "
        f"ложную тревогу с вероятностью не выше {level} на маркер (поправка Бонферрони; методика школы)."
    )
    tones = {marker.title: TONES[marker.status] for marker in look.markers}
    frame = pd.DataFrame(rows)
    seven = Table(frame, columns, caption="Семь маркеров рядом", note=note,
                  row_class=lambda row: tones[row["name"]] if tones[row["name"]] == "warn" else "")  # fmt: skip
    conditions = {"title": col("Маркер"), "condition": col("Когда это возможный признак")}
    return Stack([seven, Details("Условия маркеров", Table(frame, conditions))])


def _row(marker: Marker, look: Objectivity, public: bool) -> dict[str, str]:
    reason = f"; {marker.reason}" if marker.reason and marker.status in (WATCH, EXPLAINED) else ""
    return {
        "name": marker.title,
        "title": f"{marker.code}. {marker.title}",
        "status": marker.status,
        "evidence": "" if public else evidence(marker) + reason,
        "checks": checks_said(marker) if marker.status not in (FEW, NO_DATA) else numbers.MISSING,
        "condition": condition(marker.code, look.rules),
    }


def _gap_step(look: Objectivity) -> list[Finding]:
    try:
        gaps = len(look.scope.large_gaps)
    except MissingData:
        return []
    if not gaps:
        return []
    pairs = numbers.count(gaps, "пару", "пары", "пар")
    return [
        Finding("info", f"Разобрать по одной {pairs} с разрывом от {look.rules.large_gap} отметок: болезнь, другая "
                        "тема, другие критерии. Список кодов — в разделе «Журнал и работа».")
    ]  # fmt: skip
