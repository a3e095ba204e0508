"""Figures of the self-examination that no table of the school holds: certificates, rooms, computers.

Apart from the other papers because they belong to calendar years.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from generator import stream
from generator.people import Population

__all__ = ["CONTRADICTS", "head_count", "self_indicators"]

CONTRADICTS = {"school": "shkola-7", "calendar_year": 2025, "number": "1.1", "surplus": 11}
"""A figure written by hand that the list of pupils does not bear out."""
_YES_NO = {"2.3": "да", "2.4": "да", "2.4.1": "да", "2.4.2": "да", "2.4.3": "нет", "2.4.4": "да", "2.4.5": "да"}


def head_count(people: Population, calendar_year: int) -> int:
    """Return how many pupils the school has on 31 December."""
    return len(people.present(calendar_year - 2023, dt.date(calendar_year, 12, 31)))


def self_indicators(people: Population) -> pd.DataFrame:
    """Make the table of a school for 2024 and 2025.

    Parameters
    ----------
    people : Population
    """
    rng = stream(people.story.id, "self-indicators")
    rows: list[dict[str, object]] = []
    area, computers = round(float(rng.uniform(3.2, 6.8)), 1), round(float(rng.uniform(0.12, 0.3)), 2)
    books, rural = int(rng.integers(14, 24)), people.story.id == "selskaya-6"
    for year in (2024, 2025):
        roster = people.present(year - 2023, dt.date(year, 12, 31))
        past = people.roster[(people.roster["t"] == year - 2024) & (people.roster["leave_reason"] == "выпуск")]
        ninth = int((people.roster["t"].eq(year - 2024) & people.roster["grade"].eq(9)).sum())
        eleventh = int(past["grade"].eq(11).sum())
        profiled = int(roster["profile"].notna().sum())
        counts = {
            "1.14": int(rng.random() < 0.3), "1.15": 0, "1.16": round(0.04 * ninth), "1.17": round(0.08 * eleventh),
            "1.20": 0, "1.21": profiled, "1.22": int(0.06 * len(roster)), "1.23": 0 if not rural else 6,
            "2.1": round(computers + 0.02 * (year - 2024), 2), "2.2": books + year - 2024,
            "2.5": len(roster), "2.6": area,
        }  # fmt: skip
        if eleventh == 0:
            del counts["1.15"], counts["1.17"]
        if CONTRADICTS["school"] == people.story.id and CONTRADICTS["calendar_year"] == year:
            counts[str(CONTRADICTS["number"])] = head_count(people, year) + int(CONTRADICTS["surplus"])
        notes = {"1.14": f"приказ № {int(rng.integers(60, 99))} от 25.06.{year}", "2.6": "технический паспорт"}
        rows += [_row(year, number, value, None, notes.get(number)) for number, value in counts.items()]
        rows += [_row(year, number, None, said, None) for number, said in _YES_NO.items()]
    return pd.DataFrame(rows).sort_values(["calendar_year", "number"], kind="stable", ignore_index=True)


def _row(year: int, number: str, value: float | None, said: str | None, note: str | None) -> dict[str, object]:
    return {"calendar_year": year, "number": number, "value": value, "yes_no": said, "note": note}
