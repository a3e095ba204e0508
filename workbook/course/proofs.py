"""Proofs of exercises: the answers an author says are right are taken, the wrong ones are not.

Apart from the check because here the check itself is on trial.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbook.course.checking import check
from workbook.course.exercise import Answer, Exercise, State
from workbook.course.faults import Fault
from workbook.course.lesson import Lesson

__all__ = ["proof_faults"]

_LONGEST = 60
_LIKE = {
    "один вариант": "[а]",
    "решение по случаю": "[а, б]",
    "несколько вариантов": "[[а, б]]",
    "число": '["0,75", "75 %"]',
    "таблица": '[{"1|2": "9"}]',
    "пары": '[{"1": 1, "2": 2}]',
    "порядок": "[[1, 2, 3]]",
    "найти ошибку": "[[2, 4]]",
    "свой текст": '[{text: "…", points: [1, 2]}]',
    "своя школа": "[{строк: {pupils: 5}, ошибок: 0, сверено: [1, 2]}]",
}
"""How the list «принимает» is written in each kind."""


def proof_faults(lesson: Lesson) -> tuple[Fault, ...]:
    """Run «принимает» and «отвергает» of every exercise.

    Returns
    -------
    tuple of Fault
        Every answer that the check judged otherwise than its author.
    """
    return tuple(fault for exercise in lesson.exercises.values() for fault in _faults(exercise))


def _faults(exercise: Exercise) -> Iterator[Fault]:
    place = f"exercises.yml, упражнение «{exercise.code}»"
    for number, answer in enumerate(exercise.accepts, start=1):
        verdict = check(exercise, answer)
        if verdict.state is State.NOT_STARTED:
            yield Fault(
                place, f"«принимает» {number} ({_said(answer)}): ответ такого вида не прочитан{_like(exercise)}"
            )
        elif verdict.state is not State.RIGHT:
            yield Fault(
                place, f"«принимает» {number} ({_said(answer)}) не принято: «{verdict.state.value}». {verdict.words}"
            )
    for number, answer in enumerate(exercise.rejects, start=1):
        state = check(exercise, answer).state
        if state is State.RIGHT:
            yield Fault(place, f"«отвергает» {number} ({_said(answer)}) принято как верное")
        elif state is State.NOT_STARTED and answer:
            yield Fault(
                place, f"«отвергает» {number} ({_said(answer)}): ответ такого вида не прочитан, он ничего не проверяет"
            )


def _like(exercise: Exercise) -> str:
    written = _LIKE.get(exercise.kind)
    return f"; образец: {written}" if written else ""


def _said(answer: Answer) -> str:
    text = " ".join(str(answer).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
