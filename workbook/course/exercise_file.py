"""Reads ``exercises.yml``: Russian keys that an author types, every fault named with its place, then frozen values.

Apart from the exercise itself because an author's typing mistakes are none of its business.

The kind «своя школа» takes, beside the keys that all kinds share::

    вид: своя школа
    формы: [fos_plan, items, responses]     # таблицы бланка, имена из datasets/DICTIONARY.md
    тетрадь: 10_fos                         # файл из notebooks/, откроется с этой школой
    не меньше: {responses: 10}              # строк в таблице; без указания — одна
    образец: shkola-7                       # чьи данные дать тому, кто своих не принёс; можно не писать
    сверить: [Что найти в тетради и решить, Второе]
    принимает: [{строк: {fos_plan: 1, items: 5, responses: 10}, ошибок: 0, сверено: [1, 2]}]
    отвергает: [{строк: {fos_plan: 1, items: 5, responses: 3}, ошибок: 0, сверено: [1, 2]}]
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbook import display
from workbook.course.author_yaml import read_yaml
from workbook.course.exercise import (
    Body,
    Choice,
    Exercise,
    FreeText,
    Mistakes,
    NumberAnswer,
    Option,
    Order,
    OwnSchool,
    Pairs,
    Sheet,
    Trap,
    option_keys,
)
from workbook.course.faults import Fault, LessonRefused
from workbook.school import TABLES

__all__ = ["KINDS", "read_exercises"]

_COMMON = {"код", "вид", "название", "вопрос", "минут", "подсказки", "решение", "принимает", "отвергает"}
_MOST_OPTIONS = 5
_HINTS = (2, 3)


@dataclass
class _Place:
    """Reads the keys of one mapping and keeps what is wrong with them."""

    source: Mapping[Any, Any]
    name: str
    faults: list[Fault]
    seen: set[str] = field(default_factory=set)

    def fault(self, words: str) -> None:
        self.faults.append(Fault(self.name, words))

    def text(self, key: str, default: str | None = None) -> str:
        self.seen.add(key)
        value = self.source.get(key)
        if isinstance(value, bool):
            value = None  # «да» without quotes
        if value is None or not str(value).strip():
            if default is None:
                self.fault(f"нет ключа «{key}» или он пуст")
            return default or ""
        return str(value).strip()

    def number(self, key: str, default: float | None = None) -> float:
        self.seen.add(key)
        value = self.source.get(key, default)
        if isinstance(value, str):
            value = value.replace(",", ".")
        try:
            return float(value)
        except (TypeError, ValueError):
            self.fault(f"«{key}» — не число: {value}" if value is not None else f"нет ключа «{key}»")
            return 0.0

    def flag(self, key: str) -> bool:
        self.seen.add(key)
        value = self.source.get(key, False)
        if isinstance(value, bool) or value in ("да", "нет"):
            return value in (True, "да")
        self.fault(f"«{key}» бывает «да» или «нет», написано «{value}»")
        return False

    def texts(self, key: str, *, needed: bool = True) -> tuple[str, ...]:
        self.seen.add(key)
        value = self.source.get(key)
        if value is None and not needed:
            return ()
        if not isinstance(value, list) or not value or not all(str(item).strip() for item in value):
            self.fault(f"«{key}» — список строк через дефис, в нём хотя бы одна строка")
            return ()
        return tuple(str(item).strip() for item in value)

    def inner(self, key: str, *, needed: bool = True) -> Iterator[_Place]:
        self.seen.add(key)
        value = self.source.get(key)
        if value is None and not needed:
            return
        if not isinstance(value, list) or not value:
            self.fault(f"«{key}» — список через дефис, в нём хотя бы одна запись")
            return
        for number, item in enumerate(value, start=1):
            name = f"{self.name} → {key} {number}"
            if isinstance(item, Mapping):
                place = _Place(item, name, self.faults)
                yield place
                place.close()
            else:
                self.faults.append(Fault(name, "ожидаются пары «ключ: значение»"))

    def plain(self, key: str) -> Any:
        self.seen.add(key)
        return self.source.get(key)

    def close(self, known: Sequence[str] = ()) -> None:
        """Name the keys that nobody asked for."""
        for key in self.source:
            if key not in self.seen and isinstance(key, int | float) and self.source[key] is None:
                self.fault('запятая разделила число; внутри фигурных скобок возьмите его в кавычки: «допуск: "0,006"»')
            elif key not in self.seen:
                near = difflib.get_close_matches(str(key), [*self.seen, *known], n=1)
                self.fault(f"ключ «{key}» неизвестен" + (f"; может быть, «{near[0]}»" if near else ""))


def read_exercises(
    text: str,
    place: str = "exercises.yml",
    fill: Callable[[Any], Any] = lambda source: source,
    *,
    hinted: bool = True,
) -> tuple[Exercise, ...]:
    """Read the exercises of one lesson.

    Parameters
    ----------
    text : str
        YAML: a mapping with the one key «упражнения», a list.
    place : str
        The file's name, for the faults.
    fill : callable
        What is done with the mapping before it is read: placeholders become numbers.
    hinted : bool
        Every exercise must have hints; those of a diagnostic have none.

    Returns
    -------
    tuple of Exercise
        In the order of the file.

    Raises
    ------
    LessonRefused
        With every fault of the file.
    """
    source = fill(read_yaml(text, place))
    if not isinstance(source, Mapping) or not isinstance(source.get("упражнения"), list):
        raise LessonRefused([Fault(place, "нужен ключ «упражнения» со списком через дефис")])
    faults: list[Fault] = []
    found: list[Exercise] = []
    for number, item in enumerate(source["упражнения"], start=1):
        name = f"{place}, упражнение {number}"
        if not isinstance(item, Mapping):
            faults.append(Fault(name, "ожидаются пары «ключ: значение»"))
            continue
        code = str(item.get("код") or "")
        here = _Place(item, f"{place}, упражнение «{code}»" if code else name, faults)
        made = _exercise(here, hinted=hinted)
        if made:
            found.append(made)
    for code, times in Counter(exercise.code for exercise in found).items():
        if times > 1:
            faults.append(Fault(place, f"код «{code}» встречается {times} раза: у каждого упражнения свой код"))
    if faults:
        raise LessonRefused(faults)
    return tuple(found)


def _exercise(here: _Place, *, hinted: bool) -> Exercise | None:
    kind = here.text("вид")
    if kind not in KINDS:
        if kind:
            near = difflib.get_close_matches(kind, KINDS, n=1)
            here.fault(
                f"вид «{kind}» неизвестен" + (f"; может быть, «{near[0]}»" if near else f". Бывают: {', '.join(KINDS)}")
            )
        return None
    minutes = here.number("минут")
    if minutes <= 0 or minutes != int(minutes):
        here.fault("«минут» — целое число больше нуля")
    hints = here.texts("подсказки", needed=hinted)
    if hints and not _HINTS[0] <= len(hints) <= _HINTS[1]:
        here.fault(f"подсказок две или три, написано {len(hints)}")
    proofs = {name: here.plain(name) for name in ("принимает", "отвергает")}
    for name, value in proofs.items():
        if not isinstance(value, list) or not value:
            here.fault(f"«{name}» — список ответов, которыми проверяется само упражнение; нужен хотя бы один")
            proofs[name] = []
    body = KINDS[kind](here)
    made = Exercise(
        here.text("код"), kind, here.text("название"), here.text("вопрос"), int(minutes), body, hints,
        here.text("решение"), tuple(proofs["принимает"]), tuple(proofs["отвергает"]),
    )  # fmt: skip
    here.close(sorted(_COMMON))
    return made


def _options(here: _Place, *, several: bool, defended: bool) -> Choice:
    options: list[Option] = []
    for number, place in enumerate(here.inner("варианты")):
        right = place.flag("верно")
        belief = place.text("заблуждение", "" if right else None)
        key = option_keys(number + 1)[-1] if number < _MOST_OPTIONS else ""
        options.append(Option(key, place.text("текст"), right, place.text("ответ"), belief))
    if len(options) > _MOST_OPTIONS:
        here.fault(f"вариантов не больше {_MOST_OPTIONS}, написано {len(options)}")
    count = sum(option.right for option in options)
    if options and not count:
        here.fault("нет верного варианта")
    if options and not several and not defended and count > 1:
        here.fault("верных вариантов больше одного: вид должен быть «несколько вариантов» или «решение по случаю»")
    if len({option.text for option in options}) < len(options):
        here.fault("два варианта с одним текстом")
    return Choice(tuple(options), several)


def _number(here: _Place) -> NumberAnswer:
    traps = tuple(
        Trap(place.number("число"), place.text("заблуждение")) for place in here.inner("ловушки", needed=False)
    )
    made = NumberAnswer(here.number("ответ"), here.number("допуск", 0), here.text("единица", ""), traps)
    for trap in traps:
        if abs(trap.value - made.value) <= made.tolerance:
            here.fault(f"ловушка {display.number(trap.value)} лежит в пределах верного ответа")
    return made


def _sheet(here: _Place) -> Sheet:
    columns, rows = here.texts("столбцы"), here.texts("строки")
    given: dict[str, str] = {}
    cells: dict[str, NumberAnswer | tuple[str, ...]] = {}
    for place in here.inner("клетки"):
        row, column = place.text("строка"), place.text("столбец")
        if row not in rows or column not in columns[1:]:
            place.fault(f"нет клетки «{row}» × «{column}» среди строк и столбцов таблицы")
            continue
        key = f"{rows.index(row) + 1}|{columns.index(column)}"
        if key in given or key in cells:
            place.fault("клетка названа дважды")
        if "дано" in place.source:
            given[key] = place.text("дано")
        elif "число" in place.source:
            cells[key] = NumberAnswer(place.number("число"), place.number("допуск", 0), place.text("единица", ""))
        else:
            cells[key] = place.texts("текст")
    if not cells:
        here.fault("в таблице нечего заполнять: нужна клетка с ключом «число» или «текст»")
    return Sheet(columns, rows, given, cells)


def _pairs(here: _Place) -> Pairs:
    left: list[str] = []
    right: list[str] = []
    answer: list[int] = []
    for place in here.inner("пары"):
        left.append(place.text("слева"))
        text = place.text("справа")
        if text not in right:
            right.append(text)
        answer.append(right.index(text) + 1)
    right += [text for text in here.texts("лишние", needed=False) if text not in right]
    return Pairs(tuple(left), tuple(right), tuple(answer))


def _mistakes(here: _Place) -> Mistakes:
    lines: list[str] = []
    wrong: dict[int, str] = {}
    fine: dict[int, str] = {}
    for number, place in enumerate(here.inner("отчёт"), start=1):
        lines.append(place.text("строка"))
        if error := place.text("ошибка", ""):
            wrong[number] = error
        elif words := place.text("пояснение", ""):
            fine[number] = words
    if lines and not wrong:
        here.fault("в отчёте нет ни одной строки с ключом «ошибка»")
    return Mistakes(tuple(lines), wrong, fine)


def _free(here: _Place) -> FreeText:
    return FreeText(here.text("образец"), here.texts("сверить"), int(here.number("слов", 15)))


def _own(here: _Place) -> OwnSchool:
    tables, least = here.texts("формы"), here.plain("не меньше")
    for name in tables:
        if name not in TABLES:
            keys = {table.title: key for key, table in TABLES.items()} | {key: key for key in TABLES}
            near = difflib.get_close_matches(name, keys, n=1)
            here.fault(
                f"таблицы «{name}» нет; "
                + (f"может быть, «{keys[near[0]]}»" if near else "имена таблиц — в datasets/DICTIONARY.md")
            )
    rows = least if isinstance(least, Mapping) else {}
    if least is not None and not isinstance(least, Mapping):
        here.fault("«не меньше» — пары «таблица: число строк»")
    for name, count in rows.items():
        if name not in tables:
            here.fault(f"«не меньше»: таблицы «{name}» нет среди форм")
        elif isinstance(count, bool) or not isinstance(count, int) or count < 1:
            here.fault(f"«не меньше»: число строк таблицы «{name}» — целое число больше нуля")
    return OwnSchool(tables, here.text("тетрадь"), dict(rows), here.texts("сверить"), here.text("образец", ""))


KINDS: Mapping[str, Callable[[_Place], Body]] = {
    "один вариант": lambda here: _options(here, several=False, defended=False),
    "несколько вариантов": lambda here: _options(here, several=True, defended=False),
    "решение по случаю": lambda here: _options(here, several=False, defended=True),
    "число": _number,
    "таблица": _sheet,
    "пары": _pairs,
    "порядок": lambda here: Order(here.texts("шаги")),
    "найти ошибку": _mistakes,
    "свой текст": _free,
    "своя школа": _own,
}
"""Kinds of exercises as authors call them → who reads their own keys."""
