r"""Understands the signs of GIFT: blocks between blank lines, braces, weights «%50%», feedback after «#».

Apart from the file's door because a text is all that it needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from workbook.school.exchange.moodle_xml import Found
from workbook.school.exchange.plain_text import plain_text
from workbook.school.exchange.question import Answer, Question, QuestionKind

__all__ = ["parse_gift"]

_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_META = re.compile(r"\[(id|tag):((?:\\.|[^\]\\])*)\]")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d+)?)%")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_RANGE = re.compile(r"(-?[\d.,]+)\.\.(-?[\d.,]+)")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}
_TOP = frozenset({"$course$", "$system$", "$cat1$", "$module$", "top"})


@dataclass(slots=True)
class _Block:
    """Lines of one question with what the comments before it say."""

    lines: list[str]
    code: str = ""
    marks: tuple[str, ...] = ()


def parse_gift(text: str) -> Iterator[Found]:
    """Read the questions of a GIFT text one after another.

    Parameters
    ----------
    text : str

    Yields
    ------
    Found
        A question, or why it is not taken.

    Examples
    --------
    >>> [found.question.kind.value for found in parse_gift("2 + 2 = ? {#4}")]
    ['numerical']
    """
    category: tuple[str, ...] = ()
    block = _Block([])
    for line in [*text.splitlines(), ""]:
        stripped = line.strip()
        if stripped.startswith("//"):
            meta = [(name, _ESCAPE.sub(r"\1", value).strip()) for name, value in _META.findall(stripped)]
            block.code = next((value for name, value in meta if name == "id"), block.code)
            block.marks += tuple(value for name, value in meta if name == "tag")
        elif stripped.startswith("$CATEGORY:") and not block.lines:
            path = stripped.removeprefix("$CATEGORY:").strip()
            category = _category(path)
        elif stripped:
            block.lines.append(stripped)
        elif block.lines and not _open("\n".join(block.lines)):
            yield _question(block, category)
            block = _Block([])
    if block.lines:
        yield _question(block, category)


def _category(path: str) -> tuple[str, ...]:
    parts = [part.replace("\0", "/").strip() for part in path.replace("//", "\0").split("/")]
    return tuple(part for part in parts if part and part.casefold() not in _TOP)


def _find(text: str, signs: str, start: int = 0) -> int:
    """Return the first place of any of the signs that no backslash stands before, or −1."""
    at = start
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        if text[at] in signs:
            return at
        at += 1
    return -1


def _open(text: str) -> bool:
    """Whether a brace is opened and not closed."""
    start = _find(text, "{")
    return start >= 0 and _find(text, "}", start) < 0


def _plain(text: str) -> str:
    """Take the backslashes away; «\\n» is a line break."""
    return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], text).strip()


def _question(block: _Block, category: tuple[str, ...]) -> Found:
    text = "\n".join(block.lines)
    title = ""
    if text.startswith("::"):
        end = _find(text, ":", 2)
        if end >= 0 and text[end : end + 2] == "::":
            title, text = _plain(text[2:end]), text[end + 2 :].strip()
    start = _find(text, "{")
    end = _find(text, "}", start) if start >= 0 else -1
    shown = title or block.code or _plain(text)[:40]
    if start < 0:
        return Found(shown, None, "описание, а не вопрос: нет фигурных скобок с ответами")
    if end < 0:
        return Found(shown, None, "фигурная скобка открыта и не закрыта")
    if _find(text, "{", end) >= 0:
        return Found(shown, None, "несколько мест для ответа в одном вопросе")
    before, body, after = text[:start], text[start + 1 : end].strip(), text[end + 1 :].strip()
    style = _FORMAT.match(before)
    before = before[style.end() :] if style else before
    gap = f"{before.rstrip()} _____ {after}" if after else before
    words = plain_text(_plain(gap), markup=style is None or style[1] in ("html", "moodle"))
    if not words.text:
        return Found(shown, None, "у вопроса нет текста")
    remarks = [f"рисунок {name}" for name in words.pictures]
    remarks += ["степени и индексы записаны знаками ^ и _"] if words.shifted else []
    base = Question(block.code or title, QuestionKind.ESSAY, words.text, category=category, marks=block.marks)
    found = Found(shown, base, "", tuple(remarks))
    return _answered(found, base, body, html=style is not None and style[1] == "html")


def _answered(found: Found, question: Question, body: str, *, html: bool) -> Found:
    """Read what stands between the braces."""
    general = re.search(r"(?<!\\)####", body)
    remarks = list(found.remarks)
    if general:
        body, remarks = body[: general.start()].strip(), [*remarks, "отзывы и подсказки"]
    if not body:
        return replace(found, remarks=tuple(remarks))
    if body.startswith("#"):
        answers, told = _numbers(body[1:])
        return _judged(found, replace(question, kind=QuestionKind.NUMBER, answers=answers), [*remarks, *told])
    truth = _TRUTH.get(body[: _find(body, "#")].strip().upper() if _find(body, "#") >= 0 else body.upper())
    if truth is not None:
        answers = (Answer("Верно", 100.0 * truth), Answer("Неверно", 100.0 * (not truth)))
        told = ["отзывы и подсказки"] if _find(body, "#") >= 0 else []
        return _judged(found, replace(question, kind=QuestionKind.CHOICE, answers=answers), [*remarks, *told])
    pieces = _pieces(body)
    if not pieces:
        return replace(found, question=None, refusal="ответы не размечены знаками = и ~")
    choice = any(sign == "~" for sign, _ in pieces)
    if not choice and len(pieces) > 1 and all("->" in piece for _, piece in pieces):
        return replace(found, question=None, refusal="вопрос на соответствие")
    answers, told = _options(pieces, html=html and choice)
    kind = QuestionKind.CHOICE if choice else QuestionKind.SHORT
    return _judged(found, replace(question, kind=kind, answers=answers), [*remarks, *told])


def _judged(found: Found, question: Question, remarks: list[str]) -> Found:
    """Refuse what the bank cannot hold."""
    right = question.right
    choice = question.kind is QuestionKind.CHOICE
    refusal = ""
    if choice and (len(right) > 1 or (not right and sum(answer.share > 0 for answer in question.answers) > 1)):
        refusal = "несколько верных вариантов: банк хранит один"
    elif not right:
        refusal = "нет ответа, который даёт полный балл"
    elif choice and not 2 <= len(question.answers) <= 10:
        refusal = "вариантов ответа меньше двух или больше десяти"
    if refusal:
        return replace(found, question=None, refusal=refusal)
    partial = [answer for answer in question.answers if 0 < answer.share < 99.999]
    remarks += [f"доля балла {answer.share:g} % за «{answer.text[:40]}»" for answer in partial]
    if not choice and len(right) > 1:
        remarks.append("другие верные ответы: " + "; ".join(answer.text[:40] for answer in right[1:]))
    return replace(found, question=question, remarks=tuple(dict.fromkeys(remarks)))


def _pieces(body: str) -> list[tuple[str, str]]:
    """Split answers at unescaped «=» and «~»; an empty list when something stands before the first."""
    starts = []
    at = _find(body, "=~")
    if at != 0:
        return []
    while at >= 0:
        starts.append(at)
        at = _find(body, "=~", at + 1)
    ends = [*starts[1:], len(body)]
    return [(body[start], body[start + 1 : end].strip()) for start, end in zip(starts, ends, strict=True)]


def _options(pieces: list[tuple[str, str]], *, html: bool) -> tuple[tuple[Answer, ...], list[str]]:
    answers: list[Answer] = []
    remarks: list[str] = []
    for sign, piece in pieces:
        weight = _WEIGHT.match(piece)
        share = float(weight[1]) if weight else 100.0 if sign == "=" else 0.0
        piece = piece[weight.end() :] if weight else piece
        feedback = _find(piece, "#")
        if feedback >= 0:
            piece, remarks = piece[:feedback], [*remarks, "отзывы и подсказки"]
        style = _FORMAT.match(piece.strip())
        text = _plain(piece.strip()[style.end() :] if style else piece)
        words = plain_text(text, markup=html or (style is not None and style[1] == "html"))
        remarks += [f"рисунок {name}" for name in words.pictures]
        answers.append(Answer(words.text.replace("|", "¦"), share))
    return tuple(answers), remarks


def _numbers(body: str) -> tuple[tuple[Answer, ...], list[str]]:
    """Read «3.5:0.1», «1..5», «=1822:0 =%50%1822:2»."""
    remarks: list[str] = []
    pieces = _pieces(body.strip()) or [("=", body.strip())]
    answers = []
    for _, piece in pieces:
        weight = _WEIGHT.match(piece)
        share = float(weight[1]) if weight else 100.0
        piece = piece[weight.end() :] if weight else piece
        feedback = _find(piece, "#")
        if feedback >= 0:
            piece, remarks = piece[:feedback], [*remarks, "отзывы и подсказки"]
        answer = _number(piece.strip(), share)
        if answer is not None:
            answers.append(answer)
    return tuple(answers), remarks


def _number(piece: str, share: float) -> Answer | None:
    ends = _RANGE.fullmatch(piece.replace(" ", ""))
    value, _, tolerance = piece.partition(":")
    try:
        if ends:
            low, high = (float(text.replace(",", ".")) for text in ends.groups())
            return Answer(f"{(low + high) / 2:.15g}", share, (high - low) / 2)
        return Answer(f"{float(value.replace(',', '.')):.15g}", share, float(tolerance.replace(",", ".") or 0))
    except ValueError:
        return None
