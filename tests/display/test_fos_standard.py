import html as markup
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from workbook.display import (
    fos_equating,
    fos_standard,
    fos_standard_charts,
    fos_standard_experts,
    fos_standard_words,
)
from workbook.errors import MissingData
from workbook.fos import equating as eq
from workbook.fos import standard
from workbook.settings import Settings

SETTINGS = Settings()
ENGLISH = re.compile(r"\b(?:nan|NaN|None|NaT|True|False|item|mark|expert|score|mean|dtype|Name)\b")
TEN = tuple(f"М-{place}" for place in range(10))
COLUMNS = ["fos", "expert", "method", "round", "mark", "item", "pupil", "quantity", "value"]


class Tables:
    year = "2025/2026"

    def __init__(self, **tables):
        self.tables = tables


def bank():
    frame = pd.DataFrame(
        {"item": TEN, "tier": "Б", "kind": "краткий ответ", "key": "5", "options": None, "max_score": 1.0,
         "subject": "математика", "grade": 7, "content": "1.1", "skill": "2.1", "minutes": 2.0}
    )  # fmt: skip
    return frame.astype({"key": "str"})


def responses(pupils, seed=4):
    rng = np.random.default_rng(seed)
    rows = []
    for pupil in range(pupils):
        right = rng.random(10) < 1 / (1 + np.exp(-(2 * rng.normal() - np.linspace(-1, 1, 10))))
        rows += [("МА7", None, f"У-{pupil:03d}", code, "5" if yes else "6", float(yes))
                 for code, yes in zip(TEN, right, strict=True)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["test", "variant", "pupil", "item", "answer", "score"])
    return frame.astype({"variant": "str", "answer": "str"})


def judgements(cuts=None, experts=4, sharp=False):
    rows = []
    for expert in range(experts):
        for mark, share in (cuts or {3: 35, 4: 55, 5: 80}).items():
            bonus = 20 if sharp and expert == 0 else 0
            for place, item in enumerate(TEN):
                rows += [
                    ("МА7", f"Э-{expert}", "Ангофф", turn, mark, item, None, None,
                     min(share + bonus + (place - 5) * 3 + (expert * 6) // turn, 100))
                    for turn in (1, 2)
                ]  # fmt: skip
            rows.append(("МА7", f"Э-{expert}", "закладка", 1, mark, TEN[min(mark + expert % 2, 9)], None, None, 5))
            rows.append(("МА7", f"Э-{expert}", "Эбел", 1, mark, TEN[0], None, "обязательное, лёгкое", share))
    return pd.DataFrame(rows, columns=COLUMNS).astype({"item": "str", "pupil": "str", "quantity": "str"})


def drafted(works=60, choice=None, **tables):
    given = Tables(items=bank(), responses=responses(works), **tables)
    return standard.draft(given, standard.survey(given, "МА7", SETTINGS), SETTINGS, choice)


def words(block):
    text = re.sub(r"<img[^>]*>", " ", block.html())
    return re.sub(r"\s+", " ", markup.unescape(re.sub(r"<[^>]+>", " ", text))).strip()


@pytest.fixture(scope="module")
def draft():
    return drafted(judgements=judgements())


class TestScale:
    def test_the_first_screen(self, draft):
        text = words(fos_standard.scale(draft, SETTINGS.standard))
        assert re.search(r"Проект шкалы: «3» — с \d+, «4» — с \d+, «5» — с \d+ \(баллов, из 10\)\.", text)
        assert "Метод «Ангофф», 4 эксперта." in text
        assert re.search(r"Из 60 учеников: «5» — \d+, «4» — \d+, «3» — \d+, «2» — \d+\.", text)
        assert re.search(r"Из 100 учеников \d+ получил[аи]? бы другую отметку на параллельном варианте\.", text)
        assert "шкалу утверждает школа" in text
        assert not ENGLISH.search(text)

    def test_a_small_class_gets_no_probability(self):
        text = words(fos_standard.scale(drafted(5), SETTINGS.standard))
        assert "Вероятность другой отметки не посчитана. Работ 5, нужно не меньше 30" in text
        assert "обычные пороги школы в процентах, экспертами для этой работы не обоснованные" in text

    def test_one_expert_is_called_unsure(self):
        choice = standard.Choice(method="Ангофф")
        text = words(fos_standard.scale(drafted(judgements=judgements(experts=1), choice=choice), SETTINGS.standard))
        assert "Пороги ненадёжны. Экспертов 1, нужно не меньше 3" in text

    def test_marks_that_experts_do_not_tell_apart(self):
        table = judgements()
        table.loc[table["expert"] == "Э-0", "value"] = 12
        text = words(fos_standard.scale(drafted(judgements=table), SETTINGS.standard))
        assert re.search(r"Интервалы порогов «4» \(.+\) и «5» \(.+\) перекрываются", text)

    def test_a_work_nobody_wrote(self):
        given = Tables(items=bank(), judgements=judgements())
        found = standard.draft(given, standard.survey(given, "МА7", SETTINGS), SETTINGS)
        assert "чем обернётся шкала, не видно" in words(fos_standard.scale(found, SETTINGS.standard))
        assert "последствия порогов не видны" in words(fos_standard.consequences(found))
        assert "считать не по чему" in words(fos_standard.chance(found))
        assert "Пороги по методам" in words(fos_standard.methods(found.comparison, found.scale, SETTINGS.standard))


class TestMethods:
    def test_agreement_is_said_first(self, draft):
        text = words(fos_standard.methods(draft.comparison, draft.scale, SETTINGS.standard))
        assert re.search(r"Пороги «3» по 2 методам (близки|расходятся): ", text)
        assert "Метод «Эбел» шкалы не дал. Эбел: ни один эксперт не оценил 90 % баллов" in text
        assert "4 эксперта" in text
        assert not ENGLISH.search(text)

    def test_a_method_and_its_people_share_a_column(self, draft):
        """A column less, and the scale on one line: the table fits the page."""
        text = words(fos_standard.methods(draft.comparison, draft.scale, SETTINGS.standard))
        assert "Метод, по кому «3» интервал «4» интервал «5» интервал Шкала «3», «4», «5» Замечание" in text
        assert re.search(r"Ангофф, 4 эксперта ", text)
        assert "Шкала — с какой суммы каждая отметка после округления." in text

    @pytest.mark.parametrize(
        ("low", "high", "unit", "said"),
        [
            (18.0, 21.25, "баллов", "18,0–21,3 балла"),
            (9.0, 12.0, "баллов", "9–12 баллов"),
            (9.0, 22.0, "баллов", "9–22 балла"),
            (9.04, 9.01, "баллов", "9,0 балла"),
            (40.0, 60.5, "% максимума", "40,0–60,5 % максимума"),
        ],
    )
    def test_a_range_of_points(self, low, high, unit, said):
        assert fos_standard_words.span(low, high, unit) == said

    def test_crossing_cuts_are_told(self):
        found = drafted(judgements=judgements({3: 80, 4: 50, 5: 90}))
        text = words(fos_standard.methods(found.comparison, None, SETTINGS.standard))
        assert "Метод «Ангофф» шкалы не дал. Пороги пересекаются" in text

    def test_one_method_alone(self):
        table = judgements()
        found = drafted(judgements=table[table["method"] == "Ангофф"])
        text = words(fos_standard.methods(found.comparison, found.scale, SETTINGS.standard))
        assert "Надёжные пороги дал один метод — «Ангофф»: сравнить не с чем." in text

    def test_without_judgements(self):
        found = drafted()
        text = words(fos_standard.methods(found.comparison, found.scale, SETTINGS.standard))
        assert "показаны обычные пороги школы" in text

    def test_the_picture_speaks_russian(self, draft):
        figure = fos_standard_charts.cuts_over_sums(draft.comparison, draft.scale)
        texts = [text.get_text() for text in figure.findobj(Text)]
        assert "учеников" in texts
        assert "сумма, баллов" in texts
        assert "«4»" in texts
        assert "порог «3»" in texts
        assert not any(ENGLISH.search(text) for text in texts)


class TestExperts:
    def test_rounds_and_severity(self):
        given = drafted(judgements=judgements(sharp=True))
        text = words(fos_standard_experts.experts(judgements(sharp=True), given.work, SETTINGS.standard))
        assert "Ангофф: после обсуждения мнения не сблизились" in text
        assert re.search(r"Ангофф: эксперт Э-0 (строже|мягче) остальных на \d+ п\.п\.", text)
        assert "Самые спорные задания" in text or "Эксперты: пороги последнего тура" in text
        assert "Буклет упорядочен по ответам учеников" in text
        assert not ENGLISH.search(text)

    def test_opinions_that_came_closer(self, draft):
        text = words(fos_standard_experts.experts(judgements(), draft.work, SETTINGS.standard))
        assert "Ангофф: после обсуждения мнения сблизились (разброс 0,7 → 0,4 балла); пороги изменились: «3»" in text

    def test_no_judgements_about_this_work(self, draft):
        with pytest.raises(MissingData, match="Суждений экспертов о порогах работы «МА7» нет"):
            fos_standard_experts.experts(judgements().assign(fos="РУ5"), draft.work, SETTINGS.standard)


class TestConsequences:
    def test_shares_near_and_classes(self):
        pupils = pd.DataFrame(
            {"year": "2025/2026", "pupil": [f"У-{p:03d}" for p in range(60)],
             "class_": ["7 А" if p < 30 else "7 Б" for p in range(60)]}
        )  # fmt: skip
        text = words(fos_standard.consequences(drafted(judgements=judgements(), pupils=pupils)))
        assert re.search(r"По проекту шкалы на «4» и «5» — \d+ %, выше «2» — \d+ % из 60 работ\.", text)
        assert "в пределах одной ошибки измерения" in text
        assert "7 А 30" in text
        assert not ENGLISH.search(text)

    def test_chance_in_words(self, draft):
        text = words(fos_standard.chance(draft))
        assert "Слабее всего граница" in text
        assert "Хэнсон–Бреннан" in text
        assert "Это оценка по модели, не проверка повтором." in text
        assert not ENGLISH.search(text)


def form(name, codes, pupils, harder=0.0, seed=1):
    rng = np.random.default_rng(seed)
    b = np.array([0.0 if code.startswith("О") else harder for code in codes])
    right = rng.random((pupils, len(codes))) < 1 / (1 + np.exp(-(1.3 * rng.normal(size=(pupils, 1)) - b)))
    items = pd.DataFrame({"max_score": 1.0, "content": "1", "tier": "Б"}, index=list(codes))
    return eq.Form(name, pd.DataFrame(right.astype(float), columns=list(codes)), items)


COMMON = tuple(f"О-{place}" for place in range(8))
FIRST, SECOND = (COMMON + tuple(f"{letter}-{place}" for place in range(12)) for letter in "АБ")


class TestEquating:
    def test_a_refusal_gives_the_reason_and_no_numbers(self):
        found = eq.equate(form("вариант 2", SECOND, 24, seed=2), form("вариант 1", FIRST, 24), SETTINGS.equating)
        text = words(fos_equating.equating(found, SETTINGS.equating))
        assert "Вариант 2 → вариант 1: не выравнивать. Учеников на вариант 24, нужно не меньше 50" in text
        assert "Баллы вариантов показываются как есть" in text
        assert "Таблица перевода" not in text
        assert not ENGLISH.search(text)

    def test_a_conversion_gives_the_table(self):
        forms = [form("вариант 1", FIRST, 500), form("вариант 2", SECOND, 500, harder=1.0, seed=2)]
        found = eq.equate_all(forms, SETTINGS.equating)
        text = words(fos_equating.equatings(found, SETTINGS.equating))
        assert "пересчитать" in text
        assert "Таблица перевода, метод: цепное процентильное сглаженное" in text
        assert not ENGLISH.search(text)
        picture = fos_standard_charts.conversion_curve(found[0])
        assert "поправка, баллов" in [text.get_text() for text in picture.findobj(Text)]

    def test_variants_as_written(self):
        text = words(fos_equating.variants([form("вариант 1", FIRST, 30), form("вариант 2", SECOND, 30, seed=2)]))
        assert "Средняя сумма: вариант 2 — " in text
        assert "не отличима от случайной" in text
        with pytest.raises(MissingData, match="Вариант один"):
            fos_equating.variants([form("вариант 1", FIRST, 30)])

    def test_two_equal_sums_get_no_interval(self):
        """A spread of zero would give «16,0–16,0», which looks like certainty."""
        same = form("вариант 2", SECOND, 2, seed=2)
        same.scores.iloc[1] = same.scores.iloc[0]
        block = fos_equating.variants([form("вариант 1", FIRST, 30), same])
        shown = pd.DataFrame(block.blocks[1].frame)
        assert shown["low"].notna().tolist() == [True, False]

    def test_three_pupils(self):
        text = words(fos_equating.variants([form("вариант 1", FIRST, 2), form("вариант 2", SECOND, 1, seed=2)]))
        assert not ENGLISH.search(text)
