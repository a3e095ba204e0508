"""Sections of the self-examination: what is filled, what contradicts, what is still to be written in.

Apart from the words because here a page is laid out, and the papers have pages of their own.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tile, Tiles
from workbook.display.tables import Table, col
from workbook.display.vsoko_self_words import FILL, change_text, parts, public_text, source_text, value_text
from workbook.display.vsoko_words import listed
from workbook.vsoko.self_examination import SelfExamination
from workbook.vsoko.self_examination_checks import BAD, WATCH
from workbook.vsoko.self_examination_form import YES_NO
from workbook.vsoko.self_examination_lines import COMPUTED, ENTERED, MISSING, Line
from workbook.vsoko.self_examination_public import ALSO

__all__ = ["analysis", "checks", "entry", "form", "next_steps", "public_copy", "summary"]

_CURRENT = "Форма — приложение 2 к приказу № 1324 от 10.12.2013, порядок — приказ № 462 от 14.06.2013: перед подписью проверьте, что оба действуют."  # noqa: E501


def summary(found: SelfExamination) -> Block:
    """Say in a minute how far the report is ready."""
    form_lines, wrong = found.form, [check for check in found.checks if check.tone == BAD]
    counts = {state: sum(line.state == state for line in form_lines) for state in (COMPUTED, ENTERED, MISSING)}
    filled = len(form_lines) - counts[MISSING]
    others = filled - counts[COMPUTED] - counts[ENTERED]
    nobody = f", не о ком — {others}" if others else ""
    tiles = [
        Tile("Заполнено показателей", f"{filled} из {len(form_lines)}",
             f"рассчитано {counts[COMPUTED]}, вписано {counts[ENTERED]}{nobody}",
             "внимание" if counts[MISSING] else "хорошо"),
        Tile("Противоречия", numbers.number(len(wrong), 0), "числа, которые не сходятся",
             "внимание" if wrong else "хорошо"),
        Tile("Учащихся", numbers.number(found.lines["1.1"].value, 0), f"на 31.12.{found.calendar_year}"),
        Tile("Срок", numbers.date(found.due), "на сайт и учредителю"),
    ]  # fmt: skip
    said = [Finding("bad", found.refusal)] if found.refusal else []
    said += [Finding("bad", check.text) for check in wrong[:3]]
    if len(wrong) > 3:
        said.append(Finding("bad", f"И ещё противоречий: {len(wrong) - 3}; все — ниже."))
    if counts[MISSING]:
        names = [f"{line.indicator.number} {line.indicator.short}" for line in found.open_lines]
        said.append(Finding("warn", f"Не заполнены: {listed(names, 8)}."))
    else:
        said.append(Finding("ok", "Все строки формы заполнены."))
    hidden = sum(bool(item.hidden) for item in found.public)
    if hidden:
        said.append(
            Finding("info", f"В публичной копии скрыто строк: {hidden} — по ним можно узнать человека. В отчёте школы "
                            "числа остаются.")
        )  # fmt: skip
    said.append(Finding("info", _CURRENT))
    return Stack([Tiles(tiles), Findings(said, title="Главное", urgent_first=True)])


def form(found: SelfExamination) -> Block:
    """Show the form with the year before beside it."""
    blocks: list[Block] = []
    for title in dict.fromkeys(line.indicator.section for line in found.form):
        lines = [line for line in found.form if line.indicator.section == title]
        table = pd.DataFrame([_row(line, found.before[line.indicator.number]) for line in lines])
        columns = {
            "number": col("№"), "title": col("Показатель"), "value": col("Значение", align="right"),
            "before": col(f"{found.calendar_year - 1} год", align="right"), "change": col("Изменение", align="right"),
            "source": col("Источник"),
        }  # fmt: skip
        blocks.append(
            Table(table, columns, caption=title, row_class=lambda row: "warn" if row["state"] == MISSING else "")
        )
    note = (
        "Числа людей — полный учёт, а не выборка; но разница в одного-двух человек ещё не тенденция. Изменение доли — "
        "в процентных пунктах. Список учеников — на 31 декабря, отметки и экзамены — учебного года, который в этом "
        "календарном году закончился."
    )
    return Stack([*blocks, Text(note, tone="quiet")])


def _row(line: Line, before: Line) -> dict[str, str]:
    return {
        "number": line.indicator.number, "title": line.indicator.title, "value": value_text(line),
        "before": value_text(before), "change": change_text(line, before), "source": source_text(line),
        "state": line.state,
    }  # fmt: skip


def checks(found: SelfExamination) -> Block:
    """Show every remark of the check."""
    if not found.checks:
        return Findings([Finding("ok", "Суммы сходятся, доли не больше 100 %, резких изменений за год нет.")])
    return Findings([Finding(check.tone, check.text) for check in found.checks], title="Проверка формы")


def entry(found: SelfExamination, *, live: bool) -> Block:
    """Say what is to be written in by hand and how it comes back into the school's folder."""
    rows = pd.DataFrame(
        [
            {"number": line.indicator.number, "title": line.indicator.title, "unit": line.indicator.unit,
             "value": value_text(line), "why": line.found.missing}
            for line in found.open_lines
        ],
        columns=["number", "title", "unit", "value", "why"],
    )  # fmt: skip
    said = [Finding("bad", f"{found.refusal} Остальное принято.")] if found.refusal else []
    if found.entered:
        n = numbers.count(found.entered, "значение", "значения", "значений")
        said.append(Finding("ok", f"На этой странице вписано: {n}. Скачайте файл и положите в папку школы."))
    elif live:
        said.append(Finding("info", "Впишите числа в поля «Вписать показатели» наверху: форма пересчитается, а файл "
                                    "«Показатели самообследования» появится здесь."))  # fmt: skip
    said.append(
        Finding("info", "Вписанное хранится в таблице «Показатели самообследования»; рассчитанное она не заменяет: "
                        "оба числа и разница видны в форме.")
    )  # fmt: skip
    columns = {"number": col("№"), "title": col("Показатель"), "unit": col("Единица"), "why": col("Чего нет")}
    if rows.empty:
        return Findings(said)
    return Stack([Findings(said), Table(rows, columns, caption="Ещё не заполнено")])


def public_copy(found: SelfExamination) -> Block:
    """Show what differs in the public copy."""
    k = found.school.settings.privacy.k_anonymity
    hidden = [item for item in found.public if item.hidden]
    small = [line for line in found.form if 0 < line.value < k and line.indicator.unit != YES_NO and line.whole > 0]
    if not hidden:
        if not small:
            return Findings(
                [Finding("ok", f"Групп меньше {k} человек в форме нет: публичная копия совпадает с формой.")]
            )
        names = listed([line.indicator.number for line in small], 12)
        return Findings([Finding("warn", f"По правилам школы малые группы публикуются ({names}): так требует форма, но "
                                         "человека можно узнать. Решение — за директором.")])  # fmt: skip
    table = pd.DataFrame([
        {"number": item.line.indicator.number, "title": item.line.indicator.title, "own": value_text(item.line),
         "shown": public_text(item, k), "why": _why(item.hidden, k)}
        for item in hidden
    ])  # fmt: skip
    columns = {
        "number": col("№"), "title": col("Показатель"), "own": col("В отчёте школы", align="right"),
        "shown": col("В публичной копии", align="right"), "why": col("Почему"),
    }  # fmt: skip
    said = [Finding("info", f"Форма требует и малые числа, но по группе меньше {k} узнают человека. Число остаётся в "
                            "отчёте для учредителя; публичная копия его скрывает, и по процентам, суммам и частям его "
                            "не вычислить: программа это проверила. Правило — «самообследование → "
                            "малые_группы_в_публикации».")]  # fmt: skip
    return Stack([Findings(said), Details("Скрытые строки", Table(table, columns))])


def _why(reason: str, k: int) -> str:
    return {"мало людей": f"от 1 до {k - 1} человек", "почти все": f"не входят меньше {k} человек"}.get(
        reason, "иначе вычислят соседнее" if reason == ALSO else "работ мало"
    )


def analysis(found: SelfExamination) -> Block:
    """Show the analytic part: sentences of the tables and places to fill."""
    blocks: list[Block] = []
    for part in parts(found):
        said = " ".join(part.said) or "По таблицам ничего не посчитать."
        gaps = f"{FILL} {'; '.join(part.to_fill)}."
        blocks.append(Details(part.title, Text(said, gaps)))
    return Stack(blocks)


def next_steps(found: SelfExamination) -> Block:
    """Say what to do before the report is signed."""
    said = []
    if any(check.tone == BAD for check in found.checks):
        said.append(Finding("bad", "Разберите противоречия: до этого отчёт не подписывают."))
    if found.open_lines:
        n = numbers.count(len(found.open_lines), "строку", "строки", "строк")
        said.append(Finding("warn", f"Впишите {n}: приказы, кадры, помещения. Новых отчётов от учителей не нужно."))
    watch = sum(check.tone == WATCH for check in found.checks)
    if watch:
        n = numbers.count(watch, "замечание", "замечания", "замечаний")
        said.append(Finding("warn", f"Объясните в тексте отчёта {n} из раздела «Проверка формы»."))
    said += [
        Finding("info", f"Допишите места {FILL} в отчёте Word, рассмотрите его на педагогическом совете."),
        Finding("info", f"До {numbers.date(found.due)} разместите публичную копию на сайте, полную сдайте учредителю."),
    ]
    return Findings(said)
