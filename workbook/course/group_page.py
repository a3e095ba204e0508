"""The group at a lesson in words for its leader: what to talk over first, which beliefs to name, who has not begun.

Apart from the counting because a notebook shows the blocks one by one and the command writes them as one page.
"""

from __future__ import annotations

import pandas as pd

from workbook import display
from workbook.course.group import ExerciseOfGroup, Group
from workbook.course.lesson import Lesson
from workbook.display.blocks import Block, Finding, Findings, Heading, Stack, Text, Tiles, tile
from workbook.display.tables import col

__all__ = ["group_blocks", "group_page"]

_FIRST = 3
"""Exercises to talk over first: a meeting has no time for more."""


def group_blocks(lesson: Lesson, group: Group, refused: tuple[str, ...] = ()) -> Block:
    """Return what a leader reads before and after the meeting.

    Parameters
    ----------
    lesson : Lesson
    group : Group
    refused : tuple of str
        Sentences about files that were not read.
    """
    people = len(group.solved)
    unread = [Finding("warn", f"Файл не прочитан. {sentence}") for sentence in refused]
    if not people:
        words = "Ответов пока нет: никто не начал или файлы участников ещё не собраны."
        return Stack([Findings([Finding("neutral", words), *unread]), *_silent(group)])
    count = len(lesson.exercises)
    whole = sum(solved == count for solved in group.solved.values())
    tiles = [
        tile("Начали занятие", str(people), f"ещё не начали: {len(group.silent)}" if group.silent else ""),
        tile("Решили всё", str(whole), f"из {people}"),
        tile("Верных ответов", display.percent(_share(sum(group.solved.values()), people * count), 0),
             f"{sum(group.solved.values())} из {people * count}"),
    ]  # fmt: skip
    return Stack([
        Tiles(tiles), Findings([*_said(group, people), *unread], "О чём поговорить с группой"),
        Heading("Упражнения"), _exercises(group), Heading("Представления за неверными ответами"), _beliefs(group),
        Heading("Участники"), _people(group, count), *_silent(group),
        Text("Здесь только коды. Неверная попытка — часть учёбы: ни числа попыток, ни подсказки в оценку не идут.",
             tone="quiet"),
    ])  # fmt: skip


def group_page(lesson: Lesson, group: Group, refused: tuple[str, ...] = ()) -> str:
    """Return the same as a page that opens without a network and prints."""
    title = f"Ответы группы. {lesson.name}"
    body = group_blocks(lesson, group, refused).body()
    return (
        '<!DOCTYPE html>\n<html lang="ru"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'
        f"<title>{display.escape(title)}</title><style>{display.look()}\nbody {{ margin: 0; }} "
        ".wb-group { margin: 0 auto; padding: 20px; }</style></head>\n"
        f'<body><main class="wb wb-group"><h1 class="wb-heading">{display.escape(title)}</h1>\n{body}\n'
        "</main></body></html>\n"
    )


def _said(group: Group, people: int) -> list[Finding]:
    hardest = group.hardest[:_FIRST]
    if not hardest:
        return [Finding("ok", "Неверных попыток не было: можно идти дальше.")]
    said = []
    for item in hardest:
        belief = f" Чаще всего: {item.beliefs[0][0].rstrip('.')}." if item.beliefs else ""
        left = f"; верного ответа пока нет — у {item.unsolved}" if item.unsolved else "; потом все ответили верно"
        said.append(
            Finding(
                "warn" if item.unsolved else "info",
                f"Упражнение {item.place} «{item.title}»: с ошибкой — {item.wrong} из {item.begun}{left}.{belief}",
            )
        )
    skipped = [item for item in group.exercises if item.begun < people]
    if skipped and (least := min(skipped, key=lambda item: item.begun)).begun * 2 < people:
        said.append(
            Finding("info", f"Упражнение {least.place} «{least.title}» начали {least.begun} из {people}: не хватило "
                            "времени или желания.")
        )  # fmt: skip
    return said


def _exercises(group: Group) -> Block:
    rows = pd.DataFrame([_row(item) for item in group.exercises])
    return display.Table(
        rows,
        {
            "place": col("№", "int"), "title": col("Упражнение"),
            "begun": col("Начали", "int"), "wrong": col("Ошибались", "int"),
            "share": col("Доля ошибавшихся", "share_bar", 0), "right": col("Верно", "int"),
            "opened": col("Открыли решение", "int"),
        },
        note="Доля — от начавших. При немногих участниках смотрите на числа, а не на доли.",
    )  # fmt: skip


def _row(item: ExerciseOfGroup) -> dict[str, object]:
    return {
        "place": item.place, "title": item.title, "begun": item.begun, "wrong": item.wrong,
        "share": _share(item.wrong, item.begun), "right": item.right, "opened": item.opened,
    }  # fmt: skip


def _beliefs(group: Group) -> Block:
    rows = [
        {"place": item.place, "belief": belief, "people": count}
        for item in group.exercises
        for belief, count in item.beliefs
    ]
    if not rows:
        return Text("Неверные ответы не выдали ни одного из названных в занятии представлений.", tone="quiet")
    frame = pd.DataFrame(rows).sort_values(["people", "place"], ascending=[False, True], kind="stable")
    return display.Table(
        frame,
        {"people": col("Участников", "int"), "belief": col("Представление"),
         "place": col("Упражнение", "int")},
        note="Один участник считается один раз, сколько бы раз он ни ошибся.",
    )  # fmt: skip


def _people(group: Group, count: int) -> Block:
    rows = pd.DataFrame([{"code": code, "right": f"{solved} из {count}"} for code, solved in group.solved.items()])
    return display.Table(rows, {"code": col("Код"), "right": col("Верно")})


def _silent(group: Group) -> list[Block]:
    if not group.silent:
        return []
    count = display.count(len(group.silent), "код", "кода", "кодов")
    return [Heading("Ещё не начали", 3), Text(f"{count}: {', '.join(group.silent)}.")]


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None
