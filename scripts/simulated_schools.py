"""Honest schools by simulation, and the same schools with one planted fault: what markers of objectivity are tried on.

Apart from the sample municipality because eight schools cannot show a false alarm of one in a hundred. Nothing is
taken from its generator: a marker that passes here was not tuned to the way those schools were made.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["FAULTS", "Region", "Simulated", "simulate_region", "simulate_school"]

YEARS = ("2023/2024", "2024/2025", "2025/2026")
KINDS = ((0.52, (2, 24, 28)), (0.10, (3, 24, 28)), (0.23, (1, 21, 26)), (0.15, (1, 4, 8)))
"""Share of schools, then classes in a parallel and the least and greatest class: ordinary, large, small, rural."""

SUBJECTS = ("русский язык", "математика", "третий предмет")
_WORKS = {
    ("ВПР", grade, subject): (top, hard)
    for grade, rows in {
        4: ((24, -0.5), (18, -0.5), (22, -0.6)), 5: ((26, -0.2), (20, -0.3), (24, -0.3)),
        6: ((28, -0.1), (16, -0.1), (22, -0.3)), 7: ((27, -0.2), (19, -0.1), (18, 0.1)),
        8: ((26, -0.2), (21, 0.0), (20, -0.1)),
    }.items()
    for subject, (top, hard) in zip(SUBJECTS, rows, strict=True)
} | {("ОГЭ", 9, "русский язык"): (37, -0.7), ("ОГЭ", 9, "математика"): (31, 0.0)}  # fmt: skip
_CUTS = {"ВПР": (0.10, 0.53, 0.87), "ОГЭ": (0.05, 0.45, 0.82)}
_JOURNAL = (-1.9, -0.15, 1.2)
"""Latent ability from which the journal gives «3», «4», «5»: kinder at the bottom than the works."""

_SCHOOL_SD, _CLASS_SD, _PUPIL_SD = 0.38, 0.12, 0.85
_SUBJECT_SD, _YEAR_SD, _DAY_SD = 0.40, 0.20, 0.30
_TEACHER_MEAN, _TEACHER_SD, _DILIGENCE_SD, _MARK_SD = 0.05, 0.15, 0.33, 0.25
_ITEMS = 24

FAULTS = ("всплески", "завышенные баллы", "под диктовку", "завышенный журнал", "скачок поколения", "разрыв с ОГЭ",
          "неверный ключ")  # fmt: skip
"""Planted faults in the order of the markers M1 … M7 that should see them."""

_RESULT_COLUMNS = (
    "year", "pupil", "procedure", "grade", "subject", "primary_score", "max_score", "mark", "journal_mark",
)  # fmt: skip
Key = tuple[str, str, int, str]


@dataclass(frozen=True)
class Region:
    """The official scale and the reference of every work.

    Attributes
    ----------
    scales, references : DataFrame
        Tables as a school gets them.
    bounds : dict
        (year, procedure, grade, subject) → least scores of «3», «4», «5».
    """

    scales: pd.DataFrame
    references: pd.DataFrame
    bounds: dict[Key, tuple[int, int, int]]


@dataclass(frozen=True, eq=False)
class Simulated:
    """The tables of one simulated school, as a marker takes them.

    Attributes
    ----------
    pupils, procedures, responses, items : DataFrame
    """

    pupils: pd.DataFrame
    procedures: pd.DataFrame
    responses: pd.DataFrame
    items: pd.DataFrame


def simulate_region(seed: int = 1, schools: int = 300) -> Region:
    """Simulate schools of 50 pupils a parallel; boundaries are quantiles of the region, moved by a point some years."""
    rng = np.random.default_rng(seed)
    scales, references, bounds = [], [], {}
    for (procedure, grade, subject), (top, hard) in _WORKS.items():
        for number, year in enumerate(YEARS):
            latent = rng.normal(0, _SCHOOL_SD, (schools, 1)) + rng.normal(0, _spread(), (schools, 50))
            scores = _scores(latent, top, hard, rng)
            least = [int(cut) for cut in np.quantile(scores, _CUTS[procedure], method="higher")]
            least[1] += int(rng.integers(-1, 2)) if number else 0
            place = {"procedure": procedure, "year": year, "grade": grade, "subject": subject}
            bounds[year, procedure, grade, subject] = least[0], least[1], least[2]
            scales += [{**place, "mark": mark, "min_score": cut} for mark, cut in zip("345", least, strict=True)]
            means = 100 * scores.mean(axis=1) / top
            figures = {"mean": round(float(means.mean()), 1), "sd": round(float(means.std(ddof=1)), 1)}
            references.append({**place, "territory": "регион", "unit": "процент выполнения", **figures})
    return Region(pd.DataFrame(scales), pd.DataFrame(references), bounds)


def simulate_school(region: Region, seed: int, fault: str = "") -> Simulated:
    """Simulate three years of one school; a planted fault changes only what it says, the pupils are the same.

    Parameters
    ----------
    region : Region
    seed : int
        The school.
    fault : str
        One of :data:`FAULTS`; empty for an honest school.
    """
    rng = np.random.default_rng([seed, 0])
    place = float(rng.random())
    _, (classes, least, most) = KINDS[int(np.searchsorted(np.cumsum([share for share, _ in KINDS]), place))]
    ability = rng.normal(0, _SCHOOL_SD) + np.cumsum(rng.normal(0, 0.08, len(YEARS)))
    teachers = {(subject, band): rng.normal(_TEACHER_MEAN, _TEACHER_SD) for subject in SUBJECTS for band in range(3)}
    pupils: list[tuple[np.ndarray, ...]] = []
    works: list[tuple[np.ndarray, ...]] = []
    number = 0
    for start in range(2, 10):  # the grade of the cohort in the first year
        letters = "АБ"[:classes]
        letter = np.concatenate([np.full(rng.integers(least, most + 1), one) for one in letters])
        size = len(letter)
        codes = np.array([f"У-{number + place:05d}" for place in range(size)])
        number += size
        mood = {one: rng.normal(0, _CLASS_SD) for one in letters}
        talent = rng.normal(0, _PUPIL_SD, size) + np.array([mood[one] for one in letter])
        bent = {subject: rng.normal(0, _SUBJECT_SD, size) for subject in SUBJECTS}
        diligence = rng.normal(0, _DILIGENCE_SD, size)
        for back, year in enumerate(YEARS):
            grade = start + back
            if not 4 <= grade <= 9:
                continue
            names = np.array([f"{grade} {one}" for one in letter], dtype=object)
            pupils.append((_same(year, size), codes, names, _same("НОО" if grade == 4 else "ООО", size)))
            for (procedure, at, subject), (top, hard) in _WORKS.items():
                if at != grade:
                    continue
                own = np.random.default_rng([seed, 1, back, grade, SUBJECTS.index(subject)])
                latent = ability[back] + talent + bent[subject] + own.normal(0, _YEAR_SD, size)
                given = latent + diligence + teachers[subject, grade % 3] + own.normal(0, _MARK_SD, size)
                given += 1.1 if fault == "завышенный журнал" and year == YEARS[-1] else 0.0
                scores = _scores(latent + _lift(fault, procedure, grade, year), top, hard, own)
                bound = region.bounds[year, procedure, grade, subject]
                if procedure == "ВПР" and year == YEARS[-1]:
                    scores = _spoilt(fault, scores, bound, top, grade, own)
                wrote = own.random(size) > 0.05
                works.append((
                    _same(year, size), codes, _same(procedure, size), np.full(size, grade), _same(subject, size),
                    np.where(wrote, scores, np.nan), np.full(size, float(top)),
                    np.where(wrote, _marks(scores, bound), None), _marks(given, _JOURNAL),
                ))  # fmt: skip
    people = _table(pupils, ("year", "pupil", "class_", "level"))
    procedures = _table(works, _RESULT_COLUMNS).astype({"grade": "Int64"})
    responses, items = _answers(people, seed, float(ability[-1]), fault)
    return Simulated(people, procedures, responses, items)


def _same(value: object, size: int) -> np.ndarray:
    return np.full(size, value, dtype=object)


def _table(parts: list[tuple[np.ndarray, ...]], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {name: np.concatenate(part) for name, part in zip(columns, zip(*parts, strict=True), strict=True)}
    )


def _spread() -> float:
    return float(np.sqrt(_CLASS_SD**2 + _PUPIL_SD**2 + _SUBJECT_SD**2 + _YEAR_SD**2))


def _scores(latent: np.ndarray, top: int, hard: float, rng: np.random.Generator) -> np.ndarray:
    day = latent + rng.normal(0, _DAY_SD, latent.shape)
    return np.asarray(rng.binomial(top, 1 / (1 + np.exp(-1.15 * (day - hard)))))


def _marks(values: np.ndarray, cuts: tuple[float, float, float]) -> np.ndarray:
    return (2 + np.searchsorted(cuts, values, side="right")).astype(str).astype(object)


def _lift(fault: str, procedure: str, grade: int, year: str) -> float:
    """How much the ability shown in a work is raised by help."""
    if procedure != "ВПР":
        return 0.0
    if fault == "завышенные баллы":
        return 1.2
    if fault == "скачок поколения" and year == YEARS[-1] and grade == 5:
        return 1.5
    return 1.5 if fault == "разрыв с ОГЭ" and year == YEARS[-2] and grade == 8 else 0.0


def _spoilt(
    fault: str, scores: np.ndarray, bound: tuple[int, int, int], top: int, grade: int, rng: np.random.Generator
) -> np.ndarray:
    if fault == "всплески":
        for least in bound[1:]:
            for distance, share in ((1, 0.66), (2, 0.53), (3, 0.33)):
                scores = np.where((scores == least - distance) & (rng.random(len(scores)) < share), least, scores)
    if fault == "под диктовку" and grade == 5:
        return np.asarray(np.clip(rng.normal(0.93 * top, 0.04 * top, len(scores)).round(), 0, top))
    return scores


def _answers(pupils: pd.DataFrame, seed: int, ability: float, fault: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers of grade 7 of the last year to 24 items of a two-parameter model."""
    rng = np.random.default_rng([seed, 2])
    codes = pupils.loc[pupils["year"].eq(YEARS[-1]) & pupils["class_"].str.startswith("7 "), "pupil"].to_numpy()
    latent = ability + rng.normal(0, _spread(), len(codes))
    slope, hard = rng.uniform(0.5, 1.6, _ITEMS), rng.normal(-0.2, 0.9, _ITEMS)
    if fault == "неверный ключ":
        slope[rng.integers(_ITEMS)] = -1.6
    right = rng.random((len(codes), _ITEMS)) < 1 / (1 + np.exp(-slope * (latent[:, None] - hard)))
    names = [f"МА7-{place:03d}" for place in range(1, _ITEMS + 1)]
    responses = pd.DataFrame({
        "test": "МА7-ИТ", "pupil": np.repeat(codes, _ITEMS), "item": names * len(codes),
        "score": right.astype(float).ravel(),
    })  # fmt: skip
    items = pd.DataFrame({"item": names, "subject": "математика", "grade": 7, "max_score": 1.0, "tier": "Б",
                          "skill": "1.1"})  # fmt: skip
    return responses, items
