"""Items of mechanics for grade 9: words for phenomena, computed numbers for laws."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from generator.wording import Wording, Wordings, number, three

__all__ = ["MECHANICS"]

_G = 10


def _choice(text: str, right: str, *wrong: str) -> Wording:
    return Wording("в", text, right, wrong)


def _short(text: str, right: Fraction | int, *tempting: Fraction | int) -> Wording:
    return Wording("к", text, number(right), three(number(right), *map(number, tempting)))


def _uniform() -> Iterator[Wording]:
    yield _choice("Какая величина показывает, какой путь тело проходит за единицу времени?", "скорость", "ускорение",
                  "перемещение", "сила")  # fmt: skip
    yield _choice("Какое движение можно считать равномерным?", "движение ступеней эскалатора", "разгон автобуса",
                  "падение яблока с ветки", "торможение поезда")  # fmt: skip
    yield _choice("Какой прибор показывает скорость автомобиля?", "спидометр", "динамометр", "секундомер", "барометр")
    yield _choice("В каких единицах измеряют скорость в СИ?", "м/с", "км/ч", "м/с²", "Н")
    for who, way, time in (("Велосипедист", 120, 15), ("Лыжник", 180, 30), ("Пешеход", 84, 60),
                           ("Конькобежец", 500, 40)):  # fmt: skip
        yield _short(f"{who} движется равномерно и за {time} с проходит {way} м. Чему равна его скорость? Ответ "
                     "дайте в м/с.", Fraction(way, time), Fraction(time, way), way - time, way + time, 1)  # fmt: skip


def _accelerated() -> Iterator[Wording]:
    yield _choice("График зависимости скорости от времени — прямая, которая поднимается из начала координат. Как "
                  "движется тело?", "равноускоренно из состояния покоя", "равномерно",
                  "равноускоренно с начальной скоростью", "покоится")  # fmt: skip
    yield _choice("График зависимости скорости от времени — прямая, параллельная оси времени. Как движется тело?",
                  "равномерно", "равноускоренно", "равнозамедленно", "покоится")  # fmt: skip
    yield _choice("Какую величину находят как площадь фигуры под графиком скорости?", "пройденный путь", "ускорение",
                  "среднюю скорость", "время движения")  # fmt: skip


def _accelerations() -> Iterator[Wording]:
    for start, end, time in ((2, 10, 4), (3, 15, 8), (5, 20, 6), (4, 10, 5)):
        yield _short(f"По графику скорость тела за {time} с выросла с {start} м/с до {end} м/с. Найдите ускорение "
                     "тела. Ответ дайте в м/с².", Fraction(end - start, time), Fraction(end, time),
                     Fraction(end + start, time), end - start)  # fmt: skip


def _newton() -> Iterator[Wording]:
    # The bank's key says «обязательно покоится»: the planted wrong key.
    yield _choice("Как ведёт себя тело, если действующие на него силы скомпенсированы?",
                  "покоится или движется равномерно и прямолинейно", "движется равноускоренно", "обязательно покоится",
                  "движется по окружности")  # fmt: skip
    yield _choice("Автобус резко тормозит, и пассажиры наклоняются вперёд. Какое явление это объясняет?", "инерция",
                  "трение", "тяготение", "деформация")  # fmt: skip
    yield _choice("Какая величина служит мерой инертности тела?", "масса", "скорость", "вес", "объём")


def _second_law() -> Iterator[Wording]:
    for mass, acceleration in ((4, 5), (8, "0.5"), (3, "2.5"), (12, 3)):
        a = Fraction(acceleration)
        yield _short(f"Тело массой {mass} кг движется с ускорением {number(a)} м/с². Найдите равнодействующую сил. "
                     "Ответ дайте в ньютонах.", mass * a, mass / a, mass + a, a / mass, mass - a)  # fmt: skip


def _forces() -> Iterator[Wording]:
    # Claimed повышенный, in fact one multiplication: the planted item of a wrong tier.
    yield _choice("С какой силой Земля притягивает тело массой 2 кг? Считайте g = 10 Н/кг.", f"{2 * _G} Н", "5 Н",
                  "2 Н", "12 Н")  # fmt: skip
    yield _choice("Брусок тянут по столу равномерно с силой 3 Н. Чему равна сила трения скольжения?", "3 Н", "0 Н",
                  "6 Н", "30 Н")  # fmt: skip
    yield _choice("Растяжение пружины увеличили в 3 раза. Как изменилась сила упругости? Закон Гука выполняется.",
                  "увеличилась в 3 раза", "уменьшилась в 3 раза", "увеличилась в 9 раз", "не изменилась")  # fmt: skip
    for stiffness, length in ((200, 10), (500, 8), (120, 15), (400, 3)):
        force = Fraction(stiffness * length, 100)
        yield _short(f"Пружину жёсткостью {stiffness} Н/м растянули на {length} см. Найдите силу упругости. Ответ "
                     "дайте в ньютонах.", force, stiffness * length, Fraction(stiffness, length), force / 10,
                     stiffness + length)  # fmt: skip


def _momentum() -> Iterator[Wording]:
    for mass, speed in ((2, 6), (5, 4), ("0.5", 8), (3, 7)):
        m = Fraction(mass)
        right = f"{number(m * speed)} кг·м/с"
        tempting = (f"{number(value)} кг·м/с" for value in (m / speed, m * speed * speed / 2, speed / m, m + speed))
        yield Wording("в", f"Тело массой {number(m)} кг движется со скоростью {speed} м/с. Чему равен его импульс?",
                      right, three(right, *tempting))  # fmt: skip
    # The first of these discriminates nothing: planted in its slope, not in its words.
    for first, second, speed in ((2, 3, 5), (4, 6, 10), (1, 4, 10)):
        yield _short(f"Тележка массой {first} кг движется со скоростью {speed} м/с и сцепляется с тележкой массой "
                     f"{second} кг. С какой скоростью тележки поедут дальше? Ответ дайте в м/с.",
                     Fraction(first * speed, first + second), speed, Fraction(first * speed, second),
                     Fraction(speed, 2), Fraction(second * speed, first + second))  # fmt: skip


def _energy() -> Iterator[Wording]:
    yield _choice("Мяч подбросили вертикально вверх. Какая энергия растёт, пока он поднимается?", "потенциальная",
                  "кинетическая", "внутренняя", "никакая")  # fmt: skip
    yield _choice("Маятник проходит нижнюю точку. Какая энергия у него в этот момент наибольшая?", "кинетическая",
                  "потенциальная", "энергия упругости", "все одинаковы")  # fmt: skip
    yield _choice("Скорость тела увеличилась в 2 раза. Во сколько раз выросла кинетическая энергия?", "в 4 раза",
                  "в 2 раза", "в 8 раз", "не изменилась")  # fmt: skip


def _energy_tasks() -> Iterator[Wording]:
    for height in (20, 5, 45, 80):
        yield Wording("р", f"Камень падает с высоты {height} м без начальной скорости. Используя закон сохранения "
                           "энергии, найдите его скорость у земли. Сопротивлением воздуха пренебречь, "
                           "g = 10 м/с².")  # fmt: skip


def _motion_tasks() -> Iterator[Wording]:
    for speed, brake, time in ((20, 4, 3), (18, 3, 4), (25, 5, 2), (15, 3, 5)):
        yield Wording("р", f"Автомобиль едет со скоростью {speed} м/с и начинает тормозить с ускорением {brake} м/с². "
                           f"Какой путь он пройдёт за первые {time} с торможения и какую скорость будет "
                           "иметь?")  # fmt: skip


def _force_tasks() -> Iterator[Wording]:
    for mass, force, friction in ((4, 14, "0.25"), (5, 25, "0.3"), (2, 9, "0.2"), (10, 45, "0.15")):
        yield Wording("р", f"Брусок массой {mass} кг тянут по горизонтальному столу с силой {force} Н, коэффициент "
                           f"трения {number(friction)}. Изобразите силы, действующие на брусок, и найдите его "
                           "ускорение, g = 10 Н/кг.")  # fmt: skip


MECHANICS: Wordings = {
    ("1.1", "1.1", "Б"): tuple(_uniform()),
    ("1.2", "1.2", "Б"): tuple(_accelerated()),
    ("1.2", "1.2", "П"): tuple(_accelerations()),
    ("2.1", "1.1", "Б"): tuple(_newton()),
    ("2.1", "2.1", "Б"): tuple(_second_law()),
    ("2.2", "2.1", "П"): tuple(_forces()),
    ("3.1", "2.2", "Б"): tuple(one for one in _momentum() if one.kind == "в"),
    ("3.1", "2.2", "П"): tuple(one for one in _momentum() if one.kind == "к"),
    ("3.2", "3.1", "Б"): tuple(_energy()),
    ("3.2", "2.2", "П"): tuple(_energy_tasks()),
    ("1.2", "2.2", "В"): tuple(_motion_tasks()),
    ("2.2", "2.2", "В"): tuple(_force_tasks()),
}
"""Cell → items, those that pupils already wrote first."""
