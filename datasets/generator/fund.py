"""The fund of assessment tools of a school: plan, specifications, bank, answers of pupils, sheets of experts."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from generator import YEARS, stream
from generator.bank import TESTS, Dif, Test
from generator.item import Item, success
from generator.people import Population
from generator.stories import Story
from generator.subjects import PASS_FAIL, curriculum

__all__ = ["LONG_SERIES", "SEVERE_EXPERT", "blueprint", "codifier", "expertise", "fos_plan", "items", "overdue",
           "responses"]  # fmt: skip

SEVERE_EXPERT = "Э-03"
LONG_SERIES = ("gimnaziya-1", "licey-5", "shkola-7")
"""Schools that kept the answers to the entrance work of grade 5 for three years."""
_PUT_OFF = 120
_SEVERITY = {"Э-01": 0.1, "Э-02": 0.0, SEVERE_EXPERT: -0.75}
_WEAKNESS = 1.2
_HELD = {"МА7-ИТ": dt.date(2026, 5, 18), "РУ5-ВХ": dt.date(2025, 9, 16), "ФИ9-ТМ": dt.date(2025, 12, 10)}
_STOCKED = dt.date(2026, 3, 1)
_REMARKS = (
    "Уточнить условие задания 4", "Добавить критерии к заданию с развёрнутым ответом", "Нет шкалы перевода",
    "Варианты неравноценны: второй труднее", "Заданий базового уровня меньше половины",
    "Проверить ключ к заданию с выбором ответа", "Не указано время на задание", "Мелкий шрифт в таблице",
)  # fmt: skip


def fos_plan(people: Population) -> pd.DataFrame:
    """Make the plan: промежуточный in every subject and grade, входной in two subjects, and the three tests."""
    story, rng = people.story, stream(people.story.id, "fos-plan")
    rows: list[dict[str, object]] = []
    for grade in range(2, story.grades + 1):
        for subject in curriculum(grade):
            if subject.title == PASS_FAIL:
                continue
            kinds = [("ПР", "промежуточный", "Промежуточная аттестация", dt.date(2026, 4, 20))]
            if subject.title in ("русский язык", "математика") and (subject.short, grade) != ("РУ", 5):
                kinds.append(("ВХ", "входной", "Входная работа", dt.date(2025, 9, 10)))
            for short, kind, title, due in kinds:
                rows.append(_tool(story, rng, (f"{subject.short}{grade}-{short}", f"{title}, {grade} класс", kind, due),
                                  (subject.title, grade, people.teacher(subject.title, grade, "А"))))  # fmt: skip
    for test in TESTS:
        due = _HELD[test.fos] - dt.timedelta(days=21)
        teacher = people.teacher(test.subject, test.grade, "А")
        row = _tool(story, rng, (test.fos, test.title, test.control_type, due), (test.subject, test.grade, teacher))
        row |= {"revised": due - dt.timedelta(days=9), "expertise": "принято" if test.fos != "ФИ9-ТМ" else "доработать"}
        rows.append(row)
    return pd.DataFrame(rows).sort_values(["grade", "subject", "fos"], ignore_index=True)


def _tool(
    story: Story, rng: np.random.Generator, tool: tuple[str, str, str, dt.date], place: tuple[str, int, str]
) -> dict[str, object]:
    fos, title, kind, due = tool
    subject, grade, teacher = place
    accepted, late, old = rng.random() < story.accepted, rng.random() < story.late, rng.random() < 0.05
    revised: dt.date | None = due - dt.timedelta(days=int(rng.integers(3, 60)))
    verdict = (
        "принято" if accepted else str(rng.choice(["доработать", "не проводилась", "отклонено"], p=[0.6, 0.3, 0.1]))
    )
    if late:
        missing = rng.random() < 0.5
        revised = None if missing else due + dt.timedelta(days=int(rng.integers(2, 25)))
        verdict = "не проводилась" if missing else verdict
    elif old and not accepted:
        revised = due - dt.timedelta(days=int(rng.integers(700, 1200)))
    return {"fos": fos, "title": title, "subject": subject, "grade": grade, "control_type": kind, "teacher": teacher,
            "due": due, "version": str(int(rng.integers(1, 4))), "revised": revised, "expertise": verdict}  # fmt: skip


def blueprint() -> pd.DataFrame:
    """Return the specifications of one variant; holes are demanded here, surpluses are missing here."""
    rows: list[dict[str, object]] = []
    for test in TESTS:
        cells: dict[tuple[str, str, str], list[Item]] = {}
        for item in test.of("1"):
            cells.setdefault((item.content, item.skill, item.tier), []).append(item)
        wanted = {
            cell: (len(found), sum(item.top for item in found)) for cell, found in cells.items() if cell != test.surplus
        }
        if test.hole:
            content, skill, tier, number = test.hole
            wanted[content, skill, tier] = (number, number)
        for (content, skill, tier), (number, score) in sorted(wanted.items()):
            rows.append({"fos": test.fos, "content": content, "content_title": test.contents[content], "skill": skill,
                         "skill_title": test.skills[skill], "tier": tier, "items": number, "score": score})  # fmt: skip
    return pd.DataFrame(rows)


def codifier() -> pd.DataFrame:
    """Return the codifiers of the three subjects: what may be asked, what is left to talk, what no item asks yet."""
    rows: list[dict[str, object]] = []
    for test in TESTS:
        listed = [("КЭС", code, title, "да") for code, title in test.contents.items()]
        listed += [("КПУ", code, title, "да") for code, title in test.skills.items()]
        listed = sorted([*listed, *test.unwritten], key=lambda row: (row[0] != "КЭС", row[1]))
        for kind, code, title, assessed in listed:
            rows.append({"subject": test.subject, "grade": test.grade, "kind": kind, "code": code, "title": title,
                         "assessed": assessed})  # fmt: skip
    return pd.DataFrame(rows)


def items(people: Population) -> pd.DataFrame:
    """Return the bank as the school hands it in: items that pupils met, then the untried stock."""
    return pd.DataFrame([
        _bank_row(people, test, item, place)
        for test in TESTS for place, item in enumerate((*test.items, *test.stock))
    ])  # fmt: skip


def _bank_row(people: Population, test: Test, item: Item, place: int) -> dict[str, object]:
    tried = bool(item.variants)
    revised = _HELD[test.fos] - dt.timedelta(days=30 + place) if tried else _STOCKED - dt.timedelta(days=place % 40)
    if item.status == "архив":
        revised -= dt.timedelta(days=900)
    due = revised + dt.timedelta(days=_PUT_OFF if overdue(item) else 730)
    return {"item": item.code, "subject": test.subject, "grade": test.grade, "content": item.content,
            "skill": item.skill, "tier": item.tier, "kind": item.kind, "key": item.key or None,
            "options": 4 if item.kind == "выбор ответа" else None, "max_score": item.top,
            "minutes": {"выбор ответа": 2, "краткий ответ": 3}.get(item.kind, 4 + 2 * item.top),
            "author": people.teacher(test.subject, test.grade, "АБ"[place % 2]),
            "revised": revised, "enemies": "; ".join(_enemies(test, item)) or None, "text": item.text,
            "choices": item.choices or None, "status": item.status, "version": "2" if len(item.variants) > 1 else "1",
            "review_due": due, "expected": item.expected, "uses": _uses(people.story, test, item)}  # fmt: skip


def overdue(item: Item) -> bool:
    """Whether the review of the item has been put off: every tenth of those in use."""
    return int(item.code[-2:]) % 10 == 7 and item.status in ("апробировано", "новое")


def _enemies(test: Test, item: Item) -> list[str]:
    if item.group:
        return [other.code for other in (*test.items, *test.stock) if other.group == item.group and other is not item]
    if item.kind != "развёрнутый ответ" or not item.variants:
        return []
    mates = [other.code for other in test.items if (other.content, other.skill) == (item.content, item.skill)
             and set(other.variants) != set(item.variants) and other.kind == item.kind]  # fmt: skip
    return mates[:2]


def _uses(story: Story, test: Test, item: Item) -> int:
    if item.status == "архив":
        return 3
    return len(_years(story, test)) if item.variants else 0


def responses(people: Population) -> pd.DataFrame:
    """Make the answers: ability of the subject drives them, weak КЭС lower it, some pupils do not reach the end.

    The answers of earlier years stand last; a pupil has written a test once at most.
    """
    last = [_sit(people, test, 2) for test in TESTS]
    before = [_sit(people, test, t) for test in TESTS for t in _years(people.story, test)[:-1]]
    return pd.concat([*last, *before], ignore_index=True)


def _years(story: Story, test: Test) -> tuple[int, ...]:
    return (0, 1, 2) if test.dif and story.id in LONG_SERIES else (2,)


def _sit(people: Population, test: Test, t: int) -> pd.DataFrame:
    held = _HELD[test.fos].replace(year=_HELD[test.fos].year - 2 + t)
    purpose = (people.story.id, "responses", test.fos, *(() if t == 2 else (YEARS[t],)))
    rng, unfair = stream(*purpose), stream(*purpose, "dif")
    rows = people.present(t, held)
    rows = rows[rows["grade"] == test.grade]
    rows = rows[rng.random(len(rows)) >= 0.04]
    ability = people.latent(rows, test.subject)
    weak = people.story.weak.get(test.fos, ())
    variants = test.variants()
    parts = []
    for place, (pupil, sex, theta) in enumerate(zip(rows["pupil"], rows["sex"], ability, strict=True)):
        variant = variants[place % len(variants)]
        paper = test.of(variant)
        reached = len(paper) - _tail(float(theta), len(paper), rng)
        for number, item in enumerate(paper):
            level = float(theta) - (_WEAKNESS if item.content in weak else 0.0)
            answer, score = _answer(item, level, rng) if number < reached else (None, None)
            if score and test.dif and (item.code, sex) == (test.dif.item, test.dif.sex):
                answer, score = _stumble(item, level, test.dif, unfair)
            parts.append({"test": test.fos, "variant": variant, "pupil": pupil, "item": item.code, "answer": answer,
                          "score": score})  # fmt: skip
    return pd.DataFrame(parts)


def _stumble(item: Item, level: float, dif: Dif, rng: np.random.Generator) -> tuple[str, int]:
    # Takes back right answers until the odds are what the planted difference leaves of them.
    fair, hard = success(item, np.array([level, level - dif.logit / item.slope]))
    if rng.random() < hard / fair:
        return item.truth, 1
    return str(rng.choice(item.wrong, p=np.array(item.weights) / sum(item.weights))), 0


def _tail(theta: float, length: int, rng: np.random.Generator) -> int:
    if rng.random() >= 1 / (1 + np.exp(2.8 + 0.9 * theta)):
        return 0
    return int(min(1 + rng.geometric(0.45), length // 3))


def _answer(item: Item, level: float, rng: np.random.Generator) -> tuple[str | None, int | None]:
    skip = {"выбор ответа": 4.6, "краткий ответ": 3.4}.get(item.kind, 3.3)
    if rng.random() < 1 / (1 + np.exp(skip + 0.8 * (level - item.hard))):
        return None, None
    luck = rng.random()
    if item.kind == "развёрнутый ответ":
        steps = np.linspace(-0.6, 0.6, item.top)
        score = int(sum(luck < 1 / (1 + np.exp(-item.slope * (level - item.hard - step))) for step in steps))
        return "решение в бланке", score
    right = luck < float(success(item, np.array([level]))[0])
    answer = item.truth if right else str(rng.choice(item.wrong, p=np.array(item.weights) / sum(item.weights)))
    return answer, int(answer == item.key)


def expertise(people: Population) -> pd.DataFrame:
    """Make the sheets of three experts: one is severe, the weak criteria of a tool lower everybody's score."""
    rng = stream(people.story.id, "expertise")
    rows: list[dict[str, object]] = []
    for fos, quality in (("МА7-ИТ", 1.75), ("РУ5-ВХ", 1.8), ("ФИ9-ТМ", 1.25), ("МА5-ВХ", 1.7), ("РУ9-ПР", 1.55)):
        soft = rng.normal(0, 0.22, 12)
        for expert, shift in _SEVERITY.items():
            for criterion in range(1, 13):
                value = quality + soft[criterion - 1] + shift + rng.normal(0, 0.3)
                score = int(np.clip(np.floor(value + 0.5), 0, 2))
                rows.append(
                    {"fos": fos, "expert": expert, "criterion": criterion, "score": score,
                     "comment": _REMARKS[int(rng.integers(len(_REMARKS)))] if score == 0 else None,
                     "date": _HELD.get(fos, dt.date(2026, 3, 20)) - dt.timedelta(days=12 + int(expert[-1]))}
                )  # fmt: skip
    return pd.DataFrame(rows)
