"""Three tests of the common bank with their specifications and every fault that is planted in them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from generator.algebra import ALGEBRA
from generator.geometry import GEOMETRY
from generator.item import LETTERS, TARGET, Item, solve
from generator.mechanics import MECHANICS
from generator.russian import RUSSIAN
from generator.stock import spare, worded
from generator.wording import Wordings, sheets

__all__ = ["TESTS", "Dif", "Test"]


@dataclass(frozen=True)
class Dif:
    """An item harder for one sex at equal ability.

    Attributes
    ----------
    item, sex : str
        Its code; the sex for which it is harder.
    logit : float
        By how much.
    """

    item: str
    sex: str
    logit: float


@dataclass(frozen=True)
class Test:
    """One test: passport, titles of the codifier, items, faults of its specification.

    Attributes
    ----------
    hole : tuple
        A cell (content, skill, tier, items) that the specification demands and no variant holds.
    surplus : tuple
        A cell (content, skill, tier) that both variants hold and the specification does not know.
    stock : tuple of Item
        Items of the bank that no pupil has met in these years.
    dif : Dif, optional
        The item that is not equally hard for girls and boys of equal ability.
    unwritten : tuple
        Further elements of the codifier (kind, code, title, assessed) for which the bank has no item.
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
    stock: tuple[Item, ...] = ()
    dif: Dif | None = None
    unwritten: tuple[tuple[str, str, str, str], ...] = ()

    def variants(self) -> tuple[str, ...]:
        """Return the numbers of the variants."""
        return tuple(sorted({variant for item in self.items for variant in item.variants}))

    def of(self, variant: str) -> tuple[Item, ...]:
        """Return the items of a variant in their order."""
        return tuple(item for item in self.items if variant in item.variants)


# One line of a plan: content skill tier kind score where fault; kind в — choice, к — short, р — extended;
# where о — the same item in all variants, р — an own item in each.
def _build(prefix: str, plan: str, variants: tuple[str, ...]) -> tuple[Item, ...]:
    items: list[Item] = []
    seen = {"Б": 0, "П": 0, "В": 0}
    for line in plan.strip().splitlines():
        content, skill, tier, kind, top, where, *rest = line.split()
        fault = rest[0] if rest else ""
        target = TARGET[tier][seen[tier] % len(TARGET[tier])]
        seen[tier] += 1
        for variant in (variants,) if where == "о" else tuple((one,) for one in variants):
            number = len(items) + 1
            item = Item(
                f"{prefix}-{number:03d}", content, skill, tier,
                {"в": "выбор ответа", "к": "краткий ответ", "р": "развёрнутый ответ"}[kind],
                variant, "", "", (), (), int(top), 1.25 + 0.15 * (number % 4), 0.0, fault,
            )  # fmt: skip
            items.append(solve(*_answers(item, number, target)))
    return tuple(items)


def _answers(item: Item, number: int, target: float) -> tuple[Item, float]:
    if item.kind == "выбор ответа":
        truth = LETTERS[(number * 7) % 4]
        wrong = tuple(letter for letter in LETTERS if letter != truth)
        item = replace(item, key=truth, truth=truth, wrong=wrong, weights=(0.38, 0.34, 0.28))
    elif item.kind == "краткий ответ":
        item = replace(item, weights=(0.5, 0.3, 0.2))
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


def _test(test: Test, words: Wordings, prints: int) -> Test:
    """Put words into the items of a test and add the items of the same sheets that pupils have not met.

    Parameters
    ----------
    test : Test
    words : mapping of cell to tuple of Wording
    prints : int
        Variants for which the bank must hold usable items in every cell.
    """
    items, left = worded(test.items, words)
    cells = [(item.content, item.skill, item.tier) for item in test.of("1")]
    planned = {cell: cells.count(cell) * prints for cell in cells}
    if test.hole:
        planned[test.hole[:3]] = test.hole[3] * prints
    return replace(test, items=items, stock=spare(items, left, planned, worn=test.dif is not None))


TESTS: tuple[Test, ...] = (
    _test(Test(
        "МА7-ИТ", "Итоговая работа за 7 класс", "математика", 7, "итоговый",
        {"1.1": "Рациональные числа", "1.2": "Степень с натуральным показателем", "2.1": "Одночлены и многочлены",
         "2.2": "Формулы сокращённого умножения", "3.1": "Линейные уравнения", "3.2": "Системы линейных уравнений",
         "3.3": "Текстовые задачи", "4.1": "Линейная функция и её график", "5.1": "Начальные понятия геометрии",
         "5.2": "Треугольники", "5.3": "Параллельные прямые", "6.1": "Описательная статистика"},
        {"1.1": "Выполнять вычисления", "1.2": "Преобразовывать выражения", "2.1": "Решать уравнения и системы",
         "2.2": "Составлять модель по условию задачи", "3.1": "Строить и читать графики",
         "4.1": "Применять геометрические факты", "4.2": "Доказывать и обосновывать",
         "5.1": "Читать таблицы и диаграммы"},
        _build("МА7", _MATH_PLAN, ("1", "2")), hole=("3.2", "2.1", "П", 1), surplus=("6.1", "5.1", "Б"),
        unwritten=(("КЭС", "6.2", "Случайные события", "да"), ("КЭС", "6.3", "Из истории математики", "нет"),
                   ("КПУ", "6.1", "Устно объяснять решение", "нет")),
    ), sheets(ALGEBRA, GEOMETRY), 4),
    _test(Test(
        "РУ5-ВХ", "Входная работа в 5 классе", "русский язык", 5, "входной",
        {"1.1": "Звуки и буквы", "1.2": "Правописание гласных и согласных", "2.1": "Состав слова",
         "2.2": "Правописание приставок и суффиксов", "3.1": "Части речи", "3.2": "Члены предложения",
         "4.1": "Смысл и тема текста", "4.2": "Построение собственного текста"},
        {"1.1": "Соблюдать нормы письма", "1.2": "Разбирать слово по составу", "2.1": "Распознавать части речи",
         "2.2": "Разбирать предложение", "3.1": "Понимать и строить текст"},
        _build("РУ5", _RUSSIAN_PLAN, ("1",)), dif=Dif("РУ5-005", "м", 1.6),
        unwritten=(("КЭС", "4.3", "Устный рассказ", "нет"),),
    ), RUSSIAN, 4),
    _test(Test(
        "ФИ9-ТМ", "Законы движения и взаимодействия тел", "физика", 9, "тематический",
        {"1.1": "Равномерное движение", "1.2": "Равноускоренное движение", "2.1": "Законы Ньютона",
         "2.2": "Силы в природе", "3.1": "Импульс и его сохранение", "3.2": "Механическая энергия",
         "3.3": "Механические колебания"},
        {"1.1": "Узнавать явления и величины", "1.2": "Читать графики движения", "2.1": "Применять законы",
         "2.2": "Решать расчётные задачи", "3.1": "Объяснять опыты"},
        _build("ФИ9", _PHYSICS_PLAN, ("1", "2")), hole=("3.3", "1.1", "Б", 2),
        unwritten=(("КПУ", "4.1", "Проводить опыты", "нет"),),
    ), MECHANICS, 2),
)  # fmt: skip
"""The tests that every school wrote in 2025/2026."""
