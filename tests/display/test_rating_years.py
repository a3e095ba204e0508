"""The words of year against year: what is sure, what may be chance, which days were compared."""

from __future__ import annotations

import html
import re
from datetime import date

import pandas as pd

from workbook.display.rating_years import years
from workbook.rating import YearChange
from workbook.settings import PrivacyRules


def said(change: YearChange) -> str:
    text = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", years(change, PrivacyRules()).html(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(text))


def change_of(then: list[int], now: list[int], *, partial: bool = False) -> YearChange:
    people = pd.DataFrame({"before": then, "now": now}).assign(
        pupil=[f"У-{number:03d}" for number in range(len(then))], class_="7 А", class_before="6 А", level="ООО",
        grade=7, sex=pd.NA,
    )  # fmt: skip
    people["change"] = people["now"] - people["before"]
    people["took_before"], people["took"] = people["before"] > 0, people["now"] > 0
    day = date(2026, 1, 15) if partial else date(2026, 5, 31)
    columns = ["direction", "n", "k_before", "k", "kept", "gained", "lost", "change", "low", "high", "word"]
    nothing = pd.DataFrame(columns=[*columns, "points_before", "points"])
    return YearChange(day, day.replace(year=2025), partial, people, nothing, 3)


class TestWords:
    def test_nothing_sure(self):
        text = said(change_of([100, 0, 300, 0] * 5, [0, 200, 300, 0] * 5))
        assert "20 учеников учились здесь и год назад; ещё 3 — нет" in text
        assert "Средний прирост от нуля уверенно не отличается" in text
        assert "изменение может быть случайным" in text
        assert "Вовлечённость: изменение может быть случайным. Участвовали 10 из 20, теперь 10 из 20" in text
        assert "Снова участвуют 5, пришли 5, перестали 5." in text

    def test_a_sure_rise(self):
        text = said(change_of([0] * 20 + [100] * 5, [200] * 25))
        assert "Средний прирост уверенно отличается от нуля: интервал 1,63–1,97." in text
        assert "Вовлечённость выросла. Участвовали 5 из 25, теперь 25 из 25: +80,0 п.п." in text
        assert "7 А (+1,80)" in text

    def test_a_sure_fall(self):
        text = said(change_of([200] * 25, [0] * 20 + [200] * 5))
        assert "Среднее снижение уверенно отличается от нуля" in text
        assert "Вовлечённость снизилась." in text

    def test_days_and_rules_are_said(self):
        whole = said(change_of([100] * 12, [100] * 12))
        assert "Сравнены два периода целиком, по 31.05.2025 и 31.05.2026." in whole
        assert "Оба посчитаны по нынешним правилам: если год назад они были другими" in whole
        half = said(change_of([100] * 12, [100] * 12, partial=True))
        assert "Период ещё не окончен: сравнены те же дни двух лет, по 15.01.2025 и 15.01.2026." in half
        assert "Вовлечённость не изменилась." in whole

    def test_few_pupils_give_no_numbers(self):
        text = said(change_of([100] * 4, [100] * 4))
        assert text.strip() == "Сравнить с прошлым годом можно слишком мало детей (4 ученика): числа выдали бы каждого."
