"""The cards of items: wording, figures, picture and one thing to do; those that need work stand open.

Apart from the item sections because those speak of the work as a whole, and a card is read by the item's author.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Findings, Heading, Stack, Text, badge, finding
from workbook.display.fos_item_picture import item_picture
from workbook.display.fos_words import ACTION_TONES
from workbook.display.markup import escape
from workbook.fos import TIER_NAMES, Passport
from workbook.fos.scoring import accepted
from workbook.settings import FosRules

__all__ = ["ItemCards", "passports"]

_OPEN = 10
_DIF = {
    "сильное": "заметно отличаются", "умеренное": "отличаются", "неравномерное": "отличаются неравномерно",
    "под вопросом": "возможно, отличаются случайно", "различий нет": "различий нет",
}  # fmt: skip


class ItemCards(Block):
    """Cards one under another.

    Parameters
    ----------
    cards : sequence of Passport
    """

    def __init__(self, cards: Sequence[Passport]) -> None:
        self.cards = tuple(cards)

    def body(self) -> str:
        """Return the cards."""
        return "".join(_card(card) for card in self.cards)


def passports(cards: Sequence[Passport], rules: FosRules) -> Block:
    """Show the passports of a work: those that need work open, the rest behind a line.

    Parameters
    ----------
    cards : sequence of Passport
        :attr:`workbook.fos.Tool.passports`, the most urgent first.
    rules : FosRules
        ``item_n``, for the explanation.
    """
    work = [card for card in cards if card.advice.needs_work]
    rest = [card for card in cards if not card.advice.needs_work]
    few = sum(card.advice.code == "collect" for card in cards)
    whole = numbers.count(len(cards), "задания", "заданий", "заданий")
    if work:
        head = finding("warn", f"Сначала карточки заданий к доработке: {len(work)} из {whole}; остальные свёрнуты.")
    elif few == len(cards):
        head = finding("neutral", "Ответов слишком мало: в карточках только счёт ответов, выводов нет.")
    else:
        head = finding("ok", "Ни одно задание не требует доработки; карточки свёрнуты.")
    method = Text(
        "На рисунке ученики разделены на группы от слабых к сильным по остальным заданиям работы; под осью — сколько "
        "учеников в группе, линии — какую долю группы собрал каждый ответ. У исправного задания линия ключа (✓) "
        f"растёт, линии неверных ответов падают. Если ответов меньше {rules.item_n}, линий нет. Полоса внизу — все "
        "ученики, у кого было задание.",
        tone="quiet",
    )
    blocks: list[Block] = [Heading("Карточки заданий", 3), Findings([head]), method]
    if work:
        blocks.append(ItemCards(work[:_OPEN]))
    if len(work) > _OPEN:
        more = numbers.count(len(work) - _OPEN, "карточка", "карточки", "карточек")
        blocks.append(Details(f"Ещё {more} к доработке", ItemCards(work[_OPEN:])))
    if rest:
        title = "Остальные задания" if work else "Карточки заданий"
        blocks.append(Details(f"{title}: {len(rest)}", ItemCards(rest)))
    return Stack(blocks)


def _card(card: Passport) -> str:
    tone = ACTION_TONES.get(card.advice.code, "neutral")
    text = f'<p class="wb-item-text">{escape(card.text)}</p>' if card.text else ""
    keys = {part.upper() for part in accepted(card.numbers["key"])}
    choices = "".join(
        f"<li{' class=' + chr(34) + 'wb-key' + chr(34) if letter in keys else ''}><b>{escape(letter)}</b> "
        f"{escape(choice)}</li>"
        for letter, choice in card.choices
    )
    listed = f'<ul class="wb-choices">{choices}</ul>' if choices else ""
    facts = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in _facts(card))
    picture = item_picture(card.item, card.curves, card.numbers)
    head = f"<header><h4>{escape(card.item)}</h4>{badge(card.advice.title, tone)}</header>"
    words = f'<div>{text}{listed}<dl class="wb-card-facts">{facts}</dl></div>'
    return (
        f'<article class="wb-card wb-{tone}">{head}<p class="wb-advice">{escape(card.advice.text)}</p>'
        f'<div class="wb-card-body">{words}{picture}</div></article>'
    )


def _facts(card: Passport) -> list[tuple[str, str]]:
    row = card.numbers
    facts = [("Уровень", _tier(row)), ("Выполнение", _success(card))]
    if not _gone(row["r"]):
        ends = numbers.interval(row["r_low"], row["r_high"], 2)
        facts.append(("Различение r", f"{numbers.number(row['r'], 2)} ({ends})"))
        facts.append(("Различие крайних групп D", numbers.number(row["d27"], 2)))
    if row["key"]:
        facts.append(("Ключ", " или ".join(_shown(part) for part in accepted(row["key"]))))
    if card.dif and card.dif["verdict"] in _DIF:
        words = _DIF[card.dif["verdict"]]
        if card.dif["verdict"] not in ("различий нет", "неравномерное"):
            words += f": {card.dif['easier']} чаще на {numbers.number(abs(card.dif['gap']), 0)}{numbers.NBSP}п.п."
        facts.append(("Девочки и мальчики", words))
    if math.isfinite(card.difficulty):
        error = f" ± {numbers.number(card.difficulty_error, 2)}" if math.isfinite(card.difficulty_error) else ""
        facts.append(("Трудность, логиты", numbers.number(card.difficulty, 2) + error))
    facts.append(("КЭС · КПУ", f"{row['content']} · {row['skill']}"))
    passport = [str(card.bank[name]) for name in ("status",) if name in card.bank]
    if "version" in card.bank:
        passport.append(f"версия {card.bank['version']}")
    if "review_due" in card.bank:
        passport.append(f"пересмотреть до {numbers.date(card.bank['review_due'])}")
    if passport:
        facts.append(("В банке", ", ".join(passport)))
    return facts


def _tier(row: Any) -> str:
    claimed = TIER_NAMES.get(str(row["tier"]), str(row["tier"]))
    if row["tier_verdict"] in ("ниже", "выше"):
        return f"{claimed}; по ответам {TIER_NAMES[row['observed_tier']]}"
    return f"{claimed}; {'подтверждён' if row['tier_verdict'] == 'подтверждён' else 'судить рано'}"


def _success(card: Passport) -> str:
    row = card.numbers
    size = f"{numbers.percent(row['success_percent'], 0)}"
    if not _gone(row["success_low"]):
        size += f" ({numbers.interval(row['success_low'], row['success_high'], 0)})"
    size += f", ответов {int(row['n'])}"
    if "expected" in card.bank:
        size += f"; ожидали {numbers.percent(card.bank['expected'], 0)}"
    return size


def _shown(answer: str) -> str:
    return answer.upper() if len(answer) == 1 else answer.replace(".", ",") if _number(answer) else answer


def _number(answer: str) -> bool:
    return answer.removeprefix("-").replace(".", "", 1).isdigit()


def _gone(value: Any) -> bool:
    return not math.isfinite(float(value))
