"""Assessment procedures: starting tests, ВПР, ОГЭ, ЕГЭ, their scales, and the region against which schools stand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np
import pandas as pd

from generator import YEARS, stream
from generator.journal import Journal
from generator.people import Population
from generator.stories import Heap

__all__ = ["WORKS", "Region", "Work", "draw_scores", "hold_procedures", "simulate_region"]


@dataclass(frozen=True)
class Work:
    """One procedure in one subject and grade.

    Attributes
    ----------
    procedure, grade, subject : str, int, str
    top : int
        Largest primary score.
    hard : float
        Ability at which half of the score is reached.
    minimum : int or None
        Least test score of ЕГЭ.
    """

    procedure: str
    grade: int
    subject: str
    top: int
    hard: float
    minimum: int | None = None


_VPR = {
    4: (("русский язык", 24, -0.45), ("математика", 18, -0.5), ("окружающий мир", 22, -0.6)),
    5: (("русский язык", 26, -0.2), ("математика", 20, -0.25), ("биология", 24, -0.35)),
    6: (("русский язык", 28, -0.15), ("математика", 16, -0.05), ("география", 22, -0.3)),
    7: (("русский язык", 27, -0.15), ("математика", 19, -0.1), ("физика", 18, 0.05)),
    8: (("русский язык", 26, -0.2), ("математика", 21, 0.0), ("химия", 20, -0.1)),
    10: (("русский язык", 25, 0.1), ("математика", 20, 0.2), ("обществознание", 24, 0.0)),
}
_OGE = {
    "русский язык": (37, -0.7), "математика": (31, 0.0), "обществознание": (37, -0.25), "биология": (47, -0.2),
    "география": (31, -0.5), "информатика": (21, -0.2), "физика": (39, 0.1), "химия": (38, -0.1),
    "английский язык": (68, -0.5),
}  # fmt: skip
_EGE = {
    "русский язык": (50, -0.15, 24), "математика": (32, 0.75, 27), "обществознание": (58, 0.4, 42),
    "физика": (45, 0.55, 36), "информатика": (29, 0.45, 40), "история": (42, 0.45, 32), "химия": (56, 0.5, 36),
    "биология": (57, 0.5, 36), "английский язык": (82, 0.0, 22),
}  # fmt: skip

WORKS: tuple[Work, ...] = (
    *(Work("стартовая", 5, subject, 20, hard) for subject, hard in (("русский язык", -0.35), ("математика", -0.35))),
    *(Work("стартовая", 10, subject, 20, hard) for subject, hard in (("русский язык", 0.1), ("математика", 0.15))),
    *(Work("ВПР", grade, *work) for grade, works in _VPR.items() for work in works),
    *(Work("ОГЭ", 9, subject, *work) for subject, work in _OGE.items()),
    *(Work("ЕГЭ", 11, subject, *work) for subject, work in _EGE.items()),
)

_SLOPE = 1.15
_QUANTILES = {"стартовая": (0.1, 0.52, 0.86), "ВПР": (0.1, 0.53, 0.87), "ОГЭ": (0.04, 0.45, 0.82)}
_SCHOOLS, _CLASS = 300, 50
_ELECTIVE = {
    "технологический": ("физика", "информатика"), "гуманитарный": ("обществознание", "история", "английский язык"),
    "естественно-научный": ("химия", "биология"), "универсальный": ("обществознание", "физика", "биология"),
}  # fmt: skip


def draw_scores(latent: np.ndarray, work: Work, rng: np.random.Generator) -> np.ndarray:
    """Return primary scores: the ability of the day decides each point."""
    day = latent + rng.normal(0, 0.3, len(latent))
    return rng.binomial(work.top, 1 / (1 + np.exp(-_SLOPE * (day - work.hard))))


def _marks(scores: np.ndarray, bound: tuple[int, int, int]) -> np.ndarray:
    return np.asarray(2 + np.searchsorted(bound, scores, side="right"))


def test_score(primary: np.ndarray, top: int) -> np.ndarray:
    """Return the test score (0–100) of a primary score of ЕГЭ: a concave, strictly growing conversion."""
    return np.floor(100 * (primary / top) ** 0.8 + 0.5).astype(int)


@dataclass(frozen=True)
class Region:
    """The simulated region.

    Attributes
    ----------
    scales, references : DataFrame
        Tables as handed in; references hold the region only.
    bounds : dict
        (procedure, t, grade, subject) → least scores of «3», «4», «5».
    """

    scales: pd.DataFrame
    references: pd.DataFrame
    bounds: dict[tuple[str, int, int, str], tuple[int, int, int]]


def simulate_region() -> Region:
    """Simulate 300 schools of 50 pupils a grade; scales are quantiles of the first year, later moved by a point."""
    rng = stream("region")
    scales: list[dict[str, object]] = []
    references: list[dict[str, object]] = []
    bounds: dict[tuple[str, int, int, str], tuple[int, int, int]] = {}
    for work in WORKS:
        least: tuple[int, ...] = ()
        for t, year in enumerate(YEARS):
            latent = rng.normal(0, 0.38, (_SCHOOLS, 1)) + rng.normal(0, 0.98, (_SCHOOLS, _CLASS))
            if work.grade >= 10:
                latent += 0.45
            scores = draw_scores(latent.ravel(), work, rng).reshape(latent.shape)
            place = {"procedure": work.procedure, "year": year, "grade": work.grade, "subject": work.subject}
            if work.procedure == "ЕГЭ":
                _refer(references, place, {"тестовый балл": test_score(scores, work.top)}, work.minimum)
                continue
            if not least:
                quantiles = np.quantile(scores, _QUANTILES[work.procedure], method="higher")
                least = tuple(int(value) for value in quantiles)
            three, four, five = least
            move = int(rng.integers(-1, 2)) if t and work.procedure == "ВПР" else 0
            own = three, four + move, five
            bounds[work.procedure, t, work.grade, work.subject] = own
            scales += [{**place, "mark": mark, "min_score": score} for mark, score in zip("345", own, strict=True)]
            marks = _marks(scores, own)
            _refer(references, place, {"процент выполнения": scores / work.top * 100, "отметка": marks}, None)
    return Region(pd.DataFrame(scales), pd.DataFrame(references), bounds)


def _refer(
    references: list[dict[str, object]], place: dict[str, object], units: dict[str, np.ndarray], minimum: int | None
) -> None:
    for unit, values in units.items():
        digits = 2 if unit == "отметка" else 1
        references.append(
            {**place, "territory": "регион", "unit": unit, "mean": round(float(values.mean()), digits),
             "sd": round(float(values.mean(axis=1).std(ddof=1)), digits), "minimum": minimum}
        )  # fmt: skip


def hold_procedures(people: Population, journal: Journal, region: Region) -> tuple[pd.DataFrame, dict[str, float]]:
    """Make all results of a school.

    Returns
    -------
    DataFrame
        The table ``procedures``.
    dict
        Planted truth: year → share of ВПР scores below a boundary (one to three points) that were lifted onto it.
    """
    rng = stream(people.story.id, "procedures")
    parts: list[pd.DataFrame] = []
    lifted: dict[str, float] = {}
    for t, year in enumerate(YEARS):
        near = moved = 0
        for work in WORKS:
            rows = _takers(people, work, t)
            if rows.empty:
                continue
            latent = people.latent(rows, work.subject)
            if work.procedure == "ВПР":
                latent = latent + people.story.lift[t]
            scores = draw_scores(latent, work, rng)
            bound = region.bounds.get((work.procedure, t, work.grade, work.subject))
            heap = people.story.heaps.get(t)
            if work.procedure == "ВПР" and heap and bound:
                scores, under, up = _heap(scores, bound, heap, rng)
                near, moved = near + under, moved + up
            wrote = rng.random(len(rows)) >= (people.story.absent if work.procedure in ("ВПР", "стартовая") else 0.004)
            parts.append(_results(rows, work, (year, scores, wrote, bound), _past(journal, t, work)))
        if near:
            lifted[year] = round(moved / near, 3)
    return pd.concat(parts, ignore_index=True), lifted


def _takers(people: Population, work: Work, t: int) -> pd.DataFrame:
    day = dt.date(2023 + t, 9, 15) if work.procedure == "стартовая" else dt.date(2024 + t, 4, 20)
    rows = people.present(t, day)
    rows = rows[rows["grade"] == work.grade]
    if work.procedure == "ОГЭ" and work.subject not in ("русский язык", "математика"):
        electives = [subject for subject in _OGE if subject not in ("русский язык", "математика")]
        index = rows["index"].to_numpy()
        place = electives.index(work.subject)
        rows = rows[(index % len(electives) == place) | ((index // 7 + index + 1) % len(electives) == place)]
    if work.procedure == "ЕГЭ" and work.subject not in ("русский язык", "математика"):
        keep = [
            subject == work.subject
            for subject in (
                _ELECTIVE[profile][index % len(_ELECTIVE[profile])]
                for profile, index in zip(rows["profile"], rows["index"], strict=True)
            )
        ]
        rows = rows[np.array(keep, dtype=bool)]
    return rows


def _heap(
    scores: np.ndarray, bound: tuple[int, int, int], heap: Heap, rng: np.random.Generator
) -> tuple[np.ndarray, int, int]:
    result, under, up = scores.copy(), 0, 0
    for mark, least in zip("345", bound, strict=True):
        if mark not in heap.marks:
            continue
        for distance, part in ((1, 1.0), (2, 0.8), (3, 0.5)):
            here = scores == least - distance
            chosen = here & (rng.random(len(scores)) < heap.share * part)
            result[chosen] = least
            under, up = under + int(here.sum()), up + int(chosen.sum())
    return result, under, up


def _past(journal: Journal, t: int, work: Work) -> dict[str, str]:
    if work.procedure == "стартовая":
        return journal.before(t - 1, work.subject, ("год",)) if t else {}
    if work.procedure == "ВПР":
        return journal.before(t, work.subject, ("1 полугодие",) if work.grade == 10 else ("3 четверть",))
    return journal.before(t, work.subject, ("год",))


def _results(
    rows: pd.DataFrame,
    work: Work,
    written: tuple[str, np.ndarray, np.ndarray, tuple[int, int, int] | None],
    past: dict[str, str],
) -> pd.DataFrame:
    year, scores, wrote, bound = written
    result = pd.DataFrame(
        {"year": year, "pupil": rows["pupil"].to_numpy(), "procedure": work.procedure, "grade": work.grade,
         "subject": work.subject, "primary_score": np.where(wrote, scores, np.nan), "max_score": work.top}
    )  # fmt: skip
    result["test_score"] = np.where(wrote & (work.procedure == "ЕГЭ"), test_score(scores, work.top), np.nan)
    result["mark"] = None
    if bound is not None:
        marks = _marks(scores, bound)
        result["mark"] = [str(mark) if there else None for mark, there in zip(marks, wrote, strict=True)]
    result["journal_mark"] = [past.get(pupil) for pupil in result["pupil"]]
    return result
