"""The sheet of paper that printed works share: A4, a Cyrillic font, a footer with the page, bytes that repeat.

Apart from the documents because a variant, its keys and the answer sheet lie in one folder and must look alike.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import pandas as pd
from docx import Document
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from workbook.display import clean
from workbook.school.forms import CREATED

__all__ = [
    "WIDTH",
    "Work",
    "borders",
    "footer",
    "line",
    "new_page",
    "page_number",
    "paper",
    "saved",
    "words",
    "write",
]


_FONT = "Times New Roman"
WIDTH = 17.5
"""Centimetres between the margins."""


@dataclass(frozen=True)
class Work:
    """What is printed.

    Attributes
    ----------
    test, title, subject : str
        Code and name of the assessment tool, its subject.
    grade : int or None
    minutes : float
        Working time announced to pupils; 0 leaves the place empty.
    forms : pandas.DataFrame
        :func:`workbook.fos.assembly.forms`.
    """

    test: str
    title: str
    subject: str
    grade: int | None
    minutes: float
    forms: pd.DataFrame

    @property
    def about(self) -> str:
        """Subject and class in one line."""
        grade = "" if self.grade is None else f"{self.grade} класс"
        return ", ".join(part for part in (self.subject.capitalize(), grade) if part)

    def variants(self) -> list[tuple[int, pd.DataFrame]]:
        """Return the number of each variant and its rows in order."""
        return [(int(str(number)), part.sort_values("place")) for number, part in self.forms.groupby("variant")]


def paper(title: str) -> Any:
    """Open an empty A4 document in a font that has Cyrillic letters everywhere."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(12)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), _FONT)
    style.paragraph_format.space_after = Pt(3)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.75)
    section.top_margin, section.bottom_margin = Cm(1.5), Cm(1.5)
    core = document.core_properties
    core.title, core.author, core.language = clean(title), "Рабочая тетрадь ВСОКО", "ru-RU"
    core.created = core.modified = CREATED
    return document


def new_page(document: Any, first: bool) -> Any:
    """Begin a section on a new page with its own footer; the first one is there already."""
    if first:
        return document.sections[0]
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.footer.is_linked_to_previous = False
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    section._sectPr.append(start)
    return section


def footer(section: Any, text: str) -> None:
    """Write what the sheet is and the number of its page."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(f"{clean(text)} · с. ")
    run.font.size = Pt(9)
    page_number(paragraph)


def page_number(paragraph: Any) -> None:
    """Add the field that word processors show as the number of the page."""
    for kind, code in (("begin", ""), ("", "PAGE"), ("end", "")):
        number = paragraph.add_run()
        number.font.size = Pt(9)
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = code
        number._r.append(part)


def words(where: Any, text: str, *, bold: bool = False, size: float = 12, centre: bool = False) -> Any:
    """Add a paragraph of plain words; line breaks of the text stay."""
    paragraph = where.add_paragraph()
    run = paragraph.add_run(clean(text))
    run.bold, run.font.size = bold, Pt(size)
    if centre:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    return paragraph


def line(where: Any, *blanks: tuple[str, int]) -> Any:
    """Add places to be filled by hand: a label and so many underscores each."""
    return words(where, "    ".join(f"{label}: {'_' * length}" for label, length in blanks))


def borders(document: Any, *widths: float) -> Any:
    """Add a table of one row with lines; widths of the columns in centimetres."""
    table = document.add_table(rows=1, cols=len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)  # word processors read either the column or the cells, so both are set
        column.cells[0].width = Cm(width)
    return table


def write(cell: Any, text: str, *, bold: bool = False, size: float = 12) -> None:
    """Put plain words into a cell."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(clean(text))
    run.bold, run.font.size = bold, Pt(size)


def saved(document: Any) -> bytes:
    """Return the document as bytes that do not depend on the clock."""
    raw = io.BytesIO()
    document.save(raw)
    result = io.BytesIO()
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, CREATED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return result.getvalue()
