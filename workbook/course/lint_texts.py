"""What is wrong with the texts of a lesson: headings, pictures, links, terms, foreign words, marks of print.

Apart from the rest of the lint because these rules ask the same of every text, wherever it stands.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from workbook import display
from workbook.course.exercise import OwnSchool
from workbook.course.faults import Fault
from workbook.course.lesson import Cell, Lesson
from workbook.course.markdown_tree import TERM, Token, alt_text, plain, tree, walk
from workbook.course.reading_time import read_by_participants
from workbook.course.terms import named_terms
from workbook.settings.course_section import CourseRules

__all__ = ["cell_place", "text_faults"]

_WORD = re.compile(r"[A-Za-zА-Яа-яЁё]+")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[А-Яа-яЁё]")
_ROMAN = re.compile(r"[IVXLCDM]+\Z")
_FORMULA = re.compile(
    r"(?<![^\W\d_])(?:sin|cos|tg|ctg|lg|ln|log)(?![^\W\d_])"
    r"|(?<![^\W\d_])[a-z]{1,3}(?=\)?[²³⁴⁵⁶ⁿ₀-₉\d]|\s?[=+−·×])"
    r"|(?:(?<=[\d²³⁴⁵⁶ⁿ])|(?<=[=+−·×])\s?)[a-z]{1,3}(?![^\W\d_])"
)
"""Letters of algebra: «x²y», «2ab», «xy = 5»; a unit after a space, «5 kg», is still a foreign word."""

_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|\b[\w./-]+\.(?:csv|docx|html|ipynb|json|md|pdf|png|xlsx|yml)\b"
)
_LOST_TABLE = re.compile(r"\|\s*:?-{3,}")
_POINT = re.compile(r"(?<![\d.])\d+\.\d+(?=\s*%)|(?<![\d.])0\.\d+(?![\d.])")
_SCHEME = re.compile(r"\A[a-z][a-z+.-]*:", re.I)
_UNREAD = frozenset({"code", "kind", "key", "tables", "notebook", "sample", "accepts", "rejects"})
"""Fields of an exercise that nobody reads as a text."""

_MARKDOWN_TOO = {"feedback", "misconception", "wrong", "fine"}
"""Fields of an exercise's body that are Markdown; the others stand on the page letter for letter."""

_MARK = re.compile(r"`|\*\*|\[\[|\]\(")

_Place = tuple[str, str]
"""Where a text stands, and the text."""


def text_faults(lesson: Lesson, glossary: Collection[str], rules: CourseRules) -> Iterator[Fault]:
    """Yield the faults of all texts of a lesson.

    Parameters
    ----------
    lesson : Lesson
    glossary : collection of str
        Terms that have a definition.
    rules : CourseRules
    """
    yield from _headings(lesson)
    latin = {word.strip().casefold() for word in rules.latin.split(";")}
    for place, text in (*_front_texts(lesson), *_cell_texts(lesson), *_exercise_texts(lesson)):
        nodes = tree(text)
        for words in (
            *_pictures(nodes, rules), *_links(nodes, lesson), *_marks(nodes), *_terms(text, glossary),
            *_foreign(nodes, latin),
        ):  # fmt: skip
            yield Fault(place, words)
    for item in lesson.exercises.values():
        for text in dict.fromkeys((item.title, *_strings(item.body, _UNREAD | _MARKDOWN_TOO))):
            if found := _MARK.search(text):
                yield Fault(
                    f"exercises.yml, упражнение «{item.code}»",
                    f"знаки «{found[0]}» в «{_around(text, found.start())}» будут напечатаны: разметка работает в "
                    "вопросе, ответах, подсказках и решении",
                )


def cell_place(number: int, cell: Cell) -> str:
    """Say where a cell stands, by its number and first words."""
    begin = cell.source.strip().splitlines()[0] if cell.source.strip() else "пусто"
    return f"lesson.md, часть {number} («{begin if len(begin) <= 30 else begin[:29].rstrip() + '…'}»)"


def _front_texts(lesson: Lesson) -> Iterator[_Place]:
    place = "lesson.md, шапка"
    yield f"{place} → название", lesson.title
    yield f"{place} → решение школы", lesson.decision
    yield f"{place} → унесём", lesson.product
    for name, texts in (("цели", lesson.objectives), ("нужно знать", lesson.prerequisites),
                        ("к следующей встрече", lesson.next_time)):  # fmt: skip
        for text in texts:
            yield f"{place} → {name}", text


def _cell_texts(lesson: Lesson) -> Iterator[_Place]:
    for number, cell in enumerate(lesson.cells, start=1):
        if cell.kind == "markdown" and not cell.exercise:
            yield cell_place(number, cell), cell.source


def _exercise_texts(lesson: Lesson) -> Iterator[_Place]:
    for item in lesson.exercises.values():
        for text in dict.fromkeys(_strings(item)):
            yield f"exercises.yml, упражнение «{item.code}»", text


def _strings(value: Any, unread: Collection[str] = _UNREAD) -> Iterator[str]:
    """Yield every text of an exercise that a person reads."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings(tuple(value.values()), unread)
    elif isinstance(value, tuple):
        for item in value:
            yield from _strings(item, unread)
    elif dataclasses.is_dataclass(value):
        for item in dataclasses.fields(value):
            if item.name not in unread and not (isinstance(value, OwnSchool) and item.name == "least"):
                yield from _strings(getattr(value, item.name), unread)


def _headings(lesson: Lesson) -> Iterator[Fault]:
    """Each heading is at most one level below the one before; the title of the lesson is the only first level."""
    above = 1
    for number, cell in enumerate(lesson.cells, start=1):
        if cell.kind != "markdown":
            continue
        for token in walk(tree(cell.source)):
            if token["type"] != "heading":
                continue
            level, words = token["attrs"]["level"], plain(token["children"]).strip()
            if level == 1:
                yield Fault(
                    cell_place(number, cell), f"заголовок «{words}» с одной решёткой: так выделено название занятия, "
                    "свои заголовки начинаются с двух",
                )  # fmt: skip
            elif level > above + 1:
                yield Fault(
                    cell_place(number, cell),
                    f"заголовок «{words}» уровня {level} стоит сразу под уровнем {above}: пропущен уровень {above + 1}",
                )
            # a heading for the leader alone does not excuse a jump in what participants see
            above = max(level, 2) if read_by_participants(cell) or level > above else above


def _pictures(nodes: Iterable[Token], rules: CourseRules) -> Iterator[str]:
    for token in walk(nodes):
        if token["type"] != "image":
            continue
        url, alt = str(token["attrs"]["url"]), alt_text(token)
        if not alt:
            yield f"у рисунка «{url}» нет описания: напишите в квадратных скобках, что на нём видно"
        elif len(_WORD.findall(alt)) < rules.alt_words:
            count = display.count(rules.alt_words, "слова", "слов", "слов")
            yield f"описание рисунка «{url}» короче {count}: «{alt}»; напишите, что на нём видно"


def _links(nodes: tuple[Token, ...], lesson: Lesson) -> Iterator[str]:
    for token in walk(nodes):
        if token["type"] != "link" or (url := str(token["attrs"]["url"])) == TERM:
            continue
        if not plain(token["children"]).strip():
            yield f"у ссылки «{url}» нет слов"
        if _SCHEME.match(url):
            if not url.startswith("https://"):
                yield f"ссылка «{url}»: бывают адреса https и файлы из папок занятий"
        elif not (lesson.folder / url.partition("#")[0]).exists():
            yield f"ссылка «{url}» никуда не ведёт: такого файла нет"


def _marks(nodes: tuple[Token, ...]) -> Iterator[str]:
    """Marks that would be printed as they are, and marks of another language's print."""
    for token in walk(nodes):
        if token["type"] in ("block_html", "inline_html"):
            mark = str(token["raw"]).strip()[:30]
            yield f"разметка HTML «{mark}» будет напечатана буквами: пишите разметкой Markdown"
    words = plain(nodes, code=False)
    if _LOST_TABLE.search(words):
        yield "таблица не прочитана: в каждой строке столько же «|», сколько в первой, а в клетке их нет"
    if ":::" in words:
        yield "знаки «:::» будут напечатаны буквами: таких блоков в занятии нет"
    if '"' in words:
        yield f"прямые кавычки в «{_around(words, words.index(chr(34)))}»: по-русски «ёлочки»"
    if " - " in words:
        yield f"дефис вместо тире в «{_around(words, words.index(' - '))}»: нужно « — »"
    for found in _POINT.finditer(words):
        yield f"«{found[0]}»: по-русски {found[0].replace('.', ',')}, с запятой"


def _terms(text: str, known: Collection[str]) -> Iterator[str]:
    for term in named_terms(text):
        if term not in known:
            yield f"термина «{term}» нет в словаре lessons/glossary.yml"


def _foreign(nodes: tuple[Token, ...], allowed: Collection[str]) -> Iterator[str]:
    words = _FORMULA.sub(" ", _ADDRESS.sub(" ", plain(nodes, code=False)))
    seen: set[str] = set()
    for word in _WORD.findall(words):
        if word in seen or not _LATIN.search(word):
            continue
        seen.add(word)
        if _CYRILLIC.search(word):
            yield f"в слове «{word}» смешаны русские и латинские буквы"
        elif len(word) > 1 and not _ROMAN.match(word) and word.casefold() not in allowed:
            yield f"слово «{word}» не по-русски; код и имя файла пишут в `обратных кавычках`"


def _around(text: str, place: int) -> str:
    return " ".join(text[max(0, place - 15) : place + 20].split())
