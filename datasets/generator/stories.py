"""The stories of the eight schools as numbers: everything that is planted on purpose stands here and in the bank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

__all__ = ["STORIES", "Heap", "Story", "Style"]

Three = tuple[float, float, float]


@dataclass(frozen=True)
class Heap:
    """Scores lifted to a mark boundary.

    Attributes
    ----------
    share : float
        Probability that a score one point below a boundary is lifted onto it; two points 0.8 of it, three 0.5.
    marks : tuple of str
        Marks whose boundary attracts scores.
    """

    share: float
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Style:
    """How the school writes its files.

    Attributes
    ----------
    xlsx : bool
        One ``school.xlsx`` in the teacher's own form instead of CSV.
    separator, encoding : str
        Of the CSV files.
    russian_names : bool
        ``Ученики.csv`` instead of ``pupils.csv``.
    cp1251, parquet : tuple of str
        Tables written in that code page or in that format.
    dropped : tuple of str
        Optional columns («table.column») that the school does not keep.
    synonyms : bool
        Headers as the school's journal exports them, where the schema knows a synonym.
    """

    xlsx: bool = False
    separator: str = ";"
    encoding: str = "utf-8-sig"
    russian_names: bool = False
    cp1251: tuple[str, ...] = ()
    parquet: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    synonyms: bool = False


@dataclass(frozen=True)
class Story:
    """One school: who learns there, what really happens, what is reported.

    Attributes
    ----------
    number, id, title : int, str, str
        The number begins all codes of people.
    ability : tuple of three floats
        Mean latent ability by year, in standard deviations of pupils of the region.
    journal : tuple of three floats
        Lift of journal marks by year on the same latent scale.
    lift : tuple of three floats
        Lift of ВПР work by year (help, soft checking) on the same scale.
    heaps : mapping of int to Heap
        Year number (0, 1, 2) → lifting of ВПР scores to boundaries.
    losses : tuple of three ints
        Pupils whom each profile class of grade 10 loses within the year.
    weak : mapping of str to tuple of str
        Test → КЭС codes that this school teaches badly.
    """

    number: int
    id: str
    title: str
    ability: Three
    spread: float = 0.85
    sizes: tuple[int, int] = (23, 26)
    double: tuple[int, ...] = tuple(range(2, 10))
    grades: int = 11
    profiles: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({"А": "универсальный"}))
    stay: float = 0.48
    journal: Three = (0.0, 0.0, 0.0)
    lift: Three = (0.0, 0.0, 0.0)
    heaps: Mapping[int, Heap] = field(default_factory=lambda: MappingProxyType({}))
    absent: float = 0.05
    losses: tuple[int, int, int] = (0, 1, 0)
    weak: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    accepted: float = 0.75
    late: float = 0.12
    activity: float = 0.5
    olympiad: float = 0.0
    motivation: tuple[float, float] = (10.5, 0.4)
    content: Mapping[str, float] = field(
        default_factory=lambda: MappingProxyType({"ученики": 0.78, "родители": 0.80, "педагоги": 0.84})
    )
    growth: float = 3.0
    lessons: int = 10
    parents_higher: float = 30.0
    special_needs: float = 4.0
    other_language: float = 4.0
    status: str = "обычная"
    place: tuple[float, float] = (55.0, 40.0)
    wants: str = ""
    offers: str = ""
    risks: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({}))
    style: Style = field(default_factory=Style)


STORIES: tuple[Story, ...] = (
    Story(
        1, "gimnaziya-1", "Гимназия № 1", (0.55, 0.55, 0.58), spread=0.75, stay=0.82,
        profiles=MappingProxyType({"А": "технологический", "Б": "гуманитарный"}), losses=(3, 4, 5),
        weak=MappingProxyType({"МА7-ИТ": ("5.2",)}), accepted=0.88, late=0.05, activity=0.8, olympiad=0.5,
        motivation=(12.0, -0.3), growth=4.0, lessons=12, parents_higher=52, special_needs=2, other_language=2,
        status="школа-лидер", place=(55.012, 40.031), wants="сохранность профильных классов",
        offers="русский язык; литература; английский язык", risks=MappingProxyType({8: 0.35, 10: 0.2}),
        style=Style(xlsx=True),
    ),
    Story(
        2, "shkola-2", "Школа № 2", (-0.25, -0.25, -0.25), sizes=(27, 27), absent=0.02, journal=(1.4, 1.45, 1.45),
        heaps=MappingProxyType({year: Heap(0.85, ("4", "5")) for year in range(3)}),
        weak=MappingProxyType({"МА7-ИТ": ("4.1",), "ФИ9-ТМ": ("1.1",)}), accepted=0.7, late=0.18, growth=0.5,
        content=MappingProxyType({"ученики": 0.83, "родители": 0.88, "педагоги": 0.82}), parents_higher=31,
        place=(55.021, 40.052), wants="объективность оценивания",
        risks=MappingProxyType({3: 0.72, 5: 0.55}),
        style=Style(separator=";", parquet=("marks", "period_marks")),
    ),
    Story(
        3, "shkola-3", "Школа № 3", (-1.15, -0.9, -0.65), sizes=(24, 27), absent=0.07,
        weak=MappingProxyType({"МА7-ИТ": ("3.1", "5.3"), "РУ5-ВХ": ("3.1",)}), accepted=0.65, late=0.2,
        activity=0.4, motivation=(8.6, 1.8), growth=9.0, lessons=18, parents_higher=14, special_needs=9,
        other_language=17, status="ШНОР", place=(54.983, 40.017), wants="математика; физика",
        offers="формирующее оценивание", risks=MappingProxyType({6: 0.74, 7: 0.82, 8: 0.5, 11: 0.7, 12: 0.6}),
        style=Style(separator=",", encoding="utf-8", dropped=("period_marks.teacher", "pupils.sex")),
    ),
    Story(
        4, "shkola-4", "Школа № 4", (-0.35, -0.35, -0.35), sizes=(27, 27), absent=0.02,
        journal=(0.1, 0.45, 0.85), lift=(0.0, 0.25, 0.5),
        heaps=MappingProxyType({2: Heap(0.85, ("3", "4"))}),
        weak=MappingProxyType({"МА7-ИТ": ("3.1", "4.1"), "ФИ9-ТМ": ("1.2",)}), accepted=0.6, late=0.25,
        activity=0.45, motivation=(9.5, -0.2), growth=0.0, lessons=6, parents_higher=18, special_needs=6,
        other_language=8, status="ШНОР", place=(55.034, 39.978), wants="математика",
        risks=MappingProxyType({3: 0.7, 8: 0.55, 11: 0.4, 2: 0.68}),
        style=Style(separator=";", parquet=("period_marks",), cp1251=("plan", "requests"), synonyms=True),
    ),
    Story(
        5, "licey-5", "Лицей № 5", (0.9, 0.92, 0.95), spread=0.65, stay=0.85, absent=0.03,
        profiles=MappingProxyType({"А": "технологический", "Б": "естественно-научный"}), losses=(0, 1, 0),
        weak=MappingProxyType({"РУ5-ВХ": ("4.1",)}), accepted=0.96, late=0.0, activity=0.95, olympiad=1.0,
        motivation=(13.2, 0.6), growth=5.0, lessons=14,
        content=MappingProxyType({"ученики": 0.86, "родители": 0.9, "педагоги": 0.92}), parents_higher=58,
        special_needs=1, other_language=2, status="школа-лидер", place=(55.005, 40.064),
        offers="математика; физика; информатика; объективность оценивания", risks=MappingProxyType({8: 0.15}),
        style=Style(separator=";", russian_names=True, parquet=("period_marks",)),
    ),
    Story(
        6, "selskaya-6", "Сельская школа № 6", (-0.15, -0.15, -0.15), sizes=(4, 9), double=(), grades=9,
        absent=0.06, weak=MappingProxyType({"МА7-ИТ": ("5.2",)}), accepted=0.7, late=0.1, activity=0.9, lessons=5,
        parents_higher=12, special_needs=7, other_language=5, place=(55.141, 40.233), wants="физика; химия",
        offers="экологическое воспитание", risks=MappingProxyType({1: 0.7, 2: 0.8}),
        style=Style(separator=";", russian_names=True, cp1251=("period_marks",)),
    ),
    Story(
        7, "shkola-7", "Школа № 7", (0.0, 0.0, 0.02), weak=MappingProxyType({"МА7-ИТ": ("5.3",), "ФИ9-ТМ": ("3.2",)}),
        motivation=(10.4, 0.7), growth=3.5, lessons=12, parents_higher=34, place=(55.018, 40.009),
        wants="математика", offers="русский язык", risks=MappingProxyType({8: 0.45, 11: 0.35}),
        style=Style(xlsx=True),
    ),
    Story(
        8, "shkola-8", "Школа № 8", (0.0, 0.0, 0.0), sizes=(22, 25), double=(),
        weak=MappingProxyType({"МА7-ИТ": ("4.1",)}), lessons=6, activity=0.6, parents_higher=29,
        place=(54.996, 40.041), wants="цифровая грамотность", risks=MappingProxyType({1: 0.5, 5: 0.5}),
        style=Style(separator=";"),
    ),
)  # fmt: skip
"""The schools in the order of their numbers."""
