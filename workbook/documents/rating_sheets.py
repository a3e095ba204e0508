"""The rating on paper (DOCX): the list of one class, and for each of its pupils the page «Из чего сложился балл».

Apart from the book because these pages are handed out one by one: each says all that one reader needs and no more.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from copy import deepcopy
from functools import lru_cache
from typing import Any, NamedTuple

import pandas as pd
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.run import Run

from workbook.display import clean, numbers
from workbook.display.rating_words import other_season
from workbook.documents.fund_sheet import DRAFT
from workbook.documents.paper import page_number, saved
from workbook.documents.signed import repeated, say, signed_paper, whole
from workbook.errors import DataRefused, Reason
from workbook.rating import DIRECTIONS, Outcome, Season, explanations, of_last_season
from workbook.school import School

__all__ = ["class_list", "explanation_sheets"]

_GROUND = "E9F2F9"
_RUN = qn("w:r")
_CENTRED = frozenset({"Место", "В лиге", "Код", "Итого", "Личные", "Командные", "Прирост", "Лимит", "Дата, запись",
                      "Баллы", "Засчитано"})  # fmt: skip


def class_list(school: School, season: Season, class_: str) -> bytes:
    """Write the rating list of one class.

    Parameters
    ----------
    school : School
    season : Season
    class_ : str
        «7 А».

    Returns
    -------
    bytes
        DOCX: all pupils of the class, those without points last and without a place.

    Raises
    ------
    DataRefused
        The list has no such class.
    """
    rows = _class_rows(season, class_)
    document = _open(f"Рейтинг-лист, {class_}")
    _title(document, f"Рейтинг-лист достижений, {class_}", _under(school, season))
    _assumed(document, season)
    whole_class = int(rows["total"].sum())
    scorers = int((rows["total"] > 0).sum())
    people = numbers.count(len(rows), "ученик", "ученика", "учеников")
    say(document.add_paragraph(), f"В списке {people}, с баллами {scorers}. Сумма класса {_points(whole_class)}, на "
        f"ученика {numbers.number(whole_class / 100 / len(rows), 2)}.")  # fmt: skip
    heads = ("Место", "В лиге", "Код", "Личные", "Командные", "Итого", "Прирост", "Лимит")
    lines = [
        (numbers.number(row["place"], 0), numbers.number(row["league_place"], 0), row["pupil"],
         _points(row["total"] - row["group"] - row["carried"]), _points(row["group"]), _points(row["total"]),
         numbers.MISSING if pd.isna(row["growth"]) else numbers.number(int(row["growth"]) / 100, signed=True),
         "да" if row["capped"] else "")
        for row in rows.to_dict("records")
    ]  # fmt: skip
    _table(document, heads, lines, (1.6, 1.6, 2.8, 2.2, 2.6, 2.0, 2.2, 1.8))
    carried = " «Итого» включает перенос с прошлого периода." if rows["carried"].any() else ""
    _small(document, "Место — по всей школе; равные суммы различаются по правилам школы. Близкие места ничего не "
           f"говорят о ребёнке: разница меньше одного участия случайна.{carried} Документ внутренний: за пределы "
           "школы не выходит.")  # fmt: skip
    say(document.add_paragraph(), "Классный руководитель: ______________ / ______________________")
    return saved(document)


def explanation_sheets(school: School, season: Season, pupils: Sequence[str]) -> bytes:
    """Write «Из чего сложился балл», each pupil on a new page.

    Parameters
    ----------
    school : School
    season : Season
    pupils : sequence of str
        Codes in the order of pages.

    Returns
    -------
    bytes
        DOCX. The counted points of a page add up to the total that it names.

    Raises
    ------
    DataRefused
        A code is not on the list.
    """
    document = _open("Из чего сложился балл")
    mine = season.rating[season.rating["pupil"].isin(pupils)].set_index("pupil")
    carried = {str(pupil): int(points) for pupil, points in mine["carried"].items()}
    sheets = explanations(season.ledger, season.roster, pupils, season.rules, carried)
    older = Counter(season.ledger.loc[of_last_season(season.ledger, season.rules), "pupil"])
    totals = mine.to_dict("index")
    for place, pupil in enumerate(pupils):
        one = _One(pupil, totals[pupil], sheets[pupil], older[pupil])
        _page(document, school, season, one, new=place > 0)
    return saved(document)


class _One(NamedTuple):
    """What one page tells: a pupil's row of the list, the explained records, records that belong to the last season."""

    pupil: str
    row: Mapping[Hashable, Any]
    records: list[dict[Hashable, Any]]
    older: int


def _class_rows(season: Season, class_: str) -> pd.DataFrame:
    rows = season.rating[season.rating["class_"] == class_]
    if rows.empty:
        known = ", ".join(f"«{name}»" for name in dict.fromkeys(season.roster["class_"]))
        raise DataRefused(f"Класса «{class_}» нет в списке этого года. Есть: {known}.", Reason.REFERENCE_UNKNOWN)
    return rows.sort_values(["place", "pupil"], na_position="last")


def _page(document: Any, school: School, season: Season, one: _One, *, new: bool) -> None:
    row = one.row
    _title(document, f"Из чего сложился балл: {one.pupil}", f"{row['class_']}. {_under(school, season)}", new=new)
    _assumed(document, season)
    parts = [f"{name} {_points(row[name])}" for name in DIRECTIONS if row.get(name)]
    parts += [f"командные {_points(row['group'])}"] if row["group"] else []
    parts += [f"перенос {_points(row['carried'])}"] if row["carried"] else []
    say(document.add_paragraph(), f"Итого баллов: {_points(row['total'])}", size=13, bold=True)
    if parts:
        say(document.add_paragraph(), f"Из них: {'; '.join(parts)}.")
    if one.records:
        _records(document, one.records)
    else:
        say(document.add_paragraph(), "Записей об участии за период нет. Если ты участвовал, скажи об этом классному "
            "руководителю: запись можно внести по документу.")  # fmt: skip
    if one.older:
        _small(document, other_season(one.older))
    _small(document, "Если записи не хватает или она посчитана неверно, обратитесь к ответственному за журнал: "
           "объяснят, какое правило применено, или исправят запись по документу.")  # fmt: skip
    say(
        document.add_paragraph(),
        "Ознакомлены: ученик ______________    родители ______________    «___» ________ 20__ г.",
    )


def _records(document: Any, records: Sequence[Mapping[Hashable, Any]]) -> None:
    heads = ("Дата, запись", "Мероприятие", "Уровень и результат", "Как посчитано", "Баллы", "Засчитано", "Почему")
    lines = [
        (_when(row), row["title"] if isinstance(row["title"], str) else f"карта {row['card']}",
         _part(row), row["calculation"], _points(row["earned"]), _points(row["counted"]), row["reason"])
        for row in records
    ]  # fmt: skip
    earned, counted = (sum(int(row[name]) for row in records) for name in ("earned", "counted"))
    lines.append(("", "Всего", "", "", _points(earned), _points(counted), ""))
    _table(document, heads, lines, (1.9, 3.5, 2.7, 2.7, 1.5, 2.1, 2.6), last_bold=True)
    for code, n in Counter(row["outcome"] for row in records).items():
        advice = Outcome(code).advice
        if advice:
            said = numbers.count(n, "запись", "записи", "записей")
            _small(document, f"{Outcome(code).words.capitalize()}: {said}. Школе: {advice}")


def _when(row: Mapping[Hashable, Any]) -> str:
    return row["record"] if pd.isna(row["date"]) else f"{numbers.date(row['date'])}\n{row['record']}"


def _part(row: Mapping[Hashable, Any]) -> str:
    words = [row["scale"], row["result"], row["role"] if row["role"] != "исполнитель" else None]
    return ", ".join(str(word) for word in words if isinstance(word, str))


def _points(value: Any) -> str:
    return numbers.number(int(value) / 100)


def _under(school: School, season: Season) -> str:
    period = season.rules.period
    return f"{school.title}, {numbers.date(period.starts)}–{numbers.date(period.ends)}"


def _assumed(document: Any, season: Season) -> None:
    for note in season.rules.assumed:
        say(document.add_paragraph(), f"Расчёт «что если», не по правилам школы: {note}.", italic=True)


def _open(title: str) -> Any:
    document = signed_paper(title, DRAFT)
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(foot)
    return document


def _title(document: Any, text: str, under: str, *, new: bool = False) -> None:
    for place, (words, size, bold) in enumerate(((text, 15.0, True), (under, 10.0, False))):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.page_break_before = new and place == 0
        say(paragraph, words, size=size, bold=bold)


def _small(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(4)
    say(paragraph, text, size=9, italic=True)


def _table(
    document: Any,
    heads: tuple[str, ...],
    rows: Sequence[Sequence[str]],
    widths: tuple[float, ...],
    *,
    last_bold: bool = False,
) -> None:
    drawn = deepcopy(_drawn(heads, widths))
    empty = drawn.tr_lst[-1]
    # A copied row costs a tenth of a row made cell by cell, and a class has hundreds of them.
    for texts in rows:
        copy = deepcopy(empty)
        empty.addprevious(copy)
        for run, text in zip(copy.iter(_RUN), texts, strict=True):
            Run(run, document).text = clean(text)
    drawn.remove(empty)
    document.element.body._insert_tbl(drawn)
    if last_bold and rows:
        for run in drawn.tr_lst[-1].iter(_RUN):
            Run(run, document).bold = True


@lru_cache
def _drawn(heads: tuple[str, ...], widths: tuple[float, ...]) -> Any:
    """Draw the table of a page once: its head and one row without words, both to be copied."""
    drawn = CT_Tbl.new_tbl(2, len(widths), Cm(sum(widths)))
    drawn.tblStyle_val = "TableGrid"
    table = Table(drawn, None)  # type: ignore[arg-type]
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    # The grid decides in LibreOffice, the cells in Word.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    head, body = table.rows
    repeated(head)
    for line, texts in ((head, heads), (body, [""] * len(heads))):
        whole(line)
        for cell, text, name, width in zip(line.cells, texts, heads, widths, strict=True):
            cell.width = Cm(width)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            if name in _CENTRED:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            say(paragraph, text, size=9, bold=line is head)
    for cell in head.cells:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), _GROUND)
        cell._tc.get_or_add_tcPr().append(shade)
    return drawn
