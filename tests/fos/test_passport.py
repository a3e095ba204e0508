import numpy as np
import pandas as pd
import pytest

from workbook import fos
from workbook.fos.dif import DIF_COLUMNS
from workbook.fos.passport import URGENCY, Known, dif_words, passports, with_dif
from workbook.fos.scoring import score


@pytest.fixture
def scored(bank, answers):
    rng = np.random.default_rng(4)
    skill, noise = rng.normal(size=40), rng.normal(size=(40, 4))
    works = {
        f"У-{n:02d}": [(f"М-{i}", "А" if skill[n] + noise[n, i] > -0.4 else "Б", None) for i in range(4)]
        for n in range(40)
    }
    return score(answers(works), bank(*[(f"М-{i}", "Б", "в", "А", 1) for i in range(4)]), "МА7")


def differences(*rows):
    table = pd.DataFrame(rows, columns=["item", "verdict", "easier", "gap"])
    return table.assign(reference="девочки", focal="мальчики").reindex(columns=list(DIF_COLUMNS))


class TestWords:
    def test_nobody_is_accused(self):
        text = dif_words({"verdict": "сильное", "easier": "мальчики", "reference": "девочки", "focal": "мальчики",
                          "gap": 12.5})  # fmt: skip
        assert text.replace("\xa0", " ") == (
            "При равной подготовке девочки справляются реже, чем мальчики, в среднем на 13 п.п.: возможно, мешает "
            "сюжет, слово или форма ответа, а не само умение. Перечитать условие, заменить контекст и проверить снова."
        )

    def test_uneven(self):
        text = dif_words({"verdict": "неравномерное", "easier": "", "reference": "девочки", "focal": "мальчики",
                          "gap": 0.0})  # fmt: skip
        assert "возможно, задание проверяет ещё что-то" in text


class TestAction:
    def test_a_difference_changes_the_action(self, scored, rules):
        items = fos.item_table(scored, rules)
        changed = with_dif(items, differences(("М-1", "сильное", "девочки", -20.0)))
        row = changed.set_index("item").loc["М-1"]
        assert row[["action", "action_title", "needs_work"]].tolist() == ["dif", "перечитать условие", True]
        assert changed.drop(index=1).equals(items.drop(index=1))

    def test_a_doubtful_key_comes_first(self, scored, rules):
        items = fos.item_table(scored, rules).assign(action="key", needs_work=True)
        assert set(with_dif(items, differences(("М-1", "сильное", "девочки", -20.0)))["action"]) == {"key"}

    def test_what_is_only_doubtful_changes_nothing(self, scored, rules):
        items = fos.item_table(scored, rules)
        assert with_dif(items, differences(("М-1", "под вопросом", "девочки", -20.0))).equals(items)


class TestPassports:
    @pytest.fixture
    def known(self, scored, rules):
        bank = pd.DataFrame({"item": ["М-0", "М-1"], "text": ["Сложите числа.", None],
                             "choices": ["один | два | три | четыре", None], "status": ["новое", None],
                             "expected": [55.0, None]})  # fmt: skip
        scale = pd.DataFrame({"item": ["М-0"], "b": [-0.5], "se": [0.2]})
        items = with_dif(fos.item_table(scored, rules), differences(("М-1", "сильное", "девочки", -20.0)))
        return Known(items, fos.option_table(scored, rules), fos.option_curves(scored, rules),
                     differences(("М-1", "сильное", "девочки", -20.0)), scale, bank)  # fmt: skip

    def test_what_a_card_holds(self, known):
        card = {card.item: card for card in passports(known)}["М-0"]
        assert card.text == "Сложите числа."
        assert card.choices == (("А", "один"), ("Б", "два"), ("В", "три"), ("Г", "четыре"))
        assert dict(card.bank) == {"status": "новое", "expected": 55.0}
        assert (card.difficulty, card.difficulty_error) == (-0.5, 0.2)
        assert set(card.curves["option"]) == {"а", "б", "в", "г"}
        assert card.options["count"].sum() == 40

    def test_the_most_urgent_first_and_gaps_stay_empty(self, known):
        cards = passports(known)
        order = [URGENCY.index(card.advice.code) for card in cards]
        assert order == sorted(order)
        bare = {card.item: card for card in cards}["М-3"]
        assert bare.text == ""
        assert bare.choices == ()
        assert bare.dif == {}

    def test_every_action_has_a_place_and_a_tone(self):
        from workbook.display.fos_words import ACTION_TONES

        assert set(URGENCY) == set(ACTION_TONES)
