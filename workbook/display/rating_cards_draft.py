"""The card builder on a page: what is wrong with the draft, what it would bring, and the card as it is printed.

Apart from the registry because it shows a card that the school does not have yet.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Heading, Stack, Text, finding
from workbook.display.markup import escape
from workbook.display.rating_cards_map import month_name
from workbook.display.rating_words import listed, scored
from workbook.display.tables import Table, col
from workbook.rating import CARD_FORM, CardDesk, CardDraft, CardPage, card_effect, card_page, draft_page
from workbook.school import Severity

__all__ = ["card", "draft", "gains", "place_words", "price_table", "sheet"]

_TONES = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.REPAIR: "info"}
_WORDS = {Severity.ERROR: "исправить", Severity.WARNING: "проверить", Severity.REPAIR: "прочитано"}


_PRINTED = "Черновик в том виде, в каком его напечатают, с баллами"


def card(desk: CardDesk, code: str = "") -> Block:
    """Show one card of the school as it is printed.

    Parameters
    ----------
    desk : CardDesk
    code : str
        Empty for the example.
    """
    return sheet(card_page(desk, code))


def draft(made: CardDraft) -> Block:
    """Say everything that is wrong with the draft at once, then show what it holds beside its sample.

    Parameters
    ----------
    made : CardDraft
    """
    errors = sum(item.severity is Severity.ERROR for item in made.complaints)
    head: list[Finding] = []
    if errors:
        words = numbers.count(errors, "ошибка", "ошибки", "ошибок")
        head.append(finding("bad", f"Карту программа пока не примет: {words}. Все они в таблице ниже."))
    else:
        head.append(finding("ok", f"Черновик {made.code} без ошибок: программа примет такую карту."))
    if not made.typed:
        head.append(
            finding(
                "info",
                f"Пока это копия карты {made.sample} под новым кодом. Поля меняют на живой странице этой тетради, в "
                "панели «Конструктор: поля черновика карты».",
            )
        )
    blocks: list[Block] = [Findings(head)]
    if made.complaints:
        frame = pd.DataFrame(
            [(_WORDS[item.severity], item.field, item.value, item.words, item.severity) for item in made.complaints],
            columns=["what", "field", "value", "words", "severity"],
        )
        columns = {
            "what": col("Важность"), "field": col("Поле"), "value": col("Что стоит"),
            "words": col("Что не так, что допустимо и что сделать"),
        }  # fmt: skip
        blocks.append(Table(frame, columns, "Замечания к черновику", row_class=lambda row: _TONES[row["severity"]]))
    return Stack([*blocks, Details("Поля черновика строками: можно скопировать и поправить", Text(*_lines(made)))])


def _lines(made: CardDraft) -> list[str]:
    """Write the draft as the parameter takes it; a value that reading refused is left out, it may be a name."""
    refused = {item.field.partition(",")[0] for item in made.complaints if item.severity is Severity.ERROR}
    kept = {column.header: made.lines[column.header] for column in CARD_FORM if column.header not in refused}
    return [f"{name}: {line}" for name, text in kept.items() for line in text.splitlines()]


def gains(desk: CardDesk, made: CardDraft) -> Block:
    """Say what the school would gain by the draft: holes filled, days taken, points given.

    Parameters
    ----------
    desk : CardDesk
    made : CardDraft
    """
    effect, page = card_effect(desk, made), draft_page(desk, made)
    if effect is None or page is None:
        return Text("Что даст карта, станет видно, когда в обязательных полях не останется ошибок.", tone="quiet")
    if not made.typed:
        said = Text("Какие дыры карта закроет и с чем совпадёт, станет видно, когда поля изменят.", tone="quiet")
        return Stack([said, Details(_PRINTED, sheet(page))])
    found: list[Finding] = []
    if effect.classes:
        found.append(finding("info", f"Карта для классов: {listed(effect.classes, 12)}."))
    for direction, rows in effect.filled.groupby("direction", sort=False):
        found.append(finding("ok", f"Закрывает дыру «{direction}»: {listed(rows['class_'], 12)}."))
    if effect.filled.empty:
        found.append(
            finding("info", "Дыр карты предложения не закрывает: в этом направлении классам уже есть что выбрать.")
        )
    for month, rows in effect.woken.groupby("month"):
        found.append(
            finding("ok", f"{month_name(month).capitalize()}: впервые есть что предложить — {listed(rows['class_'])}.")
        )
    for row in effect.clashes.to_dict("records"):
        other = "second" if row["first"] == made.code else "first"
        found.append(
            finding(
                "warn",
                f"Накладка {numbers.date(row['starts'])}: в тот же день {row[other]} ({row[f'{other}_title']}) — "
                f"{listed(row['classes'])}.",
            )
        )
    for month, rows in effect.crowded.groupby("month"):
        found.append(finding("warn", f"{month_name(month).capitalize()} переполнится: {listed(rows['class_'])}."))
    return Stack([Findings(found, title="Что изменит карта"), Details(_PRINTED, sheet(page), opened=made.sound)])


def price_table(page: CardPage) -> Block:
    """Show the points of each role and result.

    Parameters
    ----------
    page : CardPage
    """
    prices = page.prices.assign(said=page.prices["points"].map(scored))
    grid = prices.pivot(index="role", columns="result", values="said").reindex(list(dict.fromkeys(prices["role"])))
    results = list(dict.fromkeys(prices["result"]))
    own = bool(page.prices["own"].any())
    note = "Баллы заданы самой картой там, где она их называет." if own else "Баллы по общей шкале школы."
    if page.lines["Участие"] == "групповое":
        note += " Баллы всей команды: между учениками их делят по правилам школы."
    note = " ".join([note, *place_words(page)])
    note += " Лимиты и лучший этап события учитываются при подсчёте рейтинга."
    columns = {"role": col("Роль")} | {name: col(name.capitalize(), align="right") for name in results}
    return Table(grid.reset_index(), columns, "Баллы за роль и результат", note)


def place_words(page: CardPage) -> list[str]:
    """Say what places are worth where the school prices them: sentences for the page and for the printed card.

    Parameters
    ----------
    page : CardPage
    """
    level = page.lines["Уровень"]
    said = []
    if page.places:
        bands = "; ".join(
            f"{first} — {scored(points)}" if first == last else f"{first}–{last} — {scored(points)}"
            for first, last, points in page.places
        )
        said.append(
            f"Если в записи названо место, вместо баллов за результат берутся баллы за место (уровень «{level}», до "
            f"поправки на роль и форму): место {bands}. Баллы, заданные самой картой, важнее."
        )
    if page.prize_place:
        first = "1" if page.prize_place == 1 else f"1–{page.prize_place}"
        said.append(f"Место {first} на этом уровне считается призовым, даже если в записи стоит «участник».")
    return said


class _Sheet(Block):
    """A card between rules, kept together in print."""

    def __init__(self, code: str, title: str, inside: Block) -> None:
        self.code, self.title, self.inside = code, title, inside

    def body(self) -> str:
        """Return the sheet."""
        head = f"<header><h4>{escape(self.title)}</h4><span>{escape(self.code)}</span></header>"
        return f'<article class="wb-card wb-info wb-sheet">{head}{self.inside.body()}</article>'


def sheet(page: CardPage) -> Block:
    """Show a card as it is printed: facts, stages, what it is judged by, points.

    Parameters
    ----------
    page : CardPage
    """
    skipped = ("Код карты", "Название", "Этапы", "Баллы карты", "Результаты", "Критерии", "Риски")
    facts = [(column.header, page.lines[column.header] or numbers.MISSING) for column in CARD_FORM
             if column.header not in skipped]  # fmt: skip
    lists = [(name, "\n".join(f"• {part}" for part in page.listed(name)) or numbers.MISSING)
             for name in ("Результаты", "Критерии", "Риски")]  # fmt: skip
    table = Table(
        pd.DataFrame(facts + lists, columns=["name", "value"]), {"name": col("Поле"), "value": col("Значение")}
    )
    blocks: list[Block] = [table, Heading("Этапы", 4)]
    if page.stages.empty:
        blocks.append(Text("Этапы в карте не названы.", tone="quiet"))
    else:
        columns = {
            "number": col("№", "int"), "stage": col("Этап"), "teacher_does": col("Что делает учитель"),
            "pupil_does": col("Что делает ученик"), "minutes": col("Минут", align="right"),
        }  # fmt: skip
        whole = page.stages["minutes"].sum(min_count=1)
        note = "" if pd.isna(whole) else f"Всего {numbers.number(whole)} мин."
        shown = page.stages.assign(minutes=page.stages["minutes"].map(numbers.number).astype("str"))
        blocks.append(Table(shown, columns, note=note))
    blocks.append(price_table(page))
    title = f"{page.title} (черновик)" if page.draft else page.title
    return _Sheet(page.code, title, Stack(blocks))
