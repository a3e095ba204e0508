import base64
import re
from html import unescape

import numpy as np
import pandas as pd
import pytest

from workbook import fos
from workbook.display import fos_dif, fos_passports, fos_reliability
from workbook.display.fos_item_picture import item_picture
from workbook.fos.option_curves import CURVE_COLUMNS
from workbook.fos.passport import Known, passports, with_dif
from workbook.settings import Settings

SETTINGS = Settings()
RULES = SETTINGS.fos
ENGLISH = re.compile(r"\b(?:nan|NaN|None|NaT|True|False|item|tier|score|key|count|mean|dtype|Name)\b")
BANK = (
    [(f"М-{n:02d}", "Б", "выбор ответа", "А", 4, 1.0) for n in range(8)]
    + [(f"М-{n:02d}", "П", "краткий ответ", "5", None, 1.0) for n in range(8, 11)]
    + [("М-11", "В", "развёрнутый ответ", None, None, 2.0)]
)
COUNTS = {"right": 30, "partial": 0, "wrong": 8, "blank": 2, "not_reached": 1}


def words(block) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", block.html()))).strip().replace("\u00a0", " ")


def picture(html: str) -> str:
    return base64.b64decode(re.search(r"base64,([^\"]+)", html).group(1)).decode()


@pytest.fixture(scope="module")
def work():
    """160 pupils; М-03 is much harder for boys."""
    rng = np.random.default_rng(7)
    rows, sex = [], {}
    for number in range(160):
        pupil, skill, boy = f"У-{number:03d}", 1.2 * rng.normal(), number % 2 == 0
        sex[pupil] = "мальчики" if boy else "девочки"
        for item, tier, kind, key, _, top in BANK:
            ease = {"Б": 0.8, "П": 0.0, "В": -0.6}[tier] - (2.8 if boy and item == "М-03" else 0)
            right = rng.random() < 1 / (1 + np.exp(-1.6 * (skill + ease)))
            answer = key if right else "БВГ"[rng.integers(3)] if kind == "выбор ответа" else "6"
            score = None
            if kind == "развёрнутый ответ":
                answer, score = "решение", float(right) * top
            rows.append(("МА7", None, pupil, item, answer, score))
    responses = pd.DataFrame(rows, columns=["test", "variant", "pupil", "item", "answer", "score"])
    bank = pd.DataFrame(BANK, columns=["item", "tier", "kind", "key", "options", "max_score"])
    bank = bank.assign(subject="математика", grade=7, content="1.1", skill="2.1", minutes=2.0).astype({"key": "str"})
    scored = fos.score(responses.astype({"variant": "str", "score": "float64"}), bank, "МА7")
    return scored, pd.Series(sex), bank


@pytest.fixture(scope="module")
def dif(work):
    return fos.dif_table(work[0], work[1], SETTINGS.dif)


@pytest.fixture(scope="module")
def cards(work, dif):
    scored, _, bank = work
    bank = bank.assign(text="Сложите числа.", choices="один | два | три | четыре", status="новое", expected=60.0)
    none = pd.DataFrame(columns=["item", "b", "se"])
    items = with_dif(fos.item_table(scored, RULES), dif)
    return passports(Known(items, fos.option_table(scored, RULES), fos.option_curves(scored, RULES), dif, none, bank))


class TestCards:
    def test_work_first_the_rest_folded(self, cards):
        block = fos_passports.passports(cards, RULES)
        html = block.html()
        assert html.count("<article") == len(cards)
        opened = html.split("<details")[0]
        assert opened.count("<article") == sum(card.advice.needs_work for card in cards)
        assert "М-03" in opened
        assert "перечитать условие" in opened

    def test_a_card_reads_like_a_passport(self, cards):
        text = words(fos_passports.ItemCards([card for card in cards if card.item == "М-03"]))
        for said in (
            "Сложите числа.", "А один", "Уровень базовый", "ожидали 60 %", "Различение r", "Ключ А",
            "девочки чаще на", "В банке новое",
        ):  # fmt: skip
            assert said in text
        assert not ENGLISH.findall(text)

    def test_cards_are_light(self, cards):
        sizes = [len(fos_passports.ItemCards([card]).body()) for card in cards]
        assert max(sizes) < 15_000

    def test_the_key_is_marked_among_the_choices(self, cards):
        html = fos_passports.ItemCards(cards[:1]).body()
        assert html.count('class="wb-key"') == 1
        assert '<li class="wb-key"><b>А</b>' in html

    def test_hostile_wording_stays_text(self, cards, hostile):
        from dataclasses import replace

        text = hostile.encode("utf-8", "replace").decode()
        card = replace(cards[0], text=text, item=text, choices=(("А", text),))
        html = fos_passports.ItemCards([card]).html()
        assert "<script" not in html
        assert "<img src=x" not in html
        assert "<script" not in picture(html)


class TestPicture:
    def curves(self, *options):
        rows = [
            ("М-1", name, key, g + 1, 3, 0.0, 50.0, share / 5, 20, share)
            for name, key, shares in options
            for g, share in enumerate(shares)
        ]
        return pd.DataFrame(rows, columns=list(CURVE_COLUMNS))

    def test_lines_labels_and_counts(self):
        svg = picture(item_picture("М-1", self.curves(("а", True, (40, 60, 90)), ("б", False, (60, 40, 10))), COUNTS))
        assert "А ✓" in svg
        assert ">Б<" in svg
        assert svg.count(">20<") == 3
        assert "верно 30 · неверно 8 · пусто 2 · не дошли 1" in svg

    def test_those_who_do_not_see_hear_the_numbers(self):
        html = item_picture("М-1", self.curves(("а", True, (40, 60, 90))), COUNTS)
        assert "Доли ответов по группам от слабых к сильным, %: А: 40, 60, 90." in html

    def test_labels_never_lie_over_each_other(self):
        options = [(name, name == "а", (20, 10, 0)) for name in "абвгде"]
        svg = picture(item_picture("М-1", self.curves(*options), COUNTS))
        places = sorted(
            float(y) for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)" text-anchor="start"', svg)
            if float(x) == 270
        )  # fmt: skip
        assert len(places) == 6
        assert min(np.diff(places)) >= 10.9

    def test_without_curves_only_the_bar(self):
        svg = picture(item_picture("М-1", self.curves(), COUNTS))
        assert "слабее" not in svg
        assert "верно 30" in svg

    def test_nobody_had_the_item(self):
        assert "верно" not in picture(item_picture("М-1", self.curves(), dict.fromkeys(COUNTS, 0)))


class TestDif:
    def test_words_first(self, dif):
        text = words(fos_dif.dif(dif, SETTINGS.dif))
        assert "М-03. При равной подготовке мальчики справляются реже, чем девочки" in text
        assert "повод перечитать условие, а не вывод об учениках" in text
        assert not ENGLISH.findall(text)

    def test_too_few_is_one_quiet_sentence(self, work):
        scored, sex, _ = work
        table = fos.dif_table(scored, sex.iloc[:50], SETTINGS.dif)
        text = words(fos_dif.dif(table, SETTINGS.dif))
        assert "Для сравнения нужно не меньше 40 учеников в группе" in text
        assert "Метод" not in text

    def test_all_is_well(self, dif):
        calm = dif.assign(verdict="различий нет")
        assert "справляются одинаково: проверка в 12 заданиях" in words(fos_dif.dif(calm, SETTINGS.dif))


class TestGroups:
    def test_counts_first_codes_folded(self, work):
        table = fos.level_groups([work[0]], SETTINGS.objectivity)
        block = fos_dif.groups(table, SETTINGS.objectivity, ["МА7"])
        text = words(block)
        assert "160 учеников по группам:" in text
        assert "Предварительно: работа одна." in text
        assert "У-000" not in block.html().split("<details")[0]
        assert not ENGLISH.findall(text)


class TestReliability:
    def test_other_measures_and_one_sum(self, work):
        scored = work[0]
        text = words(fos_reliability.reliability(
            fos.reliability(scored, RULES), scored, RULES, fos.precision(scored, RULES)
        ))  # fmt: skip
        for said in ("λ2 Гуттмана", "ω Макдональда", "Самая частая сумма", "Ошибка каждой суммы", "Если делить работу"):
            assert said in text
        assert not ENGLISH.findall(text)
