"""A walk through a lesson as a participant makes it in a browser: wrong, hint, wrong again, right; closed and reopened.

Apart from the tests because the small lesson and every real one are walked by the same steps, taken from the answers
that the exercises themselves accept and reject. Fields are found by their labels, as a screen reader finds them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from workbook.course import Exercise, State, check
from workbook.course.exercise import Choice, FreeText, Mistakes, NumberAnswer, Order, OwnSchool, Pairs, Sheet

__all__ = ["Card", "cards_of", "walk"]

_SLOW = 60_000


class Card:
    """One exercise on the page."""

    def __init__(self, tab: Page, exercise: Exercise, box: Locator, room: Path) -> None:
        self.tab, self.exercise, self.box, self._room = tab, exercise, box, room

    def state(self) -> str:
        return str(self.box.locator("h3 + .wb-note .wb-badge").inner_text().strip())

    def button(self, name: str) -> Locator:
        return self.box.get_by_role("button", name=re.compile(f"^{name}"))

    def judge(self) -> str:
        """Press «Проверить» and return what is said."""
        former = self.box.locator(".wb-verdict")
        former.evaluate_all("verdicts => verdicts.forEach(one => one.classList.add('wb-former'))")
        self.button("Проверить").click()
        fresh = self.box.locator(".wb-verdict:not(.wb-former)")
        expect(fresh).to_be_visible(timeout=_SLOW)
        return str(fresh.inner_text())

    def answer(self, value: Any) -> None:
        """Put an answer into the fields."""
        body, box = self.exercise.body, self.box
        match body:
            case Choice(several=False):
                text = next(option.text for option in body.options if option.key == value)
                box.get_by_role("radio", name=text, exact=True).check()
            case Choice():
                for option in body.options:
                    box.get_by_role("checkbox", name=option.text, exact=True).set_checked(option.key in value)
            case NumberAnswer():
                box.get_by_label("Ответ:").fill(str(value))
            case Sheet():
                for key in body.cells:
                    row, column = map(int, key.split("|"))
                    label = f"{body.rows[row - 1]}, {body.columns[column]}"
                    box.get_by_label(label, exact=True).fill(str(value.get(key, "")))
            case Pairs():
                for number, left in enumerate(body.left, start=1):
                    chosen = value.get(str(number))
                    field = box.get_by_label(left, exact=True)
                    field.select_option(index=self._option(field, body.right[chosen - 1]) if chosen else 0)
            case Order():
                self._sort([body.steps[number - 1] for number in value])
            case Mistakes():
                for number, line in enumerate(body.lines, start=1):
                    box.get_by_role("checkbox", name=f"{number}. {line}", exact=True).set_checked(number in value)
            case FreeText():
                box.get_by_label("Ваш ответ").fill(value["text"])
                if len(value["text"].split()) >= body.words:
                    self._tick(body.points, value.get("points", ()))
            case OwnSchool():
                self._bring(body, value)
        self.tab.wait_for_timeout(300)

    def _tick(self, points: tuple[str, ...], ticked: Any) -> None:
        for number, point in enumerate(points, start=1):
            self.box.get_by_role("checkbox", name=point, exact=True).set_checked(number in ticked)

    @staticmethod
    def _option(field: Locator, text: str) -> int:
        """Find an option by its text, or by the beginning that stands behind its letter."""
        options = [option.replace("\xa0", " ") for option in field.locator("option").all_inner_texts()]
        shown = [re.sub(r"^[А-Я]\. ", "", option).rstrip("…") for option in options]
        return next(number for number, option in enumerate(shown) if number and text.startswith(option))

    def _sort(self, aim: list[str]) -> None:
        """Move steps up with the buttons until they stand as wanted; at least one step is moved."""
        rows = self.box.locator(".wb-step")
        for place, step in enumerate(aim):
            for _ in range(len(aim)):
                now = self._steps(rows, aim)
                if now.index(step) == place:
                    break
                up = self.box.get_by_role("button", name=f"Выше: {step}", exact=True)
                expect(up).to_have_count(1)  # words and buttons of a row do not change at once
                up.click()
                expect(rows.nth(now.index(step) - 1)).to_contain_text(step)

    def _steps(self, rows: Locator, aim: list[str]) -> list[str]:
        """Read the order on the page, waiting until no step is between two places."""
        for _ in range(100):
            now = [re.sub(r"^\d+\.\s*", "", text.strip()) for text in rows.locator(".wb").all_inner_texts()]
            if sorted(now) == sorted(aim):
                return now
            self.tab.wait_for_timeout(100)
        raise AssertionError(f"steps never came to rest: {now}")

    def _bring(self, body: OwnSchool, value: Mapping[str, Any]) -> None:
        """Take the filled form of the sample school, or the blank one, and bring it back."""
        enough = all(value["строк"].get(name, 0) >= body.least.get(name, 1) for name in body.tables)
        form = "Форма с учебными данными" if enough else "Пустая форма"
        self.button(form).click()
        with self.tab.expect_download(timeout=_SLOW) as taken:
            self.box.get_by_role("link", name=f"Сохранить: {form.lower()}").click(timeout=_SLOW)
        book = self._room / taken.value.suggested_filename
        taken.value.save_as(book)
        with self.tab.expect_file_chooser() as asked:
            self.box.get_by_role("button", name="Вернуть заполненную форму").click()
        asked.value.set_files(book)
        rows = "строк: .* — [1-9]" if enough else "строк: .* — 0"
        expect(self.box.locator(".wb-finding").first).to_contain_text(re.compile(rows), timeout=_SLOW)
        if enough:
            expect(self.box.get_by_role("link", name="Открыть тетрадь с моей школой")).to_be_visible(timeout=_SLOW)
            self._tick(body.points, value["сверено"])


def cards_of(tab: Page, exercises: Mapping[str, Exercise], room: Path) -> list[Card]:
    """Find every exercise of a lesson on its page, in the order of the lesson's file."""
    found = []
    for number, exercise in enumerate(exercises.values(), start=1):
        title = f"Упражнение {number} из {len(exercises)}. {exercise.title}"
        box = tab.locator(".wb-exercise", has=tab.get_by_role("heading", name=title, exact=True))
        expect(box).to_have_count(1, timeout=_SLOW)
        found.append(Card(tab, exercise, box, room))
    return found


def wrong_answers(exercise: Exercise) -> list[Any]:
    """Return the rejected answers that fields can hold, those that cost a try first."""
    judged = [(check(exercise, answer).state, answer) for answer in exercise.rejects]
    fit = [pair for pair in judged if pair[0] is not State.NOT_STARTED]
    return [answer for state, answer in sorted(fit, key=lambda pair: pair[0] is not State.NOT_YET)]


def walk(card: Card) -> None:
    """Answer one exercise wrong, take a hint, answer wrong again, then right."""
    exercise = card.exercise
    assert card.state() == State.NOT_STARTED
    wrong = wrong_answers(exercise)[0]
    expected = check(exercise, wrong).state
    for time in (1, 2):
        if not isinstance(exercise.body, OwnSchool):
            assert card.button("Решение — после").is_disabled() or expected is not State.NOT_YET
        card.answer(wrong)
        said = card.judge()
        assert State.RIGHT not in said.splitlines()[0], (exercise.code, said)
        assert card.state() in (State.NOT_YET, State.PARTIAL)
        assert exercise.solution[:20] not in card.box.inner_text()
        if time == 1 and not exercise.hints:
            expect(card.button("Подсказка")).to_have_count(0)
        elif time == 1:
            card.button("Подсказка").click()
            expect(card.box.locator(".wb-help").first).to_contain_text("Подсказка 1", timeout=_SLOW)
    if expected is State.NOT_YET and not isinstance(exercise.body, OwnSchool):
        expect(card.button("Показать решение")).to_be_enabled(timeout=_SLOW)
    card.answer(exercise.accepts[0])
    said = card.judge()
    assert said.splitlines()[0].strip() == State.RIGHT, (exercise.code, said)
    assert card.state() == State.RIGHT
    expect(card.box.locator(".wb-solved")).to_contain_text("Решение.")
