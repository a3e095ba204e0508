r"""GIFT, Moodle's plain-text format of questions: out and in.

Apart from Moodle XML because its difficulty is another one: a text in which «~ = # { } :» are orders unless a backslash
stands before them. Categories are «$CATEGORY» lines; idnumber and tags stand in a comment, as Moodle writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from workbook.errors import FileRefused, Reason
from workbook.school.exchange.gift_parser import parse_gift
from workbook.school.exchange.moodle_xml import Found
from workbook.school.exchange.question import Question, QuestionKind
from workbook.school.guard import Limits
from workbook.school.limits import refuse
from workbook.school.tables import TABLES

__all__ = ["read_gift", "write_gift"]

_SPECIAL = re.compile(r"([\\~=#{}:])")
_MAX = TABLES["items"].column("max_score").header
_KEY = TABLES["items"].column("key").header


def write_gift(questions: Iterable[Question]) -> bytes:
    """Write questions as GIFT.

    Parameters
    ----------
    questions : iterable of Question

    Returns
    -------
    bytes
        UTF-8.
    """
    lines: list[str] = []
    category: tuple[str, ...] | None = None
    for question in questions:
        if question.category != category:
            category = question.category
            lines += [f"$CATEGORY: {question.category_path}", ""]
        lines += [*_written(question), ""]
    return "\n".join(lines).encode("utf-8")


def _written(question: Question) -> Iterator[str]:
    marks = [*question.marks, f"{_MAX}: {question.points:.15g}".replace(".", ",")]
    marks += [f"{_KEY}: {question.criteria}"] if question.criteria else []
    meta = " ".join([f"[id:{_bracket(question.code)}]", *(f"[tag:{_bracket(mark)}]" for mark in marks)])
    yield f"// {meta}"
    head = f"::{_escape(question.code)}::[plain]{_escape(question.text)}"
    if question.kind is QuestionKind.ESSAY:
        yield f"{head} {{}}"
    elif question.kind is QuestionKind.NUMBER:
        answer = question.answers[0]
        yield f"{head} {{#{answer.text.replace(',', '.')}:{answer.tolerance:.15g}}}"
    else:
        yield f"{head} {{"
        for answer in question.answers:
            sign = "=" if answer.share >= 99.999 else "~"
            # A text that begins like a weight gets a weight of its own before it.
            weight = f"%{answer.share:.7g}%" if answer.text.startswith("%") else ""
            yield f"\t{sign}{weight}{_escape(answer.text)}"
        yield "}"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _bracket(text: str) -> str:
    return re.sub(r"([\\\]])", r"\\\1", text)


def read_gift(path: Path, limits: Limits | None = None) -> list[Found]:
    """Read a GIFT file.

    Parameters
    ----------
    path : Path
    limits : Limits, optional

    Returns
    -------
    list of Found
        In the order of the file.

    Raises
    ------
    FileRefused
        Missing, too large, binary or in an unknown encoding.
    """
    return list(parse_gift(_text(path, limits or Limits())))


def _text(path: Path, limits: Limits) -> str:
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= limits.file_bytes else b""
    except OSError:
        refuse(path, Reason.FILE_MISSING, "его нет или он не открывается", "Проверьте имя и папку")
    if size > limits.file_bytes:
        refuse(path, Reason.FILE_TOO_LARGE, f"он больше {limits.file_bytes // 2**20} МБ", "Разделите его на части")
    if max((len(line) for line in data.splitlines()), default=0) > limits.line_bytes:
        refuse(path, Reason.FILE_UNSAFE, "в нём слишком длинная строка", "Проверьте, что это файл GIFT")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        text = data.decode("cp1251", errors="replace")
    if "\0" in text or "\ufffd" in text:
        raise FileRefused(
            f"Файл «{path.name}» не прочитан: внутри не текст GIFT или кодировка не распознана. Сохраните его в UTF-8.",
            Reason.FILE_ENCODING,
        )
    return text
