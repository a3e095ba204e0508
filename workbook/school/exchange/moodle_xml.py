"""Moodle XML: questions out and in.

Apart from GIFT because it is a tree with points, tags and an idnumber of its own; the question is the same value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from workbook.errors import DataRefused, Reason
from workbook.school.exchange.plain_text import PlainText, as_html, plain_text
from workbook.school.exchange.question import Answer, Question, QuestionKind
from workbook.school.exchange.xml_tree import read_tree

__all__ = ["Found", "read_moodle_xml", "write_moodle_xml"]

REFUSED_KINDS = {
    "matching": "на соответствие", "multianswer": "с вложенными ответами (Cloze)",
    "cloze": "с вложенными ответами (Cloze)",
    "calculated": "вычисляемый", "calculatedsimple": "вычисляемый", "calculatedmulti": "вычисляемый",
    "description": "описание, а не вопрос", "ddwtos": "на перетаскивание слов", "ddimageortext": "на перетаскивание",
    "ddmarker": "на перетаскивание", "gapselect": "с выбором пропущенных слов", "ordering": "на порядок",
    "randomsamatch": "случайный на соответствие", "random": "случайный", "match": "на соответствие",
}  # fmt: skip
_TRUE, _FALSE = "Верно", "Неверно"
_TOP = frozenset({"$course$", "$system$", "$cat1$", "$module$", "top"})


@dataclass(frozen=True, slots=True)
class Found:
    """One question of a file: what it is, or why it is not taken.

    Attributes
    ----------
    title : str
        Its name in the file, for messages.
    question : Question or None
    refusal : str
        Why there is no question, Russian.
    remarks : tuple of str
        What was not taken over with it: «отзыв», «рисунок x.png», …
    """

    title: str
    question: Question | None = None
    refusal: str = ""
    remarks: tuple[str, ...] = ()


def write_moodle_xml(questions: Iterable[Question]) -> bytes:
    """Write questions as Moodle XML, a category before each group.

    Parameters
    ----------
    questions : iterable of Question

    Returns
    -------
    bytes
        UTF-8 with a declaration.
    """
    root = Element("quiz")
    category: tuple[str, ...] | None = None
    for question in questions:
        if question.category != category:
            category = question.category
            head = SubElement(root, "question", type="category")
            SubElement(SubElement(head, "category"), "text").text = question.category_path
        _write_question(root, question)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'.encode()


def _write_question(root: Element, question: Question) -> None:
    node = SubElement(root, "question", type=question.kind.value)
    SubElement(SubElement(node, "name"), "text").text = question.code
    SubElement(SubElement(node, "questiontext", format="html"), "text").text = as_html(question.text, paragraph=True)
    SubElement(node, "defaultgrade").text = f"{question.points:.15g}"
    SubElement(node, "hidden").text = "0"
    SubElement(node, "idnumber").text = question.code
    if question.kind is QuestionKind.CHOICE:
        SubElement(node, "single").text = "true"
        SubElement(node, "shuffleanswers").text = "true"
        SubElement(node, "answernumbering").text = "ABCD"
    elif question.kind is QuestionKind.SHORT:
        SubElement(node, "usecase").text = "0"
    elif question.kind is QuestionKind.ESSAY:
        SubElement(node, "responseformat").text = "editor"
        SubElement(SubElement(node, "graderinfo", format="html"), "text").text = as_html(question.criteria)
    for answer in question.answers:
        _write_answer(node, answer, question.kind)
    tags = SubElement(node, "tags") if question.marks else None
    for mark in question.marks:
        if tags is not None:
            SubElement(SubElement(tags, "tag"), "text").text = mark


def _write_answer(node: Element, answer: Answer, kind: QuestionKind) -> None:
    choice = kind is QuestionKind.CHOICE
    leaf = SubElement(node, "answer", fraction=f"{answer.share:.7g}", format="html" if choice else "moodle_auto_format")
    text = as_html(answer.text) if choice else answer.text
    if kind is QuestionKind.SHORT:
        text = text.replace("*", "\\*")  # a star stands for any text in Moodle
    if kind is QuestionKind.NUMBER:
        text = text.replace(",", ".")
        SubElement(leaf, "tolerance").text = f"{answer.tolerance:.15g}"
    SubElement(leaf, "text").text = text


def read_moodle_xml(path: Path) -> list[Found]:
    """Read a Moodle XML file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of Found
        In the order of the file.

    Raises
    ------
    FileRefused
        As :func:`workbook.school.exchange.xml_tree.read_tree`.
    DataRefused
        The XML is no list of questions.
    """
    root = read_tree(path)
    if root.tag != "quiz":
        raise DataRefused(
            f"Файл «{path.name}» — не выгрузка вопросов Moodle: в нём нет раздела «quiz». В банке вопросов Moodle "
            "выберите «Экспорт», формат «Moodle XML».",
            Reason.FILE_KIND,
        )
    return list(_questions(root))


def _questions(root: Element) -> Iterator[Found]:
    category: tuple[str, ...] = ()
    for number, node in enumerate(root.iter("question"), start=1):
        kind = node.get("type", "")
        if kind == "category":
            category = _category(_raw(node.find("category")))
            continue
        title = plain_text(_raw(node.find("name"))).text or f"вопрос {number}"
        yield _question(node, kind, title, category)


def _category(path: str) -> tuple[str, ...]:
    parts = [part.replace("\0", "/").strip() for part in path.replace("//", "\0").split("/")]
    parts = [plain_text(part).text for part in parts if part.casefold() not in _TOP]
    return tuple(part for part in parts if part and not part.casefold().startswith(("по умолчанию", "default for")))


def _question(node: Element, kind: str, title: str, category: tuple[str, ...]) -> Found:
    body = _words(node.find("questiontext"))
    remarks = list(_remarks(node, body))
    if kind in REFUSED_KINDS:
        return Found(title, None, f"вопрос {REFUSED_KINDS[kind]}")
    if kind not in ("multichoice", "truefalse", "shortanswer", "numerical", "essay"):
        return Found(title, None, f"тип «{kind[:40] or 'не указан'}» банк не хранит")
    if not body.text:
        return Found(title, None, "у вопроса нет текста")
    answers, told = _answers(node, kind)
    base = Question(
        _raw(node.find("idnumber")) or _raw(node.find("name")), QuestionKind.ESSAY, body.text, answers, _points(node),
        _words(node.find("graderinfo")).text, category, tuple(_raw(tag) for tag in node.iterfind("tags/tag")),
    )  # fmt: skip
    if kind == "essay":
        return Found(title, replace(base, answers=()), "", tuple(remarks))
    refusal = _refusal(kind, answers, node)
    if refusal:
        return Found(title, None, refusal)
    name = "multichoice" if kind == "truefalse" else kind
    return Found(title, replace(base, kind=QuestionKind(name), criteria=""), "", (*remarks, *told))


def _refusal(kind: str, answers: tuple[Answer, ...], node: Element) -> str:
    """Say why a question with answers cannot stand in the bank, or nothing."""
    right = [answer for answer in answers if answer.share >= 99.999]
    if kind == "multichoice":
        if len(answers) > 10:
            return "вариантов ответа больше 10"
        if len(answers) < 2 or any(not answer.text for answer in answers):
            return "вариантов ответа меньше двух или среди них есть пустые"
        several = [answer for answer in answers if answer.share > 0]
        if _raw(node.find("single")).casefold() in ("false", "0") and len(several) > 1:
            return "несколько верных вариантов: банк хранит один"
        if len(right) > 1:
            return "несколько верных вариантов: банк хранит один"
    if not right:
        return "нет ответа, который даёт полный балл"
    return ""


def _answers(node: Element, kind: str) -> tuple[tuple[Answer, ...], list[str]]:
    found, remarks = [], []
    for leaf in node.iterfind("answer"):
        words = plain_text(_raw(leaf), markup=kind == "multichoice" and leaf.get("format") != "plain_text")
        remarks += [f"рисунок {name}" for name in words.pictures]
        share = _float(leaf.get("fraction") or _raw(leaf.find("fraction")))
        text = words.text.replace("|", "¦")
        if kind == "truefalse":
            text = _TRUE if text.casefold() in ("true", "верно") else _FALSE
        if kind == "numerical":
            text = text.replace(",", ".")
            if text == "*":
                continue
        if kind == "shortanswer":
            if "*" in text.replace("\\*", ""):
                remarks.append("звёздочка («любой текст») в ответе")
            text = text.replace("\\*", "*")
        found.append(Answer(text, share, abs(_float(_raw(leaf.find("tolerance"))))))
    partial = [answer for answer in found if 0 < answer.share < 99.999]
    remarks += [f"доля балла {answer.share:g} % за «{answer.text[:40]}»" for answer in partial]
    right = [answer for answer in found if answer.share >= 99.999]
    if kind in ("shortanswer", "numerical") and len(right) > 1:
        remarks.append("другие верные ответы: " + "; ".join(answer.text[:40] for answer in right[1:]))
    if kind == "truefalse":
        found.sort(key=lambda answer: answer.text != _TRUE)
    return tuple(found), remarks


def _remarks(node: Element, body: PlainText) -> Iterator[str]:
    for name in body.pictures:
        yield f"рисунок {name}"
    if body.shifted:
        yield "степени и индексы записаны знаками ^ и _"
    feedback = [leaf for leaf in node.iter() if leaf.tag.endswith("feedback") and _raw(leaf)]
    if feedback or any(_raw(leaf) for leaf in node.iterfind("hint")):
        yield "отзывы и подсказки"


def _points(node: Element) -> float:
    value = _float(_raw(node.find("defaultgrade")) or "1")
    return value if value > 0 else 1.0


def _words(leaf: Element | None) -> PlainText:
    if leaf is None:
        return PlainText("")
    return plain_text(_raw(leaf), markup=leaf.get("format") != "plain_text")


def _raw(leaf: Element | None) -> str:
    """Return what an element says: the text of its «text», else its own."""
    if leaf is None:
        return ""
    inner = leaf.find("text")
    return ((leaf if inner is None else inner).text or "").strip()


def _float(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return 0.0
