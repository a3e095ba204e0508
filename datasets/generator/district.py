"""Tables of the municipality: its schools, their risk profiles, and the references of region and municipality."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from generator import stream
from generator.people import Population
from generator.procedures import Region
from generator.stories import STORIES

__all__ = ["MUNICIPALITY", "municipal_references", "risk_profile", "schools"]

MUNICIPALITY = "Заречный район"

# factor; indicator; best; worst
_RISKS = """
1; учеников на один компьютер; 2; 12
1; износ здания, %; 0; 80
2; вакансии, % ставок; 0; 20
2; уроки не по специальности, %; 0; 30
3; учителя с дефицитом по диагностике, %; 0; 60
3; отметки, не подтверждённые ВПР, %; 10; 70
4; ученики, которым не подходит темп урока, %; 5; 60
5; взаимопосещений на педагога в год; 6; 0
5; педагоги без индивидуального маршрута, %; 0; 100
6; ученики с ОВЗ, %; 0; 20
7; ученики с неродным русским, %; 0; 30
7; из них не охвачены занятиями, %; 0; 80
8; низкая учебная мотивация, %; 0; 60
9; ученики, встречавшие травлю, %; 0; 40
10; потеря времени урока, мин; 0; 15
11; ученики с одной «3» или с «2», %; 0; 60
11; пропуски без причины, дней на ученика; 0; 10
12; родители, не бывавшие на собраниях, %; 5; 80
"""


def schools(people: Mapping[str, Population]) -> pd.DataFrame:
    """Return the list of schools with context and what each asks for and offers."""
    rows = []
    for story in STORIES:
        roster = people[story.id].roster
        rows.append(
            {"school": story.id, "title": story.title, "municipality": MUNICIPALITY,
             "pupils": int((roster["t"] == 2).sum()), "status": story.status, "latitude": story.place[0],
             "longitude": story.place[1], "parents_higher": story.parents_higher,
             "special_needs": story.special_needs, "other_language": story.other_language,
             "wants_help": story.wants or None, "offers_help": story.offers or None}
        )  # fmt: skip
    return pd.DataFrame(rows)


def risk_profile() -> pd.DataFrame:
    """Return the indicators of twelve risk factors for each school."""
    rows: list[dict[str, object]] = []
    for story in STORIES:
        rng = stream(story.id, "risks")
        for line in _RISKS.strip().splitlines():
            number, indicator, best, worst = (part.strip() for part in line.split(";"))
            level = min(max(story.risks.get(int(number), 0.22) + rng.normal(0, 0.05), 0.0), 1.0)
            value = float(best) + level * (float(worst) - float(best))
            if indicator.startswith("ученики с ОВЗ"):
                value = story.special_needs
            elif indicator.startswith("ученики с неродным"):
                value = story.other_language
            rows.append({"school": story.id, "factor": int(number), "indicator": indicator, "value": round(value, 1),
                         "best": float(best), "worst": float(worst)})  # fmt: skip
    return pd.DataFrame(rows)


def municipal_references(region: Region, results: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Add to the region's figures those of the municipality: pooled means and the spread of the eight schools."""
    parts = []
    for school, frame in results.items():
        frame = frame[frame["primary_score"].notna()].assign(school=school)
        shares = frame.assign(value=frame["primary_score"] / frame["max_score"] * 100, unit="процент выполнения")
        marks = frame.assign(value=pd.to_numeric(frame["mark"]), unit="отметка")
        tests = frame.assign(value=frame["test_score"], unit="тестовый балл")
        parts += [shares[shares["procedure"] != "ЕГЭ"], marks, tests]
    long = pd.concat(parts).dropna(subset=["value"])
    keys = ["procedure", "year", "grade", "subject", "unit"]
    means = long.groupby(keys)["value"].mean()
    spread = long.groupby([*keys, "school"])["value"].mean().groupby(keys).std(ddof=1)
    table = pd.DataFrame({"mean": means, "sd": spread}).reset_index()
    digits = table["unit"].map(lambda unit: 2 if unit == "отметка" else 1)
    for name in ("mean", "sd"):
        table[name] = [round(value, n) for value, n in zip(table[name], digits, strict=True)]
    table["territory"] = "муниципалитет"
    least = region.references.dropna(subset=["minimum"])[["procedure", "year", "grade", "subject", "minimum"]]
    table = table.merge(least.drop_duplicates(), on=["procedure", "year", "grade", "subject"], how="left")
    return pd.concat([region.references, table[region.references.columns]], ignore_index=True)
