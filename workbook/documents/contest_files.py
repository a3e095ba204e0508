"""What the page of the contest gives to take away: blank sheets for the jury, the protocol, the book of sums.

Apart from the documents themselves because which of them can be made depends on whether the jury has met.
"""

from __future__ import annotations

from workbook.display.blocks import Block, Findings, Stack, Text, finding
from workbook.display.download import Download, Downloads
from workbook.documents.contest_book import contest_book
from workbook.documents.contest_protocol import contest_protocol
from workbook.documents.contest_sheets import juror_book, juror_books, juror_name, juror_paper
from workbook.errors import MissingData, Reason
from workbook.rating import Contest, criteria
from workbook.school.jury_form import JuryForm

__all__ = ["contest_files", "jury_form", "portfolio_words"]

_TITLE = "Конкурс достижений"


def contest_files(held: Contest, school: str = "") -> Block:
    """Offer the blank sheets and, when sheets have come back, the protocol.

    Parameters
    ----------
    held : Contest
    school : str
        Title of the school.

    Raises
    ------
    MissingData
        There are no finalists, so that there is nothing to judge.
    """
    form, words = jury_form(held), portfolio_words(held)
    if not form.finalists:
        raise MissingData("Финалистов нет: листы жюри выдавать не по кому.", Reason.TABLE_EMPTY)
    files = [
        Download("Чистый лист жюри (Excel)", juror_name(), juror_book(form, words)),
        Download("Лист жюри на бумаге (Word)", "Лист жюри.docx", juror_paper(form, words, school)),
    ]
    said = []
    if held.decisions:
        named = juror_books(form, words, held.jurors)
        files += [
            Download(f"Листы с кодами жюри: {len(held.jurors)} (ZIP)", "Листы жюри.zip", named),
            Download("Протокол жюри (Word)", "Протокол жюри.docx", contest_protocol(held, school)),
        ]
    else:
        said.append(finding("info", "Оценок жюри ещё нет: выдайте бланки, протокол появится по ним."))
    files.append(Download("Все суммы и список дипломов (Excel)", "Конкурс достижений.xlsx", contest_book(held)))
    how = Text(
        "Бланк заполняет каждый член жюри отдельно, не видя чужих оценок; пустая клетка — не ноль. Протокол — "
        "черновик: решение принимает жюри на заседании и подписывает его.",
        tone="quiet",
    )
    return Stack([*([Findings(said)] if said else []), Downloads(files), how])


def jury_form(held: Contest) -> JuryForm:
    """Return what a juror of this contest is asked; a contest without a name yet is called by its kind."""
    rows = held.finalists
    units = {name: tuple(rows.loc[rows["nomination"] == name, "unit"]) for name in held.nominations}
    year = held.season.rules.period.ends.year
    title = held.title or f"{_TITLE} — {year}"
    return JuryForm(title, units, criteria(held.rules), held.rules.top_score)


def portfolio_words(held: Contest) -> dict[tuple[str, str], str]:
    """Return what stands in each finalist's portfolio, one line each."""
    rows = held.portfolios
    return {
        (name, unit): words for name, unit, words in zip(rows["nomination"], rows["unit"], rows["levels"], strict=True)
    }
