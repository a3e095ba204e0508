"""Knows a school subject by sight and writes it as the school does: «Рус. яз.» → «русский язык».

Apart from the layouts because a subject spelled in two ways becomes two subjects in every report.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from workbook.school.cells import read_cell
from workbook.school.layouts.imported import Known
from workbook.school.layouts.memory import Memory
from workbook.school.repairs import fold
from workbook.school.tables import TABLES

__all__ = ["is_subject", "nearest_subject", "read_subject", "subject_letters"]

_STEMS = re.compile(
    r"алгебр|геометр|матем|русск|рус\.? ?яз|лит(\.|ерат|-ра)|чтени|англ|немец|нем\.|франц|китайск|иностр|ин\. ?яз|"
    r"истор|обществ|геогр|биол|физик|хими|информ|музык|изобраз|^изо$|технол|^труд|физич|физк|физ-ра|"
    r"физ\. ?к|финанс|^мхк$|культур|(?<!п)оведен|^обж$|^обзр$|безопасн|"
    r"окруж|вероятн|^орксэ$|основы религ|черчен|астроном|^право|эконом|родн|краевед|однкнр|проект|разговоры о важном"
)
_SHORT = {
    "рус. яз": "русский язык", "рус яз": "русский язык", "русский": "русский язык", "русский яз": "русский язык",
    "лит": "литература", "лит-ра": "литература", "литер": "литература", "матем": "математика", "мат": "математика",
    "англ. яз": "английский язык", "англ яз": "английский язык", "английский": "английский язык",
    "английский яз": "английский язык", "нем. яз": "немецкий язык", "немецкий": "немецкий язык",
    "физ-ра": "физическая культура", "физкультура": "физическая культура", "физ. культура": "физическая культура",
    "физ культура": "физическая культура", "информ": "информатика",
    "обществозн": "обществознание", "общество": "обществознание",
    "геогр": "география", "биол": "биология", "изо": "изобразительное искусство", "окр. мир": "окружающий мир",
    "окруж. мир": "окружающий мир", "лит. чтение": "литературное чтение", "всеобщая история": "история",
    "обзр": "основы безопасности и защиты Родины",
}  # fmt: skip
"""Only spellings that can mean nothing else; the rest is asked once and remembered."""


def is_subject(text: str) -> bool:
    """Whether a header reads like a school subject.

    Examples
    --------
    >>> is_subject("Рус. яз."), is_subject("Алгебра"), is_subject("Классный руководитель")
    (True, True, False)
    """
    return _STEMS.search(fold(text)) is not None


def read_subject(text: str, memory: Memory, known: Known) -> str:
    """Write a subject as the school does.

    Parameters
    ----------
    text : str
        As the export names it.
    memory : Memory
        What the school answered earlier.
    known : Known
        The subjects of its tables.

    Returns
    -------
    str
        Empty when the text is none.
    """
    told = memory.subject(text)
    plain = _SHORT.get(fold(text).strip(" .:;"), "") if not told else ""
    value = read_cell(told or plain or text, TABLES["period_marks"].column("subject")).value
    subject = str(value) if value else ""
    same = {fold(name): name for name in known.subjects}
    return same.get(fold(subject), subject)


def nearest_subject(subject: str, subjects: Iterable[str]) -> str:
    """Return the subject of the school that was probably meant, or an empty text."""
    near = difflib.get_close_matches(subject, sorted(subjects), n=1, cutoff=0.75)
    return near[0] if near else ""


def subject_letters(subject: str) -> str:
    """Begin the code of a work: first letters of two words, or two letters of one.

    Examples
    --------
    >>> subject_letters("русский язык"), subject_letters("математика")
    ('РЯ', 'МА')
    """
    words = re.findall(r"[А-Яа-яЁё]+", subject)
    letters = "".join(word[0] for word in words[:2]) if len(words) > 1 else "".join(words)[:2]
    return letters.upper() or "ПР"
