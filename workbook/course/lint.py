"""What is wrong with a lesson as a lesson: time, shares, objectives, key points, proofs; with all faults of its texts.

Apart from reading because a lesson that can be read may still not fit its meeting or its readers.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import yaml

from workbook import display
from workbook.course.exercise import NumberAnswer, OwnSchool
from workbook.course.faults import Fault
from workbook.course.lesson import Lesson
from workbook.course.lint_texts import cell_place, text_faults
from workbook.course.markdown_tree import tree, walk
from workbook.course.reading_time import exercise_reading, read_by_participants, reading, theory, timing
from workbook.settings.course_section import CourseRules

__all__ = ["lint", "timing"]

_VERB = re.compile(r"\w*(?:(?<!ос)ть|ти|чь)(?:ся)?\Z")
_UNSEEN = {"знать", "понимать", "понять", "осознать", "осознавать", "изучить", "изучать", "познакомиться", "узнать"}
_COMPUTED = re.compile(r"\{\{.+\}\}")

_Rule = Callable[[Lesson, CourseRules], Iterator[Fault]]


def lint(lesson: Lesson, glossary: Collection[str], rules: CourseRules | None = None) -> tuple[Fault, ...]:
    """Find what is wrong with a lesson that could be read; a diagnostic needs no theory, slides and school data.

    Parameters
    ----------
    lesson : Lesson
    glossary : collection of str
        Terms that have a definition.
    rules : CourseRules, optional

    Returns
    -------
    tuple of Fault
        In the order a reader meets them; empty when there is none.
    """
    rules = rules or CourseRules()
    chosen = [rule for rule in _RULES if not lesson.diagnostic or rule in _OF_DIAGNOSTICS]
    found = [fault for rule in chosen for fault in rule(lesson, rules)]
    return (*found, *text_faults(lesson, glossary, rules))


def _objectives(lesson: Lesson, rules: CourseRules) -> Iterator[Fault]:
    place, count = "lesson.md, шапка → цели", len(lesson.objectives)
    if not rules.objectives_least <= count <= rules.objectives_most:
        yield Fault(place, f"целей от {rules.objectives_least} до {rules.objectives_most}, написано {count}")
    for goal in lesson.objectives:
        first = goal.split()[0].strip("«».,:").casefold() if goal.split() else ""
        if first in _UNSEEN:
            yield Fault(place, f"«{goal}» — со стороны не видно; назовите действие: «отличать», «сосчитать», «решать»")
        elif not _VERB.match(first):
            yield Fault(place, f"«{goal}» — цель начинается с действия: «отличать», «сосчитать», «решать»")


def _slot(lesson: Lesson, rules: CourseRules) -> Iterator[Fault]:
    planned, slot = lesson.planned, lesson.minutes
    if planned > slot:
        yield Fault("lesson.md", f"расписано {_minutes(planned)}, встреча длится {slot}: уберите {planned - slot}")
    elif planned < slot - rules.slot_slack:
        yield Fault("lesson.md", f"расписано {_minutes(planned)} из {slot}: не расписано {slot - planned}, "
                                 f"можно оставить не больше {rules.slot_slack}")  # fmt: skip


def _work(lesson: Lesson, rules: CourseRules) -> Iterator[Fault]:
    work, count = sum(item.minutes for item in lesson.exercises.values()), len(lesson.exercises)
    # people plan whole minutes: 46 % of 90 are 41,4, which is 42
    low, high = math.ceil(lesson.minutes * rules.work_low / 100), math.floor(lesson.minutes * rules.work_high / 100)
    if not low <= work <= high:
        yield Fault("exercises.yml", f"на упражнения расписано {_minutes(work)}, нужно от {low} до {high}")
    if count < rules.exercises_least:
        yield Fault("exercises.yml", f"упражнений {count}, нужно не меньше {rules.exercises_least}")
    if not any(isinstance(item.body, OwnSchool) for item in lesson.exercises.values()):
        yield Fault("exercises.yml", "нет упражнения вида «своя школа»: участник уходит без работы на своих данных")


def _timed(lesson: Lesson, rules: CourseRules) -> Iterator[Fault]:
    for number, cell in enumerate(lesson.cells, start=1):
        if not read_by_participants(cell) or cell.minutes:
            continue
        measured = reading(cell.source)
        if measured.words > rules.untimed_words or measured.pictures:
            words = display.count(measured.words, "слово", "слова", "слов")
            yield Fault(cell_place(number, cell), f"нет минут, а читать {words}: допишите «minutes» в строку «+++»")


def _theory(lesson: Lesson, rules: CourseRules) -> Iterator[Fault]:
    told = sum(cell.minutes for cell in lesson.cells if read_by_participants(cell))
    if not told:
        return
    needed = theory(lesson).minutes(rules)
    gap = rules.theory_gap / 100
    if not needed * (1 - gap) <= told <= needed * (1 + gap):
        yield Fault(
            "lesson.md",
            f"на теорию расписано {_minutes(told)}, а читать её {display.number(needed, 1)} мин: разница больше "
            f"{display.number(rules.theory_gap, 0)} %",
        )


def _questions(lesson: Lesson, rules: CourseRules) -> Iterator[Fault]:
    for item in lesson.exercises.values():
        needed, room = exercise_reading(item).minutes(rules), item.minutes * rules.question_share / 100
        if needed > room:
            yield Fault(
                _exercise(item.code),
                f"условие читают {display.number(needed, 1)} мин из {item.minutes}: сократите его или дайте больше "
                "минут",
            )


def _key_points(lesson: Lesson, rules: CourseRules) -> Iterator[Fault]:
    cells = [cell for cell in lesson.cells if "key-points" in cell.tags]
    if not cells:
        yield Fault("lesson.md", "нет части с меткой «key-points»: что главное на этом занятии")
        return
    count = sum(token["type"] == "list_item" for cell in cells for token in walk(tree(cell.source)))
    if not rules.key_points_least <= count <= rules.key_points_most:
        yield Fault(
            "lesson.md",
            f"в «главном» от {rules.key_points_least} до {rules.key_points_most} строк списка, написано {count}",
        )


def _slides(lesson: Lesson, rules: CourseRules) -> Iterator[Fault]:
    count = sum(cell.slide in ("slide", "subslide") for cell in lesson.cells)
    if count < rules.slides_least:
        yield Fault(
            "lesson.md",
            f"слайдов {count}, нужно не меньше {rules.slides_least}: допишите «slide» в строки «+++»",
        )


def _proofs(lesson: Lesson, rules: CourseRules) -> Iterator[Fault]:
    for item in lesson.exercises.values():
        if len(item.rejects) < rules.rejects_least:
            yield Fault(
                _exercise(item.code),
                f"«отвергает» — не меньше {display.count(rules.rejects_least, 'ответа', 'ответов', 'ответов')}, "
                f"написано {len(item.rejects)}",
            )
        if isinstance(item.body, NumberAnswer) and len(item.accepts) < 2:
            yield Fault(
                _exercise(item.code), "«принимает» — запишите число двумя способами: «0,75» и «75 %» или «25» и «25,0»"
            )


def _computed(lesson: Lesson, _rules: CourseRules) -> Iterator[Fault]:
    """Numbers that are checked come from the sample data: the source is read as it was typed, before filling."""
    source = yaml.safe_load((lesson.folder / "exercises.yml").read_text(encoding="utf-8-sig"))
    for item in source["упражнения"]:
        place = _exercise(str(item.get("код")))
        if item.get("вид") == "число" and not _is_computed(item.get("ответ")):
            yield Fault(place, _typed("ответ", item.get("ответ")))
        for number, cell in enumerate(item.get("клетки") or (), start=1):
            if isinstance(cell, Mapping) and "число" in cell and not _is_computed(cell["число"]):
                yield Fault(f"{place} → клетки {number}", _typed("число", cell["число"]))


_RULES: tuple[_Rule, ...] = (
    _objectives, _slot, _timed, _theory, _work, _questions, _key_points, _slides, _proofs, _computed,
)  # fmt: skip


_OF_DIAGNOSTICS = (_slot, _questions, _proofs, _computed)


def _is_computed(value: Any) -> bool:
    return isinstance(value, str) and bool(_COMPUTED.search(value))


def _typed(key: str, value: Any) -> str:
    return f'«{key}: {value}» вписано рукой; назовите расчёт в шапке занятия и поставьте его имя: "{{{{ имя }}}}"'


def _exercise(code: str) -> str:
    return f"exercises.yml, упражнение «{code}»"


def _minutes(count: int) -> str:
    return display.count(count, "минута", "минуты", "минут")
