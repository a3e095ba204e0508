"""Tiny hand-readable tables: a few cards, a few pupils, and a way to write records in one line."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pandas as pd
import pytest

from workbook.rating import Rules, Season, read_rules, season
from workbook.school import School
from workbook.settings import RatingRules

DATES = {"date", "starts", "ends", "enrolled", "left"}


def table(columns: str, rows: list[tuple[Any, ...]]) -> pd.DataFrame:
    """Make a table with the dtypes that reading gives."""
    names = columns.split()
    frame = pd.DataFrame(rows, columns=names)
    for name in names:
        if name in DATES:
            frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
        else:
            frame[name] = frame[name].astype({"points": "float64", "place": "Int64"}.get(name, "str"))
    return frame


CARDS = table(
    "card title event direction scale form participation starts ends grades",
    [
        ("К-01", "Олимпиада, школьный этап", "ОЛ", "интеллектуальное", "школьный", "очно", "индивидуальное",
         "2025-10-01", "2025-10-05", "5–11"),
        ("К-02", "Олимпиада, районный этап", "ОЛ", "интеллектуальное", "районный", "очно", "индивидуальное",
         "2025-11-10", "2025-11-20", "7–11"),
        ("К-03", "Конкурс чтецов", None, "творческое", "школьный", "очно", "индивидуальное",
         "2025-12-01", "2025-12-01", None),
        ("К-04", "Хор", None, "творческое", "городской", "очно", "групповое", "2026-03-01", "2026-03-01", None),
        ("К-05", "Кросс", None, "спортивное", "школьный", "очно", "индивидуальное", "2025-09-20", "2025-09-20", None),
        ("К-06", "Инфоурок", None, "интеллектуальное", "международный", "платный", "индивидуальное",
         "2025-09-20", "2026-05-20", None),
        ("К-07", "Проект", None, "социальное", "региональный", "очно", "индивидуальное",
         "2025-09-20", "2026-05-20", "9"),
    ],
)  # fmt: skip


def make_records(rows: list[dict[str, Any]]) -> pd.DataFrame:
    """Records of the journal; what is not said is a verified winner's record of «У-001» at «К-03»."""
    usual = {
        "record": None, "card": "К-03", "pupil": "У-001", "team": None, "role": "исполнитель", "result": "победитель",
        "date": "2025-12-01", "form": None, "verified_by": "П-01", "place": None, "replaces": None,
    }  # fmt: skip
    return table(" ".join(usual), [tuple((usual | row).values()) for row in rows])


def make_pupils(classes: dict[str, str], year: str = "2025/2026") -> pd.DataFrame:
    """Pupils by code and class."""
    return table(
        "year pupil class_ level left leave_reason",
        [(year, pupil, class_, "ООО", None, None) for pupil, class_ in classes.items()],
    )


@pytest.fixture(scope="session")
def cards() -> pd.DataFrame:
    return CARDS


@pytest.fixture(scope="session")
def records() -> Callable[..., pd.DataFrame]:
    """``records({...}, {...})``: a journal of these records."""
    return lambda *rows: make_records(list(rows))


@pytest.fixture(scope="session")
def pupils() -> Callable[..., pd.DataFrame]:
    """``pupils({"У-001": "7 А"}, "2025/2026")``."""
    return make_pupils


@pytest.fixture(scope="session")
def card_points() -> Callable[..., pd.DataFrame]:
    """``card_points((card, role, result, points, cap_group), ...)``."""
    return lambda *rows: table("card role result points cap_group", list(rows))


@pytest.fixture(scope="session")
def make_rules() -> Callable[..., Rules]:
    """Rules with some fields changed, as a school's own act would."""
    return lambda **changes: read_rules(RatingRules(**changes))


@pytest.fixture(scope="session")
def rules() -> Rules:
    return read_rules(RatingRules())


_season = lru_cache(maxsize=8)(season)

SAMPLES = ("gimnaziya-1", "licey-5", "selskaya-6", "shkola-2", "shkola-3", "shkola-4", "shkola-7", "shkola-8")


@pytest.fixture(scope="session", params=SAMPLES)
def sample(request: pytest.FixtureRequest, read_sample: Callable[[str], School]) -> tuple[School, Season]:
    """One sample school after another with its season counted once."""
    school = read_sample(request.param)
    return school, _season(school)
