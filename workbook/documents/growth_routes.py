"""The route of a teacher on paper (DOCX): one to a person, all of them in one archive for the methodist.

Apart from the other documents because it goes into one pair of hands, and says on itself that it is no punishment.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Hashable, Mapping
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm

from workbook.display import Block, Download, Downloads, Finding, Findings, clean, numbers
from workbook.display.vsoko_growth_routes import INSIDE, NOT_PUNISHMENT
from workbook.documents.paper import borders, page_number, saved, write
from workbook.documents.signed import repeated, say, signed_paper, whole
from workbook.errors import MissingData, Reason
from workbook.school.forms import CREATED
from workbook.vsoko.growth import Growth
from workbook.vsoko.growth_route import BORDER, NOBODY

__all__ = ["archive", "papers", "route_paper"]

_DRAFT = "Черновик — решение принимает человек. Только для учителя и методиста"
_COLUMNS = (("Дефицит", 3.0), ("Что поможет", 4.6), ("Наставник", 2.4), ("Срок", 2.1), ("Чем подтвердим", 4.7))


def route_paper(growth: Growth, teacher: str) -> bytes:
    """Write the route of one teacher.

    Parameters
    ----------
    growth : Growth
    teacher : str
        Code.

    Returns
    -------
    bytes
        DOCX.

    Raises
    ------
    MissingData
        The teacher has no deficit.
    """
    rows = growth.routes.loc[growth.routes["teacher"].eq(teacher)]
    if rows.empty:
        raise MissingData(f"У {teacher} индексов ниже порога нет: маршрут не нужен.", Reason.TABLE_EMPTY)
    document = signed_paper(f"Маршрут {teacher}", _DRAFT)
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(foot)
    _centred(document, "Индивидуальный образовательный маршрут педагога", 15)
    _centred(document, f"{teacher} · {growth.school.title}, {growth.year}, срез «{growth.wave}»", 11)
    _say(document, NOT_PUNISHMENT, bold=True)
    _say(document, f"Индекс области — от 0 до 100; маршрут предлагают, когда он ниже {_number(growth.rules.deficit)}. "
                   f"Способы: {rows['methods'].iloc[0]}.")  # fmt: skip
    _table(document, _COLUMNS, [_cells(row, growth) for row in rows.to_dict("records")])
    strong = _strengths(growth, teacher)
    if strong:
        _say(document, f"Сильные области: {strong}. В них вы можете помочь коллегам.")
    if rows["common"].any():
        shared = ", ".join(rows.loc[rows["common"], "domain"])
        _say(document, f"Дефицит общий для школы ({shared}): для всех будет общая учёба, маршрут её дополняет.")
    _say(document, "Что я хочу изменить в маршруте: " + "_" * 46)
    _say(document, "Что получилось (заполняется к сроку): " + "_" * 42)
    for who in ("Учитель", "Наставник", "Методист"):
        _say(document, f"{who} ______________________   Дата «____» ______________ 20___ г.")
    return saved(document)


def archive(growth: Growth) -> bytes:
    """Put the routes of all teachers with deficits into one archive, a file a person."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as box:
        for teacher in dict.fromkeys(growth.routes["teacher"]):
            info = zipfile.ZipInfo(f"маршрут {teacher}.docx", CREATED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            box.writestr(info, route_paper(growth, teacher))
    return target.getvalue()


def papers(growth: Growth, teacher: str = "", public: bool = False) -> Block:
    """Offer the route of one teacher, or of all.

    Parameters
    ----------
    growth : Growth
    teacher : str
        Empty for the archive of all.
    public : bool
        Offer nothing.
    """
    if public:
        return Findings([Finding("neutral", INSIDE)])
    if growth.routes.empty:
        raise MissingData("Маршрутов нет: индексов ниже порога нет.", Reason.TABLE_EMPTY)
    if teacher:
        one = Download(f"Маршрут {teacher} (Word)", f"маршрут {teacher}.docx", route_paper(growth, teacher))
        return Downloads([one])
    name = f"{growth.school.id}-маршруты-педагогов.zip"
    return Downloads([Download("Маршруты всех учителей (Word в архиве)", name, archive(growth))])


def _cells(row: Mapping[Hashable, Any], growth: Growth) -> tuple[str, ...]:
    if row["status"] == BORDER:
        what, measure = (
            "у порога, уточнить",
            f"сначала измерить ещё раз другим способом; затем, если нужно: {row['measure']}",
        )
    else:
        what, measure = "дефицит", row["measure"]
    mentor = row["mentor"] or ("ищет методист" if row["ground"] == NOBODY else numbers.MISSING)
    if row["reasons"]:
        mentor += f" ({row['reasons']})"
    about = f"{row['domain']}: {_number(row['index'])} ({what})"
    return about, measure, mentor, numbers.date(growth.due), row["evidence"]


def _strengths(growth: Growth, teacher: str) -> str:
    table = growth.indexes
    mine = table["teacher"].eq(teacher) & table["wave"].eq(growth.wave) & table["enough"]
    return ", ".join(table.loc[mine & (table["index"] >= growth.rules.strong), "domain"])


def _number(value: float) -> str:
    return numbers.number(value, 1) if not float(value).is_integer() else numbers.number(value, 0)


def _table(document: Any, heads: tuple[tuple[str, float], ...], rows: list[tuple[str, ...]]) -> None:
    table = borders(document, *(width for _, width in heads))
    for cell, (text, _) in zip(table.rows[0].cells, heads, strict=True):
        write(cell, text, bold=True, size=10)
    repeated(table.rows[0])
    for row in rows:
        line = table.add_row()
        whole(line)
        for cell, text, (_, width) in zip(line.cells, row, heads, strict=True):
            cell.width = Cm(width)
            write(cell, clean(text), size=10)
    document.add_paragraph()


def _centred(document: Any, text: str, size: float) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    say(paragraph, text, size=size, bold=size > 12)


def _say(document: Any, text: str, *, bold: bool = False) -> None:
    say(document.add_paragraph(), text, bold=bold)
