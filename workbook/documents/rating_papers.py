"""What the rating page gives to take away: the book, the papers of one class, and what may leave the school.

Apart from the documents because the page decides which of them may be offered at all.
"""

from __future__ import annotations

import re

import pandas as pd

from workbook.display import Block, Download, Downloads, Findings, Stack, Text, finding, numbers
from workbook.documents.fund_sheet import write_book
from workbook.documents.rating_book import public_sheet, rating_book
from workbook.documents.rating_sheets import class_list, explanation_sheets
from workbook.errors import MissingData, Reason
from workbook.rating import PUBLIC_COLUMNS, SCHEMES, Season, check_publication, public_list
from workbook.school import School

__all__ = ["papers", "public_files", "public_papers"]

_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f]")


def papers(school: School, season: Season, class_: str = "", pupil: str = "") -> Block:
    """Offer the internal files: the book of the list, the list of one class, its pupils' explanation sheets.

    Parameters
    ----------
    school : School
    season : Season
    class_ : str
        Whose papers; empty takes the class of `pupil`.
    pupil : str
        Whose sheet stands apart; empty takes the pupil with most records.

    Raises
    ------
    MissingData
        The list has no pupils.
    DataRefused
        The class or the pupil is unknown.
    """
    if season.rating.empty:
        raise MissingData("Печатать нечего: в списке этого года нет учеников.", Reason.TABLE_EMPTY, ("pupils",))
    code = pupil or season.example
    chosen = class_ or str(season.roster.loc[season.roster["pupil"] == code, "class_"].squeeze())
    pupils = list(season.roster.loc[season.roster["class_"] == chosen, "pupil"])
    name = _UNSAFE.sub("-", chosen)
    files = [
        Download("Рейтинг-лист целиком (Excel)", f"{school.id} рейтинг-лист.xlsx", rating_book(school, season)),
        Download(f"Список класса {chosen} (Word)", f"{school.id} {name} список.docx",
                 class_list(school, season, chosen)),
        Download(f"Листы «Из чего сложился балл», {chosen} (Word)", f"{school.id} {name} листы.docx",
                 explanation_sheets(school, season, pupils)),
        Download(f"Лист ученика {code} (Word)", f"{school.id} {_UNSAFE.sub('-', code)} лист.docx",
                 explanation_sheets(school, season, [code])),
    ]  # fmt: skip
    words = (
        "Файлы внутренние: коды, классы и суммы вместе выдают ребёнка. Лист ученика показывают только ему и родителям."
    )
    return Stack([Downloads(files), Text(words, tone="quiet")])


def public_papers(school: School, season: Season, scheme: str = "полосы") -> Block:
    """Offer what may be shown outside, and only when it passes the check; else say why it does not.

    Parameters
    ----------
    school : School
    season : Season
    scheme : str
        One of :data:`workbook.rating.SCHEMES`.
    """
    privacy = school.settings.privacy
    public = public_list(season.rating, privacy, scheme=scheme)
    reasons = check_publication(public, privacy)
    if season.rules.assumed:
        reasons = (*reasons, "Расчёт «что если» не публикуют: верните правила школы.")
    if reasons:
        why = [finding("bad", reason) for reason in reasons]
        return Stack([Findings(why, title="Файла для публикации нет"), _rule()])
    blocks: list[Block] = [Downloads(public_files(school, season, public))]
    others = [public_list(season.rating, privacy, scheme=name) for name in SCHEMES if name != scheme]
    if any(check_publication(other, privacy, [public]) and not check_publication(other, privacy) for other in others):
        text = (
            "Публикуйте список только одним способом: тот, кто сложит полосы и первые места вместе, выделит группы "
            f"меньше {privacy.k_anonymity} учеников. То же относится к спискам разных дат."
        )
        blocks.append(Findings([finding("warn", text)]))
    return Stack([*blocks, _rule()])


def public_files(school: School, season: Season, public: pd.DataFrame) -> list[Download]:
    """Write a list that has passed the check as a book and as a plain table.

    Parameters
    ----------
    school : School
    season : Season
    public : DataFrame
        From :func:`workbook.rating.public_list`; its columns only, in their order.

    Returns
    -------
    list of Download
    """
    heads = dict(PUBLIC_COLUMNS)
    text = public[list(heads)].rename(columns=heads).to_csv(index=False, sep=";", lineterminator="\r\n")
    book = write_book([public_sheet(public, season.rules)], "Достижения учеников: публичный вариант", school.year)
    size = numbers.count(len(public), "код", "кода", "кодов")
    return [
        Download(f"Публичный вариант, {size} (Excel)", f"{school.id} публичный.xlsx", book),
        Download("То же таблицей (CSV)", f"{school.id} публичный.csv", text.encode("utf-8-sig")),
    ]


def _rule() -> Block:
    return Text(
        "Публикует школа, а не программа: имена — только с письменного согласия родителей, решение об открытом списке "
        "закрепляют локальным актом.",
        tone="quiet",
    )
