"""Numbers of a lesson: computed from the sample schools at the build, kept in ``numbers.json``, never typed.

Apart from the lesson because a participant's computer only reads them, and only the builder computes.
"""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from workbook import display
from workbook.course.arithmetic import ArithmeticRefused, calculate, names_in
from workbook.course.facts import Rule, Sample, facts
from workbook.course.faults import Fault, LessonRefused
from workbook.errors import WorkbookError

__all__ = ["FORMS", "Number", "Recipe", "call", "compute_numbers", "numbers_text", "read_numbers", "read_recipes"]

FORMS: Mapping[str, tuple[int, bool]] = {
    "число 0": (0, False), "число 1": (1, False), "число 2": (2, False), "число 3": (3, False),
    "процент": (0, True), "процент 1": (1, True),
}  # fmt: skip
"""How a number is written → places after the comma, and whether as a percentage. A text has the form «текст»."""

_PLAIN = "число 2"
_TEXT = "текст"
_ARITHMETIC = "сосчитать"
_PLACE = "lesson.md, числа"
_DIGITS = 12
"""Significant digits that are kept: the last bits of a sum differ from one computer to another."""


@dataclass(frozen=True)
class Recipe:
    """How one number is computed.

    Attributes
    ----------
    text : str
        As the author wrote it: «доля верных: shkola-7; МА7-ИТ; 5».
    form : str
        A key of :data:`FORMS` or «текст»; empty when the author named none.
    """

    text: str
    form: str = ""

    @property
    def name(self) -> str:
        """The computation that is named."""
        return self.text.partition(":")[0].strip()

    @property
    def words(self) -> tuple[str, ...]:
        """What follows the name."""
        rest = self.text.partition(":")[2]
        return tuple(word.strip() for word in rest.split(";")) if rest.strip() else ()


@dataclass(frozen=True)
class Number:
    """A computed number or text.

    Attributes
    ----------
    value : float or str
    form : str
        How it is written where the text names no other form.
    """

    value: float | str
    form: str = _PLAIN

    def written(self, form: str = "") -> str:
        """Write the number for a reader.

        Raises
        ------
        ValueError
            The form is not one of a number (of a text); the sentence is for the author.
        """
        form = form or self.form
        if isinstance(self.value, str):
            if form != _TEXT:
                raise ValueError("это текст, у него нет вида числа")
            return self.value
        if form not in FORMS:
            raise ValueError(f"вид «{form}» неизвестен; бывают: {', '.join(FORMS)}")
        digits, percent = FORMS[form]
        return display.percent(100 * self.value, digits) if percent else display.number(self.value, digits)

    def asked(self, form: str, unit: str) -> float:
        """Return the full value in the unit of an answer.

        A number that is written as a percentage is given in percents where the unit is «%», else as it is.

        Raises
        ------
        ValueError
            It is a text.
        """
        if isinstance(self.value, str):
            raise ValueError("это текст, а нужно число")
        percent = unit == "%" and FORMS.get(form or self.form, (0, False))[1]
        return float(f"{100 * self.value:.{_DIGITS}g}") if percent else self.value


def read_recipes(front: Mapping[str, Any], faults: list[Fault]) -> dict[str, Recipe]:
    """Read «числа» of the front matter; what is wrong is added to the faults."""
    source = front.get("числа") or {}
    if not isinstance(source, Mapping):
        faults.append(Fault(_PLACE, "нужны пары «имя: расчёт»"))
        return {}
    found: dict[str, Recipe] = {}
    for name, value in source.items():
        place = f"{_PLACE}, «{name}»"
        if not str(name).isidentifier():
            faults.append(Fault(place, "имя числа — буквы, цифры и «_», без пробелов, не с цифры"))
        extra: list[Any] = []
        recipe, form = value, ""
        if isinstance(value, Mapping):
            extra = [key for key in value if key not in ("расчёт", "вид")]
            recipe, form = value.get("расчёт"), str(value.get("вид", ""))
        faults += [Fault(place, f"ключ «{key}» неизвестен; бывают: расчёт, вид") for key in extra]
        if form and form not in (*FORMS, _TEXT):
            faults.append(Fault(place, f"вид «{form}» неизвестен; бывают: {', '.join((*FORMS, _TEXT))}"))
        if not isinstance(recipe, str) or not recipe.strip():
            faults.append(Fault(place, 'нужен расчёт в кавычках, например "сосчитать: 18 / 24"'))
            continue
        found[str(name)] = Recipe(" ".join(recipe.split()), form)
    return found


def compute_numbers(recipes: Mapping[str, Recipe], sample: Sample) -> dict[str, Number]:
    """Compute all numbers of a lesson; those of «сосчитать» after the ones they speak of.

    Raises
    ------
    LessonRefused
        With every number that could not be computed.
    """
    faults: list[Fault] = []
    needs: dict[str, frozenset[str]] = {}
    for name, recipe in recipes.items():
        needs[name] = frozenset()
        if recipe.name == _ARITHMETIC:
            try:
                needs[name] = names_in(recipe.text.partition(":")[2]) & {*recipes}
            except ArithmeticRefused as error:
                faults.append(Fault(f"{_PLACE}, «{name}»", str(error)))
    if faults:
        raise LessonRefused(faults)
    try:
        order = tuple(TopologicalSorter(needs).static_order())
    except CycleError as error:
        circle = " → ".join(f"«{name}»" for name in error.args[1])
        raise LessonRefused([Fault(_PLACE, f"числа считаются друг через друга: {circle}")]) from error
    values: dict[str, float | str] = {}
    for name in order:
        if needs[name] <= values.keys():
            _compute(name, recipes[name], sample, values, faults)
    if faults:
        raise LessonRefused(faults)
    return {name: _number(values[name], recipe) for name, recipe in recipes.items()}


def _compute(name: str, recipe: Recipe, sample: Sample, values: dict[str, float | str], faults: list[Fault]) -> None:
    place = f"{_PLACE}, «{name}»"
    if recipe.name == _ARITHMETIC:
        known = {key: value for key, value in values.items() if isinstance(value, float)}
        try:
            values[name] = _rounded(calculate(recipe.text.partition(":")[2], known))
        except ArithmeticRefused as error:
            faults.append(Fault(place, str(error)))
        return
    made = call(facts(), recipe, sample, place, faults)
    if isinstance(made, str):
        values[name] = made.strip("\n")
    elif made is not None:
        if math.isfinite(made):
            values[name] = _rounded(made)
        else:
            faults.append(Fault(place, "расчёт не дал числа: в данных не на чем считать"))


def call(rules: Mapping[str, Rule], recipe: Recipe, sample: Sample, place: str, faults: list[Fault]) -> Any:
    """Call the computation that a recipe names; None, and a fault, when it cannot be."""
    rule = rules.get(recipe.name)
    if rule is None:
        near = difflib.get_close_matches(recipe.name, [*rules, _ARITHMETIC], n=1)
        more = f"; может быть, «{near[0]}»" if near else ""
        faults.append(Fault(place, f"расчёта «{recipe.name}» нет{more}. Перечень: workbook lesson facts"))
        return None
    if len(recipe.words) != len(rule.takes) or not all(recipe.words):
        wanted = "; ".join(rule.takes) or "ничего"
        faults.append(Fault(place, f"после «{rule.name}:» нужно: {wanted}"))
        return None
    try:
        return rule.compute(sample, *recipe.words)
    except (WorkbookError, ValueError, LookupError) as error:
        said = error.message if isinstance(error, WorkbookError) else f"{type(error).__name__}: {error}"
        faults.append(Fault(place, f"не посчиталось: {said}"))
        return None


def numbers_text(recipes: Mapping[str, Recipe], numbers: Mapping[str, Number], pictures: Mapping[str, Recipe]) -> str:
    """Write ``numbers.json``: recipes beside what came out, so that a changed recipe is noticed."""
    source = {
        "числа": {
            name: {"расчёт": recipe.text, "значение": numbers[name].value} for name, recipe in sorted(recipes.items())
        },
        "рисунки": {name: recipe.text for name, recipe in sorted(pictures.items())},
    }
    return json.dumps(source, ensure_ascii=False, indent=1) + "\n"


def read_numbers(
    text: str, recipes: Mapping[str, Recipe], pictures: Mapping[str, Recipe], slug: str
) -> dict[str, Number]:
    """Read ``numbers.json``; nothing is computed.

    Parameters
    ----------
    text : str
        Of the file; empty when there is none.
    recipes, pictures : mapping of str to Recipe
        Of the front matter as it stands now.
    slug : str
        Of the lesson, for the command that the refusal names.

    Raises
    ------
    LessonRefused
        There is no file, or it was made from other recipes.
    """
    if not recipes and not pictures:
        return {}
    command = f"Постройте занятие: workbook lesson build {slug}"
    if not text:
        raise LessonRefused([Fault("numbers.json", f"числа занятия ещё не посчитаны. {command}")])
    try:
        source = json.loads(text)
        written = {name: (entry["расчёт"], entry["значение"]) for name, entry in source["числа"].items()}
        drawn = dict(source["рисунки"])
        if any(isinstance(value, bool) or not isinstance(value, str | float | int) for _, value in written.values()):
            raise ValueError("a value of another kind")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise LessonRefused([Fault("numbers.json", f"файл повреждён. {command}")]) from error
    changed = [
        name
        for name in sorted({*recipes, *written})
        if name not in recipes or name not in written or recipes[name].text != written[name][0]
    ]
    changed += [
        name
        for name in sorted({*pictures, *drawn})
        if name not in pictures or name not in drawn or pictures[name].text != drawn[name]
    ]
    if changed:
        listed = ", ".join(f"«{name}»" for name in changed)
        raise LessonRefused([Fault("numbers.json", f"устарело: {listed}. {command}")])
    return {name: _number(written[name][1], recipe) for name, recipe in recipes.items()}


def _number(value: float | str, recipe: Recipe) -> Number:
    if isinstance(value, str):
        return Number(value, _TEXT)
    return Number(float(value), recipe.form or _PLAIN)


def _rounded(value: float) -> float:
    return float(f"{float(value):.{_DIGITS}g}")
