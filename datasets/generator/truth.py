"""Writes down what is true: the planted parameters and the plain facts that a correct analysis must find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from generator import SEED, YEARS
from generator.bank import TESTS, Test
from generator.district import MUNICIPALITY
from generator.fund import LONG_SERIES, SEVERE_EXPERT, overdue
from generator.judgements import CUTS, cut_percent
from generator.jury import CONTESTS, SEVERE_JUROR, TIED
from generator.quality import quality

if TYPE_CHECKING:
    from generator.build import Handed

__all__ = ["tell"]

_STORIES = {
    "gimnaziya-1": "Сильная гимназия; профильные 10-е классы теряют учеников гораздо чаще, чем в других школах.",
    "shkola-2": "Отметки журнала выше отметок ВПР примерно на 0,8; баллы ВПР собраны у границ «4» и «5».",
    "shkola-3": "Низкие результаты растут честно: способность +0,25 стандартного отклонения в год, доля «2» падает.",
    "shkola-4": "Результаты ВПР и журнала растут, а способность и ОГЭ стоят: завышение; всплески в последний год.",
    "licey-5": "Сильный лидер: высокие честные результаты, олимпиады, ФОС обновлены.",
    "selskaya-6": "Классы меньше десяти человек: отметки честные, числа шумят.",
    "shkola-7": "Средняя школа, школа по умолчанию.",
    "shkola-8": "Средняя школа, файлы испорчены намеренно; список ожидаемых замечаний — shkola-8-problems.csv.",
}


def tell(handed: Mapping[str, Handed]) -> dict[str, Any]:
    """Return the truth about the municipality, ready for YAML.

    Parameters
    ----------
    handed : mapping of str to Handed
        What the schools hand in, before writing and before shkola-8 is made dirty.
    """
    return {
        "seed": SEED,
        "municipality": MUNICIPALITY,
        "years": list(YEARS),
        "inflated_schools": ["shkola-2", "shkola-4"],
        "honest_schools": ["gimnaziya-1", "shkola-3", "licey-5", "selskaya-6", "shkola-7", "shkola-8"],
        "honest_improver": "shkola-3",
        "false_improver": "shkola-4",
        "leader": "licey-5",
        "loses_profile_pupils": "gimnaziya-1",
        "spikes": {
            school: {
                YEARS[year]: {"marks": list(heap.marks), "lifted_share_of_near_scores": one.lifted[YEARS[year]]}
                for year, heap in one.people.story.heaps.items()
            }
            for school, one in handed.items()
            if one.people.story.heaps
        },
        "tests": _tests(),
        "severe_expert": SEVERE_EXPERT,
        "contest": {"schools": list(CONTESTS), "severe_juror": SEVERE_JUROR, "tied_nomination": TIED},
        "quality": quality(handed),
        "schools": {school: _school(school, one) for school, one in handed.items()},
    }


def _tests() -> dict[str, Any]:
    result: dict[str, Any] = {}
    for test in TESTS:
        planted: dict[str, Any] = {"wrong_key_items": {}, "dead_distractors": {}, "non_discriminating_items": [],
                                   "mistiered_items": {}}  # fmt: skip
        for item in test.items:
            match item.fault:
                case "неверный-ключ":
                    planted["wrong_key_items"][item.code] = {"key": item.key, "right": item.truth}
                case "мёртвый-дистрактор":
                    dead = item.wrong[item.weights.index(0.0)]
                    planted["dead_distractors"][item.code] = dead
                case "не-различает":
                    planted["non_discriminating_items"].append(item.code)
                case "на-деле-Б" | "на-деле-В":
                    planted["mistiered_items"][item.code] = {"claimed": item.tier, "real": item.fault[-1]}
        planted["specification_hole"] = (
            dict(zip(("content", "skill", "tier", "items"), test.hole, strict=True)) if test.hole else None
        )
        planted["specification_surplus"] = (
            dict(zip(("content", "skill", "tier"), test.surplus, strict=True)) if test.surplus else None
        )
        planted["variants"] = list(test.variants())
        planted["common_items"] = [item.code for item in test.items if len(item.variants) > 1]
        result[test.fos] = planted | _bank(test) | _cuts(test)
    return result


def _bank(test: Test) -> dict[str, Any]:
    bank = (*test.items, *test.stock)
    listed = [("КЭС", code) for code in test.contents] + [("КПУ", code) for code in test.skills]
    listed += [(kind, code) for kind, code, _, assessed in test.unwritten if assessed == "да"]
    statuses = pd.Series([item.status for item in bank]).value_counts()
    dif = {test.dif.item: {"harder_for": test.dif.sex, "logit": test.dif.logit}} if test.dif else {}
    return {
        "dif_items": dif,
        "dif_schools": list(LONG_SERIES) if test.dif else [],
        "bank": {str(status): int(number) for status, number in statuses.items()},
        "overdue_items": [item.code for item in bank if overdue(item)],
        "enemy_groups": sorted({group: [item.code for item in bank if item.group == group]
                                for group in {item.group for item in bank} if group}.values()),
        "codifier_without_items": [
            f"{kind} {code}" for kind, code in listed
            if code not in {item.content if kind == "КЭС" else item.skill for item in bank}
        ],
        "codifier_not_assessed": [f"{kind} {code}" for kind, code, _, assessed in test.unwritten if assessed == "нет"],
        "items_outside_codifier": [item.code for item in bank if item.content not in test.contents],
    }  # fmt: skip


def _cuts(test: Test) -> dict[str, Any]:
    if test.fos not in CUTS:
        return {}
    return {"cuts": {mark: {"ability": theta, "percent_of_variant_1": round(cut_percent(test, mark), 1)}
                     for mark, theta in CUTS[test.fos].items()}}  # fmt: skip


def _school(school: str, one: Handed) -> dict[str, Any]:
    story = one.people.story
    return {
        "story": _STORIES[school],
        "planted": {
            "ability_mean_by_year": dict(zip(YEARS, story.ability, strict=True)),
            "journal_lift_latent": dict(zip(YEARS, story.journal, strict=True)),
            "vpr_lift_latent": dict(zip(YEARS, story.lift, strict=True)),
            "profile_losses_per_class": dict(zip(YEARS, story.losses, strict=True)),
            "weak_content": {test: list(codes) for test, codes in story.weak.items()},
            "motivation_change": story.motivation[1],
            "teacher_growth": story.growth,
        },
        "facts": _facts(one),
    }


def _facts(one: Handed) -> dict[str, Any]:
    results, roster = one.tables["procedures"], one.people.roster
    vpr = results[(results["procedure"] == "ВПР") & results["primary_score"].notna()]
    percent = vpr["primary_score"].groupby(vpr["year"]).sum() / vpr["max_score"].groupby(vpr["year"]).sum() * 100
    two = (vpr["mark"] == "2").groupby(vpr["year"]).mean() * 100
    pairs = vpr.dropna(subset=["mark", "journal_mark"])
    gap = pairs["journal_mark"].astype(int) - pairs["mark"].astype(int)
    oge = results[(results["procedure"] == "ОГЭ") & results["mark"].notna()]
    ege = results[(results["procedure"] == "ЕГЭ") & results["test_score"].notna()]
    ability = {}
    for t, year in enumerate(YEARS):
        rows = roster[(roster["t"] == t) & roster["grade"].between(4, 9)]
        ability[year] = round(float(rows["theta"].mean()), 3)
    facts: dict[str, Any] = {
        "pupils": {year: int((roster["year"] == year).sum()) for year in YEARS},
        "ability_grades_4_9": ability,
        "vpr_percent": _round(percent, 2),
        "vpr_share_of_two": _round(two, 2),
        "journal_minus_vpr": _round(gap.groupby(pairs["year"]).mean(), 3),
        "confirmed_percent": _round((gap == 0).groupby(pairs["year"]).mean() * 100, 2),
        "lowered_percent": _round((gap > 0).groupby(pairs["year"]).mean() * 100, 2),
        "raised_percent": _round((gap < 0).groupby(pairs["year"]).mean() * 100, 2),
        "oge_mark": _round(oge["mark"].astype(int).groupby(oge["year"]).mean(), 3),
    }
    if len(ege):
        facts["ege_score"] = _round(ege["test_score"].groupby(ege["year"]).mean(), 2)
        facts["retention_grade_10"] = _retention(roster)
    plan = one.tables["fos_plan"]
    records = one.tables["participations"]
    records = records[~records["record"].str.startswith("Д25")]
    facts["fos_accepted_percent"] = round(float((plan["expertise"] == "принято").mean() * 100), 2)
    facts["participations"] = len(records)
    facts["unverified_participations"] = int(records["verified_by"].isna().sum())
    facts["past_participations"] = len(one.tables["participations"]) - len(records)
    facts["slips_of_the_journal"] = one.slips
    facts["smallest_class_2025_2026"] = int(roster[roster["t"] == 2].groupby("class_").size().min())
    return facts


def _retention(roster: pd.DataFrame) -> dict[str, dict[str, float]]:
    result: dict[str, dict[str, float]] = {}
    for (year, class_), rows in roster[roster["grade"] == 10].groupby(["year", "class_"]):
        gone = int((rows["left"].notna() & (rows["leave_reason"] != "выпуск")).sum())
        moved = int((rows["leave_reason"] == "переезд").sum())
        result.setdefault(str(year), {})[str(class_)] = {
            "began": len(rows),
            "left": gone,
            "of_them_moved": moved,
            "percent": round((len(rows) - gone) / len(rows) * 100, 2),
        }  # type: ignore[assignment]
    return result


def _round(values: pd.Series, digits: int) -> dict[str, float]:
    return {str(year): round(float(value), digits) for year, value in values.items()}
