"""The paper that people sign: a draft by its own words on every page, with room to bind it on the left.

Apart from :mod:`workbook.documents.paper` because works for pupils are filled in and not signed.
"""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.text.run import Run

from workbook.display.markup import clean
from workbook.documents.paper import paper

__all__ = ["repeated", "say", "signed_paper", "whole"]

_INK = RGBColor(0x1F, 0x29, 0x33)


def signed_paper(title: str, draft: str) -> Any:
    """Open an A4 document whose pages all say that it is a draft.

    Parameters
    ----------
    title : str
        For the properties of the file.
    draft : str
        What stands above each page.
    """
    document = paper(title)
    style = document.styles["Normal"]
    style.font.size, style.paragraph_format.space_after = Pt(11), Pt(4)
    section = document.sections[0]
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.5)
    section.top_margin = section.bottom_margin = Cm(1.8)
    header = section.header.paragraphs[0]
    header.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    say(header, draft, size=9, italic=True)
    return document


def say(paragraph: Any, text: object, *, size: float = 11, bold: bool = False, italic: bool = False) -> None:
    """Add plain words to a paragraph; size in points."""
    run = paragraph.add_run(clean(text))
    run._r.insert(0, deepcopy(_look(size, bold, italic)))


@lru_cache
def _look(size: float, bold: bool, italic: bool) -> Any:
    """Return the properties of a run of this look; copying them costs a tenth of setting them one by one."""
    run = Run(OxmlElement("w:r"), None)  # type: ignore[arg-type]
    run.bold, run.italic, run.font.size, run.font.color.rgb = bold, italic, Pt(size), _INK
    return run._r.rPr


def repeated(row: Any) -> None:
    """Repeat the head of a table on its next page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def whole(row: Any) -> None:
    """Keep a row of a table on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
