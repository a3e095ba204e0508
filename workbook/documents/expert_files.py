"""What the page of experts gives to take away: blank sheets for all experts, the protocol of their meeting.

Apart from the documents themselves because which of them can be made depends on what the school has handed in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

import pandas as pd

from workbook.display.blocks import Block, Findings, Stack, Text, finding
from workbook.display.download import Download, Downloads
from workbook.documents.expert_protocol import expert_protocol
from workbook.documents.expert_sheets import book_name, expert_book, expert_books, tools
from workbook.errors import MissingData
from workbook.fos.protocol import disagreements
from workbook.settings import Settings

__all__ = ["expert_files"]

_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f]")


class Handed(Protocol):
    """A school: its title and its tables."""

    @property
    def title(self) -> str:
        """Title of the school."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Tables by English name."""


def expert_files(school: Handed, test: str, settings: Settings, left_out: str = "") -> Block:
    """Offer the blank sheets and, when sheets have come back, the protocol.

    Parameters
    ----------
    school : Handed
        Tables fos_plan and expertise, either may be absent.
    test : str
        Code of the assessment tool.
    settings : Settings
        The rule of the decision.
    left_out : str
        Expert whose sheet the protocol does not count.

    Raises
    ------
    MissingData
        No tool is chosen: neither a plan nor sheets were handed in.
    """
    if not test:
        text = "Чтобы выдать листы, нужен план ФОС (fos_plan.csv) или таблица «Экспертиза» (expertise.csv)."
        raise MissingData(text, missing=("fos_plan", "expertise"))
    expertise = school.tables.get("expertise")
    (tool,) = tools(school.tables.get("fos_plan"), [test])
    experts = [] if expertise is None else sorted(map(str, expertise["expert"].dropna().unique()))
    name = _UNSAFE.sub(" ", test)
    files = [Download("Чистый лист эксперта (Excel)", book_name("", [test]), expert_book([tool], settings.fos))]
    if experts:
        books = expert_books([tool], settings.fos, experts)
        files.append(
            Download(f"Чистые листы с кодами экспертов: {len(experts)} (ZIP)", f"Листы экспертов {name}.zip", books)
        )
    said = []
    try:
        found = disagreements(expertise, test, settings, left_out) if expertise is not None else None
    except MissingData:
        found = None
    if found is None:
        said.append(finding("info", "Листов по этому средству ещё нет: выдайте бланки, протокол появится по ним."))
    else:
        content = expert_protocol(found, tool, settings, school.title)
        files.append(Download("Протокол разногласий (Word)", f"Протокол экспертизы {name}.docx", content))
    how = Text(
        "Бланк заполняет каждый эксперт отдельно, не видя чужих оценок. Протокол — черновик: решение принимают люди на "
        "заседании и подписывают его.",
        tone="quiet",
    )
    return Stack([*([Findings(said)] if said else []), Downloads(files), how])
