"""Three tests of the common bank with their specifications and every fault that is planted in them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

__all__ = ["TESTS", "Item", "Test", "success"]

_TARGET = {"Б": (0.77, 0.73, 0.79, 0.75, 0.78, 0.74), "П": (0.55, 0.53, 0.57, 0.54), "В": (0.31, 0.28, 0.33)}
_LETTERS = "АБВГ"
_SPREAD = 1.05
_ABILITY = np.random.default_rng(1).normal(-0.1, _SPREAD, 4000)


@dataclass(frozen=True)
class Item:
    """One item and how pupils really meet it.

    Attributes
    ----------
    code, content, skill, tier, kind : str
        As in the bank; the tier is the *claimed* one.
    variants : tuple of str
        Variants that hold the item.
    key, truth : str
        The key of the bank and the answer that is really right (different only where the key is wrong).
    wrong : tuple of str
        Wrong answers that pupils give.
    weights : tuple of float
        Shares of these wrong answers.
    top : int
        Largest score.
    slope, hard : float
        Discrimination and difficulty on the latent scale.
    fault : str
        The planted fault or empty.
    """

    code: str
    content: str
    skill: str
    tier: str
    kind: str
    variants: tuple[str, ...]
    key: str
    truth: str
    wrong: tuple[str, ...]
    weights: tuple[float, ...]
    top: int
    slope: float
    hard: float
    fault: str = ""


@dataclass(frozen=True)
class Test:
    """One test: passport, titles of the codifier, items, faults of its specification.

    Attributes
    ----------
    hole : tuple
        A cell (content, skill, tier, items) that the specification demands and no variant holds.
    surplus : tuple
        A cell (content, skill, tier) that both variants hold and the specification does not know.
    """

    fos: str
    title: str
    subject: str
    grade: int
    control_type: str
    contents: dict[str, str]
    skills: dict[str, str]
    items: tuple[Item, ...]
    hole: tuple[str, str, str, int] | None = None
    surplus: tuple[str, str, str] | None = None

    def variants(self) -> tuple[str, ...]:
        """Return the numbers of the variants."""
        return tuple(sorted({variant for item in self.items for variant in item.variants}))

    def of(self, variant: str) -> tuple[Item, ...]:
        """Return the items of a variant in their order."""
        return tuple(item for item in self.items if variant in item.variants)


def success(item: Item, ability: np.ndarray) -> np.ndarray:
    """Return the probability of the right answer (or the mean share of the score) at these abilities."""
    base = 1 / (1 + np.exp(-item.slope * (ability - item.hard)))
    if item.kind == "выбор ответа":
        return np.asarray(0.15 + 0.85 * base)
    if item.top == 1:
        return np.asarray(base)
    steps = np.linspace(-0.6, 0.6, item.top)
    return np.asarray(np.mean([1 / (1 + np.exp(-item.slope * (ability - item.hard - step))) for step in steps], axis=0))


def _solve(item: Item, target: float) -> Item:
    low, high = (-6.0, 6.0) if item.slope > 0.1 else (-0.001, 0.001)
    for _ in range(40):
        middle = (low + high) / 2
        easy = float(success(replace(item, hard=middle), _ABILITY).mean()) > target
        low, high = (middle, high) if easy else (low, middle)
    return replace(item, hard=round(low, 3))


# One line of a plan: content skill tier kind score where fault; kind в — choice, к — short, р — extended;
# where о — the same item in all variants, р — an own item in each.
def _build(prefix: str, plan: str, keys: tuple[str, ...], variants: tuple[str, ...]) -> tuple[Item, ...]:
    items: list[Item] = []
    seen = {"Б": 0, "П": 0, "В": 0}
    for line in plan.strip().splitlines():
        content, skill, tier, kind, top, where, *rest = line.split()
        fault = rest[0] if rest else ""
        target = _TARGET[tier][seen[tier] % len(_TARGET[tier])]
        seen[tier] += 1
        for variant in (variants,) if where == "о" else tuple((one,) for one in variants):
            number = len(items) + 1
            item = Item(
                f"{prefix}-{number:03d}", content, skill, tier,
                {"в": "выбор ответа", "к": "краткий ответ", "р": "развёрнутый ответ"}[kind],
                variant, "", "", (), (), int(top), 1.25 + 0.15 * (number % 4), 0.0, fault,
            )  # fmt: skip
            items.append(_solve(*_answers(item, number, keys, target)))
    return tuple(items)


def _answers(item: Item, number: int, keys: tuple[str, ...], target: float) -> tuple[Item, float]:
    if item.kind == "выбор ответа":
        truth = _LETTERS[(number * 7) % 4]
        wrong = tuple(letter for letter in _LETTERS if letter != truth)
        item = replace(item, key=truth, truth=truth, wrong=wrong, weights=(0.38, 0.34, 0.28))
    elif item.kind == "краткий ответ":
        right = keys[number % len(keys)]
        wrong = tuple(key for key in (keys[(number + step) % len(keys)] for step in (1, 2, 3)) if key != right)
        item = replace(item, key=right, truth=right, wrong=wrong, weights=(0.5, 0.3, 0.2)[: len(wrong)])
    match item.fault:
        case "неверный-ключ":
            right, key = "В", "Б"
            item = replace(item, key=key, truth=right, wrong=("А", "Б", "Г"), weights=(0.45, 0.25, 0.30), slope=1.8)
            target = 0.72
        case "мёртвый-дистрактор":
            item = replace(item, weights=(0.62, 0.38, 0.0))
            target = 0.62
        case "не-различает":
            return replace(item, slope=0.02), 0.5
        case "на-деле-Б":
            target = 0.90
        case "на-деле-В":
            target = 0.24
    return item, target


_MATH_KEYS = ("12", "0,75", "3,5", "48", "7", "2,4", "160", "15")
_RUSSIAN_KEYS = ("подлежащее", "корень", "приставка", "существительное", "дополнение", "наречие", "окончание", "глагол")
_PHYSICS_KEYS = ("20", "0,5", "400", "2,5", "10", "36", "1,2", "75")

_MATH_PLAN = """
1.1 1.1 Б в 1 р
1.1 1.1 Б к 1 р
1.2 1.1 Б к 1 о на-деле-В
2.1 1.2 Б в 1 о мёртвый-дистрактор
2.1 1.2 Б в 1 р
2.2 1.2 Б в 1 о неверный-ключ
3.1 2.1 Б к 1 р
3.1 2.2 П к 1 р
3.3 2.2 П к 1 о не-различает
4.1 3.1 Б в 1 р
4.1 3.1 Б в 1 о
5.1 4.1 П в 1 о на-деле-Б
5.1 4.1 Б к 1 р
5.2 4.1 Б в 1 о
5.3 4.1 П к 1 р
5.2 4.2 П р 2 р
6.1 5.1 Б к 1 о
2.2 1.2 П р 2 р
3.3 2.2 В р 2 р
5.3 4.2 В р 3 р
"""
_RUSSIAN_PLAN = """
1.1 1.1 Б в 1 о
1.2 1.1 Б в 1 о
1.2 1.1 Б к 1 о
2.1 1.2 Б в 1 о мёртвый-дистрактор
2.1 1.2 Б к 1 о
2.2 1.2 Б к 1 о на-деле-В
2.2 1.2 П к 1 о
3.1 2.1 Б в 1 о
3.1 2.1 Б к 1 о
3.2 2.1 П в 1 о
3.2 2.2 П к 1 о
4.1 3.1 Б в 1 о
4.1 3.1 П р 2 о
4.2 3.1 В р 3 о
"""
_PHYSICS_PLAN = """
1.1 1.1 Б в 1 р
1.1 1.1 Б к 1 р
1.2 1.2 Б в 1 о
1.2 1.2 П к 1 р
2.1 1.1 Б в 1 о неверный-ключ
2.1 2.1 Б к 1 р
2.2 2.1 П в 1 о на-деле-Б
2.2 2.1 П к 1 р
3.1 2.2 Б в 1 р
3.1 2.2 П к 1 о не-различает
3.2 3.1 Б в 1 о
3.2 2.2 П р 2 р
1.2 2.2 В р 2 р
2.2 2.2 В р 3 р
"""

TESTS: tuple[Test, ...] = (
    Test(
        "МА7-ИТ", "Итоговая работа за 7 класс", "математика", 7, "итоговый",
        {"1.1": "Рациональные числа", "1.2": "Степень с натуральным показателем", "2.1": "Одночлены и многочлены",
         "2.2": "Формулы сокращённого умножения", "3.1": "Линейные уравнения", "3.2": "Системы линейных уравнений",
         "3.3": "Текстовые задачи", "4.1": "Линейная функция и её график", "5.1": "Начальные понятия геометрии",
         "5.2": "Треугольники", "5.3": "Параллельные прямые", "6.1": "Описательная статистика"},
        {"1.1": "Выполнять вычисления", "1.2": "Преобразовывать выражения", "2.1": "Решать уравнения и системы",
         "2.2": "Составлять модель по условию задачи", "3.1": "Строить и читать графики",
         "4.1": "Применять геометрические факты", "4.2": "Доказывать и обосновывать",
         "5.1": "Читать таблицы и диаграммы"},
        _build("МА7", _MATH_PLAN, _MATH_KEYS, ("1", "2")),
        hole=("3.2", "2.1", "П", 1), surplus=("6.1", "5.1", "Б"),
    ),
    Test(
        "РУ5-ВХ", "Входная работа в 5 классе", "русский язык", 5, "входной",
        {"1.1": "Звуки и буквы", "1.2": "Правописание гласных и согласных", "2.1": "Состав слова",
         "2.2": "Правописание приставок и суффиксов", "3.1": "Части речи", "3.2": "Члены предложения",
         "4.1": "Смысл и тема текста", "4.2": "Построение собственного текста"},
        {"1.1": "Соблюдать нормы письма", "1.2": "Разбирать слово по составу", "2.1": "Распознавать части речи",
         "2.2": "Разбирать предложение", "3.1": "Понимать и строить текст"},
        _build("РУ5", _RUSSIAN_PLAN, _RUSSIAN_KEYS, ("1",)),
    ),
    Test(
        "ФИ9-ТМ", "Законы движения и взаимодействия тел", "физика", 9, "тематический",
        {"1.1": "Равномерное движение", "1.2": "Равноускоренное движение", "2.1": "Законы Ньютона",
         "2.2": "Силы в природе", "3.1": "Импульс и его сохранение", "3.2": "Механическая энергия",
         "3.3": "Механические колебания"},
        {"1.1": "Узнавать явления и величины", "1.2": "Читать графики движения", "2.1": "Применять законы",
         "2.2": "Решать расчётные задачи", "3.1": "Объяснять опыты"},
        _build("ФИ9", _PHYSICS_PLAN, _PHYSICS_KEYS, ("1", "2")),
        hole=("3.3", "1.1", "Б", 2),
    ),
)  # fmt: skip
"""The tests that every school wrote in 2025/2026."""
