"""Items of algebra for grade 7: every answer is computed, so that the keyed one is right whatever the numbers are."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generator.wording import Wording, Wordings, number, polynomial, power, three

__all__ = ["ALGEBRA"]

_SAME = "один график"


def _calculations() -> Iterator[Wording]:
    for first, second, third in (
        ("-3.5", "1.2", 2), ("-4.8", "0.6", 5), ("2.4", "-1.5", 3), ("-7.2", "0.9", 6), ("-0.8", "2.5", 4),
        ("1.6", "-0.7", 6), ("-9.1", "1.3", 4),
    ):  # fmt: skip
        a, b, c = Fraction(first), Fraction(second), third
        shown = f"({number(b)})" if b < 0 else number(b)
        wrong = ((a + b) * c, a - b * c, -(a + b * c))
        yield Wording("в", f"Вычислите: {number(a)} + {shown} · {c}.", number(a + b * c), tuple(map(number, wrong)))
    for first, sign, second, m in (
        ("1/2", 1, "1/3", 12), ("3/4", 1, "1/6", 24), ("5/6", -1, "1/4", 12), ("2/3", -1, "1/5", 30),
        ("3/8", 1, "5/6", 24), ("7/10", -1, "1/4", 20), ("4/5", 1, "1/2", 10),
    ):  # fmt: skip
        a, b = Fraction(first), Fraction(second)
        wrong = (a + sign * b * m, a * m + sign * b, (a - sign * b) * m)
        yield Wording(
            "к", f"Найдите значение выражения: ({first} {'+' if sign > 0 else '−'} {second}) · {m}.",
            number((a + sign * b) * m), tuple(map(number, wrong)),
        )  # fmt: skip


def _powers() -> Iterator[Wording]:
    # Stated as базовый, in fact a long chain of steps: the planted item of a wrong tier.
    yield Wording(
        "к", f"Найдите значение выражения: ({power(3, 7)} · {power(9, 2)}) : {power(27, 3)}.",
        str(3**7 * 9**2 // 27**3), ("27", "3", "81"),
    )  # fmt: skip
    for base, a, b, c in ((2, 5, 4, 6), (5, 4, 3, 5), (3, 6, 2, 5), (10, 7, 2, 6)):
        last = a + b - c
        yield Wording(
            "к", f"Найдите значение выражения: {power(base, a)} · {power(base, b)} : {power(base, c)}.",
            str(base**last), (str(base ** (last + 1)), str(base ** (last - 1)), str(last)),
        )  # fmt: skip
    for a, n, b, m in ((2, 4, 3, 2), (3, 2, 2, 3), (5, 2, 2, 4)):
        wrong = (-(a**n) - b**m, a**n - b * m, a * n - b * m)
        yield Wording("в", f"Вычислите: {power(f'(−{a})', n)} − {power(b, m)}.", number(a**n - b**m),
                      tuple(map(number, wrong)))  # fmt: skip


def _polynomials() -> Iterator[Wording]:
    for place, (a, b, c, d) in enumerate(((7, 4, 3, 5), (9, 2, 5, 6), (4, 8, 6, 3), (6, 1, 2, 9), (3, 7, 8, 2),
                                          (10, 3, 4, 4))):  # fmt: skip
        right = polynomial((a - c, "x"), (b + d, ""))
        wrong = (polynomial((a - c, "x"), (b - d, "")), polynomial((a + c, "x"), (b + d, "")),
                 "0" if place == 0 else polynomial((a - c + b + d, "x")))  # fmt: skip
        expression = f"{polynomial((a, 'x'), (b, ''))} − ({polynomial((c, 'x'), (-d, ''))})"
        yield Wording("в", f"Упростите выражение: {expression}.", right, wrong)
    for k, n, m, p, q, s in ((-2, 5, 2, 1, 1, 3), (3, -4, 3, 2, 2, 1), (-6, -2, 1, 4, 3, 1), (4, 5, 2, 2, 1, 3),
                             (-3, 7, 4, 1, 2, 2)):  # fmt: skip
        second = _monomial(n, p, s) if n > 0 else f"({_monomial(n, p, s)})"
        right = _monomial(k * n, m + p, q + s)
        tempting = (_monomial(k * n, m * p, q * s), _monomial(-k * n, m + p, q + s), _monomial(k + n, m + p, q + s),
                    _monomial(k * n, m + p, q))  # fmt: skip
        yield Wording("в", f"Выполните умножение: {_monomial(k, m, q)} · {second}.", right, three(right, *tempting))


def _monomial(value: int, a: int, b: int) -> str:
    return polynomial((value, power("a", a) + power("b", b)))


def _formulas() -> Iterator[Wording]:
    for p, sign, q in ((1, -1, 5), (2, 1, 3), (3, -1, 4), (5, 1, 2)):
        square, middle = (p * p, "x²"), (sign * 2 * p * q, "x")
        wrong = (polynomial(square, (q * q, "")), polynomial(square, (-q * q, "")),
                 polynomial(square, (sign * p * q, "x"), (q * q, "")))  # fmt: skip
        base = polynomial((p, "x"), (sign * q, ""))
        yield Wording("в", f"Представьте в виде многочлена: ({base})².", polynomial(square, middle, (q * q, "")), wrong)
    for p, q in ((2, 7), (3, 5), (4, 9), (6, 1)):
        wrong = (polynomial((p * p, "x²"), (q * q, "")), polynomial((p, "x²"), (-q * q, "")),
                 polynomial((p * p, "x²"), (-2 * p * q, "x"), (q * q, "")))  # fmt: skip
        first, second = polynomial((p, "x"), (-q, "")), polynomial((p, "x"), (q, ""))
        yield Wording("в", f"Выполните умножение: ({first})({second}).", polynomial((p * p, "x²"), (-q * q, "")), wrong)


def _long_formulas() -> Iterator[Wording]:
    for a, b, value in ((3, 2, "0.5"), (4, 1, "-0.25"), (2, 5, "1.5"), (5, 3, "-0.1"), (6, 4, "0.75")):
        yield Wording("р", f"Упростите выражение (x + {a})² − (x − {b})(x + {b}) и найдите его значение при "
                           f"x = {number(value)}. Запишите решение полностью.")  # fmt: skip
    for number_ in (7, 4):
        yield Wording("р", f"Докажите, что значение выражения (n + {number_})² − n² делится на {number_} при любом "
                           "натуральном n.")  # fmt: skip


def _equations() -> Iterator[Wording]:
    for a, b, c, x in ((5, 3, 2, "4"), (7, -6, 3, "5"), (4, 9, 1, "2.5"), (8, -5, 6, "7"), (3, 11, -2, "1.2"),
                       (9, -4, 4, "0.6"), (6, 13, 2, "3")):  # fmt: skip
        root = Fraction(x)
        d = a * root + b - c * root
        tempting = ((d + b) / (a - c), (d - b) / (a + c), -root, d - b)
        left, right = polynomial((a, "x"), (b, "")), polynomial((c, "x"), (d, ""))
        yield Wording("к", f"Решите уравнение: {left} = {right}.", number(root),
                      three(number(root), *map(number, tempting)))  # fmt: skip


_PAIRS = (
    ("В первой корзине в {k} раза больше яблок, чем во второй. Когда из первой корзины взяли {a} яблок, а во вторую "
     "положили {b} яблок, в корзинах стало поровну. Сколько яблок было во второй корзине?", 3, 10, 6),
    ("На верхней полке в {k} раза больше книг, чем на нижней. Когда с верхней полки сняли {a} книг, а на нижнюю "
     "поставили {b} книг, книг стало поровну. Сколько книг было на нижней полке?", 4, 25, 5),
    ("В первом бидоне в {k} раза больше молока, чем во втором. Когда из первого бидона отлили {a} л, а во второй "
     "долили {b} л, молока стало поровну. Сколько литров молока было во втором бидоне?", 2, 8, 7),
    ("В синей папке в {k} раза больше листов, чем в красной. Когда из синей папки взяли {a} листов, а в красную "
     "вложили {b} листов, листов стало поровну. Сколько листов было в красной папке?", 3, 17, 9),
    ("На первом складе в {k} раза больше коробок, чем на втором. Когда с первого склада увезли {a} коробок, а на "
     "второй привезли {b} коробок, коробок стало поровну. Сколько коробок было на втором складе?", 4, 40, 20),
    ("В автобусе в {k} раза больше пассажиров, чем в маршрутном такси. Когда из автобуса вышли {a} человек, а в такси "
     "сели {b} человек, пассажиров стало поровну. Сколько пассажиров было в такси?", 4, 19, 5),
)  # fmt: skip


def _models() -> Iterator[Wording]:
    for text, k, a, b in _PAIRS:
        x = Fraction(a + b, k - 1)
        wrong = (k * x, Fraction(a + b, k + 1), Fraction(a - b, k - 1))
        yield Wording("к", text.format(k=k, a=a, b=b), number(x), tuple(map(number, wrong)))


def _systems() -> Iterator[Wording]:
    for a, b, d, e, x, y in ((2, 1, 1, -1, 5, 2), (3, -2, 1, 2, 6, 1), (1, 3, 2, -1, 4, 3), (4, 1, 3, -2, 2, 5),
                             (5, -3, 2, 3, 3, 7)):  # fmt: skip
        first, second = polynomial((a, "x"), (b, "y")), polynomial((d, "x"), (e, "y"))
        yield Wording(
            "к", f"Решите систему уравнений: {first} = {number(a * x + b * y)}, {second} = {number(d * x + e * y)}. "
            "В ответ запишите сумму x + y.",
            str(x + y), (number(x - y), str(x * y), str(x + y + 1)),
        )  # fmt: skip


def _text_problems() -> Iterator[Wording]:
    # Nobody can tell what is asked: «changed» in which direction. The planted item that discriminates nothing.
    yield Wording("к", "Товар подорожал на 20 %, а потом подешевел на 20 %. На сколько процентов изменилась цена?",
                  number(100 - Fraction(120 * 80, 100)), ("0", "40", "20"), group="проценты")  # fmt: skip
    for old, percent in ((800, 15), (1200, 35)):
        new = Fraction(old * (100 - percent), 100)
        wrong = (Fraction(old * percent, 100), Fraction(old * (100 + percent), 100), Fraction(old - percent))
        yield Wording("к", f"Рюкзак стоил {old} рублей. Во время распродажи цену снизили на {percent} %. Сколько "
                           "рублей стоит рюкзак теперь?", number(new), tuple(map(number, wrong)),
                      group="проценты")  # fmt: skip
    for way, who, first, second in ((54, "велосипедиста", 15, 12), (210, "мотоциклиста", 45, 25),
                                    (36, "туриста", 5, 4)):  # fmt: skip
        slips = (Fraction(way, first - second), Fraction(way, first), Fraction(first + second))
        yield Wording(
            "к", f"Из двух посёлков, расстояние между которыми {way} км, одновременно навстречу друг другу отправились "
            f"два {who} со скоростями {first} км/ч и {second} км/ч. Через сколько часов они встретятся?",
            number(Fraction(way, first + second)), tuple(map(number, slips)),
        )  # fmt: skip
    yield Wording("к", "Собственная скорость катера 18 км/ч, скорость течения 2 км/ч. Сколько километров катер пройдёт "
                       "против течения за 3 ч?", str((18 - 2) * 3), ("60", "54", "48,5"))  # fmt: skip


def _hard_problems() -> Iterator[Wording]:
    for who, other, early, first, second in (
        ("велосипедист", "второй велосипедист", 2, 12, 18), ("автобус", "автомобиль", 1, 60, 75),
        ("пешеход", "велосипедист", 3, 4, 16), ("грузовик", "автобус", 1, 45, 60),
        ("лыжник", "второй лыжник", 2, 10, 15),
    ):  # fmt: skip
        assert (early * first) % (second - first) == 0
        yield Wording(
            "р", f"Из посёлка отправился {who} со скоростью {first} км/ч, а через {early} ч вслед за ним по той же "
            f"дороге отправился {other} со скоростью {second} км/ч. На каком расстоянии от посёлка он догонит "
            "первого? Составьте уравнение и решите задачу.",
        )  # fmt: skip


def _functions() -> Iterator[Wording]:
    for k, b, x in ((2, -3, 4), (-3, 5, 2), (4, 1, -2), (-2, -1, 3)):
        value = number(k * x + b)
        slips = (number(k * x - b), number(-k * x - b), number(k + x + b), number(k * x))
        yield Wording("в", f"Найдите значение функции {_line(k, b)} при x = {number(x)}.", value, three(value, *slips),
                      group=_SAME if (k, b) == (2, -3) else "")  # fmt: skip
    for k, b, x in ((3, -2, 2), (2, -3, 4), (-1, 4, 3), (5, -4, 2)):
        y = k * x + b
        places = ((y, x), (x, k * x - b), (-x, y), (x, -y))
        missed = (_point(*place) for place in places if place[1] != k * place[0] + b)
        yield Wording("в", f"Через какую точку проходит график функции {_line(k, b)}?", _point(x, y),
                      three(_point(x, y), *missed), group=_SAME if (k, b) == (2, -3) else "")  # fmt: skip
    for k, b in ((2, 3), (-3, 1), (-1, -4)):
        change = f"растёт на {k}" if k > 0 else f"уменьшается на {-k}"
        yield Wording("в", f"Прямая пересекает ось y в точке {_point(0, b)}, а при увеличении x на 1 значение y "
                           f"{change}. Какой формулой задана эта прямая?", _line(k, b),
                      (_line(b, k), _line(-k, b), _line(k, -b)))  # fmt: skip


def _line(k: int, b: int) -> str:
    return f"y = {polynomial((k, 'x'), (b, ''))}"


def _point(x: int, y: int) -> str:
    return f"({number(x)}, {number(y)})"


ALGEBRA: Wordings = {
    ("1.1", "1.1", "Б"): tuple(_calculations()),
    ("1.2", "1.1", "Б"): tuple(_powers()),
    ("2.1", "1.2", "Б"): tuple(_polynomials()),
    ("2.2", "1.2", "Б"): tuple(_formulas()),
    ("2.2", "1.2", "П"): tuple(_long_formulas()),
    ("3.1", "2.1", "Б"): tuple(_equations()),
    ("3.1", "2.2", "П"): tuple(_models()),
    ("3.2", "2.1", "П"): tuple(_systems()),
    ("3.3", "2.2", "П"): tuple(_text_problems()),
    ("3.3", "2.2", "В"): tuple(_hard_problems()),
    ("4.1", "3.1", "Б"): tuple(_functions()),
}
"""Cell → items, those that pupils already wrote first."""
