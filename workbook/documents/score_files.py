"""What the page of cut scores gives to take away: the draft scale and the tables of converted scores.

Apart from the tables themselves because which of them can be made depends on the work.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbook.display import numbers
from workbook.display.blocks import Block, Stack, Text
from workbook.display.download import Download, Downloads
from workbook.documents.score_table import Paper, conversion_paper, docx_of, mark_paper, xlsx_of
from workbook.fos.equating import Equating
from workbook.fos.standard import Draft

__all__ = ["conversion_files", "scale_files"]

_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f]")


def scale_files(draft: Draft, school: str = "") -> Block:
    """Offer the draft scale as a document and as a book.

    Parameters
    ----------
    draft : Draft
    school : str
        Title of the school.
    """
    shares = None
    if draft.consequences is not None:
        shares = {
            int(row["mark"]): f"{row['count']} из {row['n']} ({numbers.percent(row['percent'], 0)})"
            for row in draft.consequences.shares.to_dict("records")
        }
    paper = mark_paper(draft.scale, draft.title, school, shares)
    words = Text("Таблица для обсуждения и подписи: проект шкалы и отметка за каждую сумму.", tone="quiet")
    return Stack([words, Downloads(_pair(paper, f"Шкала {draft.work.test}", "Шкала перевода"))])


def conversion_files(found: Iterable[Equating], draft: Draft, school: str = "") -> Block:
    """Offer a table of scores for every variant whose scores are to be converted; nothing for the others.

    Parameters
    ----------
    found : iterable of Equating
    draft : Draft
        Its scale gives the mark of a converted sum.
    school : str
        Title of the school.
    """
    files = []
    for one in found:
        if not one.converted:
            continue
        scale = draft.scale if draft.scale.unit == "баллов" else None
        paper = conversion_paper(one, draft.title, school, scale)
        files += _pair(paper, f"Перевод {draft.work.test} {one.new}", f"Таблица: {one.new} → {one.old}")
    return Downloads(files)


def _pair(paper: Paper, name: str, title: str) -> list[Download]:
    plain = _UNSAFE.sub("-", name)
    return [
        Download(f"{title} (Word)", f"{plain}.docx", docx_of(paper)),
        Download(f"{title} (Excel)", f"{plain}.xlsx", xlsx_of(paper)),
    ]
