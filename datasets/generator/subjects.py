"""Which subjects stand in which grade, how hard their marks are, which letters begin the codes of their tests."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["PASS_FAIL", "SUBJECTS", "Subject", "curriculum", "level_of"]

PASS_FAIL = "основы религиозных культур и светской этики"


@dataclass(frozen=True)
class Subject:
    """A subject of the school's plan.

    Attributes
    ----------
    title, short : str
        Russian title and the two letters of codes.
    grades : tuple of int
        Grades with the subject.
    shares : tuple of three floats
        Regional shares of marks «2», «2–3», «2–4» in the journal (cumulative).
    teachers : int
        How many subject teachers the school has in grades 5–11.
    """

    title: str
    short: str
    grades: tuple[int, ...]
    shares: tuple[float, float, float]
    teachers: int = 1


_HARD = (0.035, 0.47, 0.85)
_PLAIN = (0.012, 0.34, 0.77)
_EASY = (0.001, 0.06, 0.42)


def _span(low: int, high: int) -> tuple[int, ...]:
    return tuple(range(low, high + 1))


_ALL = (
    Subject("русский язык", "РУ", _span(2, 11), _HARD, 2),
    Subject("литературное чтение", "ЛЧ", _span(2, 4), _PLAIN),
    Subject("литература", "ЛИ", _span(5, 11), _PLAIN, 2),
    Subject("английский язык", "АН", _span(2, 11), _HARD, 2),
    Subject("математика", "МА", _span(2, 11), _HARD, 2),
    Subject("информатика", "ИН", _span(7, 11), _PLAIN),
    Subject("окружающий мир", "ОМ", _span(2, 4), _PLAIN),
    Subject(PASS_FAIL, "ОР", (4,), _EASY),
    Subject("история", "ИС", _span(5, 11), _PLAIN, 2),
    Subject("обществознание", "ОБ", _span(8, 11), _PLAIN),
    Subject("география", "ГЕ", _span(5, 10), _PLAIN),
    Subject("биология", "БИ", _span(5, 11), _PLAIN),
    Subject("физика", "ФИ", _span(7, 11), _HARD),
    Subject("химия", "ХИ", _span(8, 11), _HARD),
    Subject("изобразительное искусство", "ИЗ", _span(2, 7), _EASY),
    Subject("музыка", "МУ", _span(2, 8), _EASY),
    Subject("труд (технология)", "ТР", _span(2, 9), _EASY),
    Subject("физическая культура", "ФК", _span(2, 11), _EASY),
    Subject("основы безопасности и защиты Родины", "БЗ", _span(8, 11), _EASY),
)

SUBJECTS: MappingProxyType[str, Subject] = MappingProxyType({subject.title: subject for subject in _ALL})


def curriculum(grade: int) -> list[Subject]:
    """Return the subjects of a grade in the order of the plan; none in grade 1, which has no marks."""
    return [subject for subject in _ALL if grade in subject.grades]


def level_of(grade: int) -> str:
    """Return the level of education of a grade."""
    return "НОО" if grade <= 4 else "ООО" if grade <= 9 else "СОО"
