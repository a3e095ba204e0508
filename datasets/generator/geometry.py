"""Items of geometry and statistics for grade 7, computed like those of algebra."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generator.wording import Wording, Wordings, number, three

__all__ = ["GEOMETRY"]


def _basics() -> Iterator[Wording]:
    for angle in (47, 112, 68):
        yield Wording("к", f"Один из смежных углов равен {angle}°. Найдите другой. Ответ дайте в градусах.",
                      str(180 - angle), (str(angle), str(360 - angle), str(180 - angle + 10)))  # fmt: skip
    for angle in (35, 54):
        yield Wording("к", f"Сумма двух вертикальных углов равна {2 * angle}°. Найдите каждый из них. Ответ дайте в "
                           "градусах.", str(angle),
                      (str(2 * angle), str(180 - angle), str(180 - 2 * angle)))  # fmt: skip
    for whole, part in (("15", "6.5"), ("12.4", "4.8")):
        rest = Fraction(whole) - Fraction(part)
        wrong = (Fraction(whole) + Fraction(part), rest / 2, Fraction(whole) / 2)
        yield Wording("к", f"Точка C лежит на отрезке AB, AB = {number(whole)} см, AC = {number(part)} см. Найдите "
                           "длину отрезка CB в сантиметрах.", number(rest), tuple(map(number, wrong)))  # fmt: skip


def _angles() -> Iterator[Wording]:
    # Claimed повышенный, in fact one addition: the planted item of a wrong tier.
    yield Wording("в", "Точка C лежит на отрезке AB, AC = 4 см, CB = 7 см. Найдите длину отрезка AB.", "11 см",
                  ("3 см", "28 см", "5,5 см"))  # fmt: skip
    for more in (40, 26, 68):
        wrong = (f"{(180 + more) // 2}°", f"{180 - more}°", f"{(90 + more) // 2}°")
        yield Wording("в", f"Один из смежных углов на {more}° больше другого. Найдите меньший из них.",
                      f"{(180 - more) // 2}°", wrong)  # fmt: skip
    for times in (4, 5, 8):
        small = Fraction(180, times + 1)
        slips = (Fraction(180, times), times * small, Fraction(90, times + 1))
        yield Wording("в", f"Один из смежных углов в {times} {'раза' if times == 4 else 'раз'} больше другого. Найдите "
                           "меньший из них.", f"{number(small)}°",
                      tuple(f"{number(one)}°" for one in slips))  # fmt: skip


def _triangles() -> Iterator[Wording]:
    for first, second in ((47, 63), (38, 92), (71, 54)):
        third = 180 - first - second
        wrong = (f"{first + second}°", f"{180 - first}°", f"{abs(90 - first)}°")
        yield Wording("в", f"Два угла треугольника равны {first}° и {second}°. Найдите третий угол.", f"{third}°",
                      wrong)  # fmt: skip
    for top in (40, 72, 96):
        base = (180 - top) // 2
        slips = three(f"{base}°", f"{180 - top}°", f"{top}°", f"{top // 2}°", f"{base + 10}°")
        yield Wording("в", f"Угол при вершине равнобедренного треугольника равен {top}°. Найдите угол при основании.",
                      f"{base}°", slips)  # fmt: skip
    yield Wording("в", "Стороны треугольника равны 5 см и 9 см. Какой может быть длина третьей стороны?", "10 см",
                  ("14 см", "4 см", "15 см"))  # fmt: skip


def _parallels() -> Iterator[Wording]:
    for small, large in ((2, 7), (1, 4), (4, 5)):
        share = Fraction(180, small + large)
        right = number(share * small)
        tempting = (share * large, Fraction(90 * small, small + large), share, Fraction(180, large), 90 - share)
        yield Wording(
            "к", "Две параллельные прямые пересечены третьей. Внутренние односторонние углы относятся как "
            f"{small} : {large}. Найдите меньший из них. Ответ дайте в градусах.",
            right, three(right, *map(number, tempting)),
        )  # fmt: skip
    for more in (30, 52, 84):
        wrong = (Fraction(180 - more, 2), Fraction(180 - more), Fraction(90 + more))
        yield Wording(
            "к", "Две параллельные прямые пересечены третьей. Один из внутренних односторонних углов на "
            f"{more}° больше другого. Найдите больший угол. Ответ дайте в градусах.",
            number(Fraction(180 + more, 2)), tuple(map(number, wrong)),
        )  # fmt: skip
    yield Wording("к", "Две параллельные прямые пересечены третьей. Сумма двух накрест лежащих углов равна 146°. "
                       "Найдите один из них. Ответ дайте в градусах.", "73", ("146", "34", "107"))  # fmt: skip


def _proofs() -> Iterator[Wording]:
    for text in (
        "В равнобедренном треугольнике ABC с основанием AC проведены медианы AM и CK. Докажите, что AM = CK.",
        "Отрезки AB и CD пересекаются в точке O и делятся ею пополам. Докажите, что AC = BD.",
        "На сторонах угла с вершиной A отложены равные отрезки AB и AC. Точка D лежит на биссектрисе угла. Докажите, "
        "что BD = CD.",
        "В треугольниках ABC и MNK равны стороны AB и MN, углы A и M, углы B и N. Докажите, что AC = MK.",
        "Точки D и E лежат на основании AC равнобедренного треугольника ABC, AD = CE. Докажите, что BD = BE.",
        "В равнобедренном треугольнике ABC с основанием AC проведены биссектрисы AD и CE. Докажите, что AD = CE.",
    ):
        yield Wording("р", text, group="равные отрезки в равнобедренном" if "проведены" in text else "")


def _hard_proofs() -> Iterator[Wording]:
    for text in (
        "Через вершину B треугольника ABC проведена прямая, параллельная стороне AC. Докажите с её помощью, что сумма "
        "углов треугольника равна 180°.",
        "Биссектрисы внутренних односторонних углов при параллельных прямых и секущей пересекаются в точке O. "
        "Докажите, что они перпендикулярны.",
        "Точка O — середина отрезка, концы которого лежат на двух параллельных прямых. Через O проведена другая "
        "прямая. Докажите, что точка O делит пополам и её отрезок между параллельными прямыми.",
        "Биссектриса внешнего угла при вершине B треугольника ABC параллельна стороне AC. Докажите, что треугольник "
        "ABC равнобедренный.",
        "Через точку на биссектрисе угла проведена прямая, параллельная одной из его сторон. Докажите, что отсечённый "
        "треугольник равнобедренный.",
        "Прямая, параллельная основанию AC равнобедренного треугольника ABC, пересекает стороны AB и BC в точках M и "
        "K. Докажите, что треугольник MBK равнобедренный.",
    ):
        yield Wording("р", text)


def _data() -> Iterator[Wording]:
    for row in ((7, 3, 9, 4, 5), (12, 15, 11, 18, 14), (2, 8, 6, 3, 11), (21, 25, 19, 30, 23)):
        middle = sorted(row)[2]
        mean, spread = Fraction(sum(row), 5), max(row) - min(row)
        others = [number(mean), *map(str, (row[2], spread, max(row), min(row)))]
        yield Wording("к", f"Даны результаты пяти измерений: {', '.join(map(str, row))}. Найдите медиану.", str(middle),
                      three(str(middle), *others))  # fmt: skip


def _outside() -> Iterator[Wording]:
    # Its content stands in no codifier: a draft that somebody brought from another programme.
    yield Wording("к", "Сколько двузначных чисел можно составить из цифр 1, 2 и 3, если цифры могут повторяться?",
                  str(3 * 3), ("6", "27", "3"))  # fmt: skip


GEOMETRY: Wordings = {
    ("5.1", "4.1", "Б"): tuple(_basics()),
    ("5.1", "4.1", "П"): tuple(_angles()),
    ("5.2", "4.1", "Б"): tuple(_triangles()),
    ("5.3", "4.1", "П"): tuple(_parallels()),
    ("5.2", "4.2", "П"): tuple(_proofs()),
    ("5.3", "4.2", "В"): tuple(_hard_proofs()),
    ("6.1", "5.1", "Б"): tuple(_data()),
    ("7.1", "5.1", "П"): tuple(_outside()),
}
"""Cell → items, those that pupils already wrote first."""
