"""One recommended action per item, in the words of a methodologist: what to do first with this item.

Apart from the numbers so that the order of importance stands in one place and can be read by a teacher.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workbook.estimates import half_up
from workbook.fos.tiers import TIER_NAMES
from workbook.settings import FosRules

__all__ = ["Advice", "advise"]


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do with an item.

    Attributes
    ----------
    code : str
        keep, watch, collect, key, reverse, hard, weak, easy, distractor, tier or skip.
    title : str
        Two or three Russian words for a table.
    text : str
        One Russian sentence: what was seen and what to do.
    """

    code: str
    title: str
    text: str

    @property
    def needs_work(self) -> bool:
        """Whether the item should not go into the next work unchanged."""
        return self.code not in ("keep", "watch", "collect")


def advise(row: Mapping[str, Any], rules: FosRules) -> Advice:
    """Choose the most important action for an item; the first rule that fits speaks.

    Parameters
    ----------
    row : mapping
        A row of :func:`workbook.fos.item_analysis.item_table`.
    rules : FosRules
        ``item_n``, ``r_min``, ``dead_share``, ``skip_share``.

    Returns
    -------
    Advice
    """
    for rule in _RULES:
        advice = rule(row, rules)
        if advice is not None:
            return advice
    return Advice("keep", "оставить", "Задание работает, изменений не требует.")


def _collect(row: Mapping[str, Any], rules: FosRules) -> Advice | None:
    if row["n"] >= rules.item_n:
        return None
    return Advice("collect", "накопить ответы", f"{row['reason']} Решение отложить до следующего проведения.")


def _key(row: Mapping[str, Any], rules: FosRules) -> Advice | None:
    if row["stronger"]:
        return Advice(
            "key", "проверить ключ",
            f"Возможно, ошибка в ключе: ответ «{row['stronger']}» выбирают чаще или более сильные ученики, чем ключ "
            f"«{str(row['key']).upper().replace('|', '» или «')}».",
        )  # fmt: skip
    if row["key_conflicts"] and row["key_conflicts"] >= rules.dead_share * row["n"]:
        return Advice(
            "key", "проверить ключ",
            f"Возможно, ошибка в ключе или в проверке: баллы расходятся с ключом в работах ({row['key_conflicts']} из "
            f"{row['n']}).",
        )  # fmt: skip
    return None


def _reverse(row: Mapping[str, Any], _rules: FosRules) -> Advice | None:
    if row["r_verdict"] != "обратно":
        return None
    chance = "" if row["r_high"] < 0 else ", возможно, случайно"
    return Advice(
        "reverse", "пересмотреть",
        f"Сильные ученики справляются не лучше слабых (r = {_comma(row['r'])}{chance}): перечитать условие, ключ и "
        "критерии.",
    )  # fmt: skip


def _hard(row: Mapping[str, Any], _rules: FosRules) -> Advice | None:
    if row["p_verdict"] != "трудное":
        return None
    return Advice(
        "hard", "упростить",
        f"Слишком трудное: выполнение {_percent(row['success_percent'])}. Проверить, изучена ли тема, упростить или "
        "заменить.",
    )  # fmt: skip


def _weak(row: Mapping[str, Any], rules: FosRules) -> Advice | None:
    if row["r_verdict"] != "слабо":
        return None
    chance = "" if row["r_high"] < rules.r_min else ", возможно, случайно"
    return Advice(
        "weak", "уточнить условие",
        f"Слабо различает сильных и слабых (r = {_comma(row['r'])}{chance}): сделать условие и критерии однозначными.",
    )  # fmt: skip


def _easy(row: Mapping[str, Any], _rules: FosRules) -> Advice | None:
    if row["p_verdict"] != "лёгкое":
        return None
    return Advice(
        "easy", "усложнить",
        f"Слишком лёгкое: выполнение {_percent(row['success_percent'])}. Усложнить или оставить одно такое для начала "
        "работы.",
    )  # fmt: skip


def _distractor(row: Mapping[str, Any], _rules: FosRules) -> Advice | None:
    if not row["dead"]:
        return None
    text = (
        f"Неверные варианты «{row['dead']}» почти не выбирают: заменить их типичными ошибками учеников."
        if "; " in row["dead"]
        else f"Неверный вариант «{row['dead']}» почти не выбирают: заменить его типичной ошибкой учеников."
    )
    return Advice("distractor", "заменить варианты", text)


def _tier(row: Mapping[str, Any], _rules: FosRules) -> Advice | None:
    if row["tier_verdict"] not in ("ниже", "выше"):
        return None
    easier = "легче" if row["tier_verdict"] == "ниже" else "труднее"
    return Advice(
        "tier", "исправить уровень",
        f"Заявлен {TIER_NAMES[row['tier']]} уровень, по ответам задание {easier}: выполнение "
        f"{_percent(row['success_percent'])}, это {TIER_NAMES[row['observed_tier']]} уровень. Исправить уровень или "
        "задание.",
    )  # fmt: skip


def _skip(row: Mapping[str, Any], rules: FosRules) -> Advice | None:
    limit = 100 * rules.skip_share
    if row["not_reached_percent"] > limit:
        return Advice(
            "skip", "проверить время",
            f"До задания не дошли {_percent(row['not_reached_percent'])}: дать больше времени или сократить работу.",
        )  # fmt: skip
    if row["blank_percent"] > limit:
        return Advice(
            "skip", "прояснить условие",
            f"Пропустили {_percent(row['blank_percent'])}: понятно ли, что и куда записать?",
        )  # fmt: skip
    return None


def _watch(row: Mapping[str, Any], rules: FosRules) -> Advice | None:
    doubts = [
        words
        for words, name in (("трудности", "p_verdict"), ("различении", "r_verdict"))
        if row[name] == "мало данных"
    ]  # fmt: skip
    if not doubts:
        return None
    return Advice(
        "watch", "наблюдать",
        f"О {' и '.join(doubts)} судить рано: ответов {row['n']}, для вывода нужно {rules.alpha_n}. Посмотреть на "
        "следующей работе.",
    )  # fmt: skip


_RULES: tuple[Callable[[Mapping[str, Any], FosRules], Advice | None], ...] = (
    _collect, _key, _reverse, _hard, _weak, _easy, _tier, _distractor, _skip, _watch,
)  # fmt: skip


def _comma(value: float) -> str:
    return f"{half_up(value, 2) + 0.0:.2f}".replace(".", ",").replace("-", "−") if math.isfinite(value) else "—"


def _percent(value: float) -> str:
    return f"{half_up(value):.0f}\u00a0%"
