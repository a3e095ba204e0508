"""A way through an exercise: what costs a try, what opens when, what is kept."""

from __future__ import annotations

import json

import pytest

from workbook.course import Attempt, State, read_exercises

EXERCISE = read_exercises("""
упражнения:
  - код: доля
    вид: число
    название: Доля
    вопрос: Какая доля?
    минут: 2
    ответ: 0,5
    подсказки: [Раз, Два]
    решение: Половина.
    принимает: ["0,5"]
    отвергает: ["0,4"]
""")[0]


def test_wrong_wrong_opens_the_solution() -> None:
    attempt = Attempt().write("0,4")
    for tries in (1, 2):
        assert not attempt.may_open
        attempt, verdict = attempt.submit(EXERCISE)
        assert verdict.state is State.NOT_YET
        assert attempt.tries == tries
    assert attempt.open().opened


def test_an_empty_answer_costs_nothing() -> None:
    attempt, verdict = Attempt().submit(EXERCISE)
    assert (attempt.tries, verdict.state) == (0, State.NOT_STARTED)
    with pytest.raises(ValueError, match="two tries"):
        attempt.open()


def test_right_at_once_opens_the_solution_without_a_mark_against_it() -> None:
    attempt, verdict = Attempt().write("1/2").write("0,5").submit(EXERCISE)
    assert verdict.state is State.RIGHT
    assert attempt.may_open
    assert attempt.open() == attempt


def test_hints_end() -> None:
    attempt = Attempt()
    for expected in (1, 2, 2):
        attempt = attempt.hint(EXERCISE)
        assert attempt.hints == expected


def test_the_file_gives_the_attempt_back() -> None:
    attempt, _ = Attempt().write("0,4").hint(EXERCISE).submit(EXERCISE)
    assert Attempt.from_mapping(json.loads(json.dumps(attempt.as_mapping()))) == attempt


@pytest.mark.parametrize("damaged", [{}, {"попыток": "два", "подсказок": -1, "решено": "да"}])
def test_a_damaged_entry_is_not_begun(damaged: dict) -> None:
    assert Attempt.from_mapping(damaged) == Attempt()
