import html as markup
import re

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from workbook import fos
from workbook.display import fos_charts, numbers
from workbook.display import fos_sections as show
from workbook.display.fos_words import listed, share_words, tier_words
from workbook.settings import Settings, read_settings

RULES = Settings().fos
ENGLISH = re.compile(r"\b(?:nan|NaN|None|NaT|True|False|item|tier|score|key|count|mean|dtype|Name)\b")
BANK = (
    [(f"М-{n:02d}", "Б", "выбор ответа", "А", 4, 1.0) for n in range(6)]
    + [(f"М-{n:02d}", "П", "краткий ответ", "5", None, 1.0) for n in range(6, 9)]
    + [("М-09", "В", "развёрнутый ответ", None, None, 2.0)]
)


def bank() -> pd.DataFrame:
    frame = pd.DataFrame(BANK, columns=["item", "tier", "kind", "key", "options", "max_score"])
    frame = frame.assign(subject="математика", grade=7, content="1.1", skill="2.1", minutes=2.0)
    return frame.astype({"key": "str"})


def responses(pupils: int, *, wrong_key: bool = False, seed: int = 4) -> pd.DataFrame:
    """Answers of so many pupils; with a wrong key the item М-03 is solved by «В», although its key says «А»."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(pupils):
        skill = 1.4 * rng.normal()
        for item, tier, kind, key, _, top in BANK:
            right = rng.random() < 1 / (1 + np.exp(-2 * (skill - {"Б": -0.9, "П": 0.0, "В": 0.8}[tier])))
            answer, score = key, None
            if kind == "развёрнутый ответ":
                answer, score = "решение", top if right else 0.0
            elif item == "М-03" and wrong_key:
                answer = "В" if right else "АБГ"[rng.integers(3)]
            elif not right:
                answer = "БВГ"[rng.integers(3)] if kind == "выбор ответа" else "6"
            rows.append(("МА7", None, f"У-{number:03d}", item, answer, score))
    frame = pd.DataFrame(rows, columns=["test", "variant", "pupil", "item", "answer", "score"])
    return frame.astype({"variant": "str", "answer": "str", "score": "float64"})


def blueprint(basic: int = 6) -> pd.DataFrame:
    return pd.DataFrame(
        {"fos": "МА7", "content": "1.1", "content_title": "Числа", "skill": "2.1", "skill_title": "Считать",
         "tier": ["Б", "П", "В"], "items": [basic, 3, 1], "score": [float(basic), 3.0, 2.0]}
    )  # fmt: skip


def sheets(*totals: str) -> pd.DataFrame:
    rows = [
        ("МА7", f"Э-{expert:02d}", number, int(score), "Уточнить" if score == "0" else None, pd.Timestamp("2026-03-15"))
        for expert, scores in enumerate(totals, 1)
        for number, score in enumerate(scores, 1)
    ]
    return pd.DataFrame(rows, columns=["fos", "expert", "criterion", "score", "comment", "date"]).astype(
        {"comment": "str"}
    )


def plan() -> pd.DataFrame:
    frame = pd.DataFrame(
        {"fos": ["МА7", "РУ7"], "title": ["Итоговая", None], "subject": ["математика", "русский язык"], "grade": 7,
         "control_type": "итоговый", "due": "2026-04-20", "version": "1", "revised": ["2026-03-12", None],
         "expertise": ["принято", None]}
    )  # fmt: skip
    return frame.astype({"due": "datetime64[us]", "revised": "datetime64[us]", "expertise": "str", "title": "str"})


class Tables:
    def __init__(self, **tables: pd.DataFrame) -> None:
        self.tables = tables


def words(block) -> str:
    """Text of a block as a reader sees it."""
    text = re.sub(r"<img[^>]*>", " ", block.html())
    return re.sub(r"\s+", " ", markup.unescape(re.sub(r"<[^>]+>", " ", text))).strip()


@pytest.fixture(scope="module")
def scored():
    return fos.score(responses(90, wrong_key=True), bank(), "МА7")


@pytest.fixture(scope="module")
def table(scored):
    return fos.item_table(scored, RULES)


class TestDecision:
    def test_a_doubtful_work_says_what_to_do_first(self):
        given = Tables(responses=responses(90, wrong_key=True), items=bank(), blueprint=blueprint(7), fos_plan=plan(),
                       expertise=sheets("2" * 12, "2" * 12))  # fmt: skip
        text = words(show.decision(fos.gather(given, "МА7", RULES), RULES))
        assert "Проект решения: доработать. Выполнено" in text
        assert "Не выполнено: спецификация, доли уровней, ключи" in text
        assert "Начать с задания М-03. Возможно, ошибка в ключе: ответ «В»" in text
        assert "не хватает 1 задания" in text
        assert "решение принимает руководитель методического объединения" in text

    def test_a_small_class_gives_no_verdict(self):
        given = Tables(responses=responses(8), items=bank(), blueprint=blueprint(), fos_plan=plan())
        text = words(show.decision(fos.gather(given, "МА7", RULES), RULES))
        assert "Проект решения: мало данных" in text
        assert "Мало данных, чтобы судить: ключи, трудность, различение, подтверждение уровней, надёжность." in text


class TestSpecification:
    def test_holes_are_named_with_their_titles(self):
        found = fos.coverage(blueprint(8), bank(), "МА7", responses(3))
        text = words(show.specification(found))
        assert "Не хватает 2 заданий: 1.1 «Числа», умение 2.1, уровень базовый." in text
        assert "Все места спецификации заполнены" not in text

    def test_a_full_specification_is_said_to_be_full(self):
        text = words(show.specification(fos.coverage(blueprint(), bank(), "МА7", responses(3))))
        assert text.startswith("хорошо Все места спецификации заполнены.")

    def test_surplus_asks_for_a_choice(self):
        text = words(show.specification(fos.coverage(blueprint(5), bank(), "МА7", responses(3))))
        assert "Сверх плана 1 задание: 1.1 × 2.1 × Б. Убрать или внести в спецификацию." in text


class TestItems:
    def test_the_count_comes_first_then_actions(self, table):
        text = words(show.items(table, RULES))
        work = int(table["needs_work"].sum())
        assert f"Доработки требуют {work} из 10 заданий" in text.replace("\u00a0", " ")
        assert "Проверить ключ (1): М-03." in text

    def test_limits_come_from_the_settings(self, table):
        other = read_settings({"фос": {"трудность_от": 0.25, "различение_от": 0.3}}).fos
        text = words(show.items(table, other)).replace("\u00a0", " ")
        assert "от 25 % до 90 %" in text
        assert "не ниже 0,30" in text

    def test_too_few_answers(self):
        few = fos.item_table(fos.score(responses(6), bank(), "МА7"), RULES)
        assert "Ответов слишком мало, чтобы судить о заданиях." in words(show.items(few, RULES))


class TestOptions:
    def test_wrong_key_is_only_possible(self, scored, table):
        text = words(show.options(fos.option_table(scored, RULES), table, RULES))
        assert "Возможно, ошибка в ключе: М-03. Сверить ключ с решением." in text
        assert "сильнее ключа" in text

    def test_a_small_class_gives_no_verdict_on_keys(self):
        scored = fos.score(responses(6), bank(), "МА7")
        text = words(show.options(fos.option_table(scored, RULES), fos.item_table(scored, RULES), RULES))
        assert text == "мало данных Ответов слишком мало, чтобы судить о ключах и вариантах ответа."

    def test_points_without_answers_are_said_to_hide_the_options(self):
        given = responses(30)
        given["score"] = (given["answer"] == "А").astype(float)
        given["answer"] = pd.Series(index=given.index, dtype="str")
        scored = fos.score(given, bank(), "МА7")
        text = words(show.options(fos.option_table(scored, RULES), fos.item_table(scored, RULES), RULES))
        assert "есть только баллы" in text


class TestTiers:
    def test_bands_and_verdicts(self, table):
        text = words(show.tiers(table, RULES))
        assert "Уровень подтверждён у" in text
        assert "Сначала проверить ключ, потом судить об уровне: М-03." in text
        assert "Б — базовый, 60–100" in text


class TestReliability:
    def test_error_of_measurement_in_points(self, scored):
        text = words(show.reliability(fos.reliability(scored, RULES), scored, RULES)).replace("\u00a0", " ")
        assert re.search(r"Надёжность достаточна: α Кронбаха = 0,\d\d \(0,\d\d–0,\d\d; 90 работ\)", text)
        assert re.search(r"отличаются меньше чем на \d балл", text)

    def test_few_works(self):
        scored = fos.score(responses(8), bank(), "МА7")
        text = words(show.reliability(fos.reliability(scored, RULES), scored, RULES)).replace("\u00a0", " ")
        assert "О надёжности судить рано" in text
        assert "Работ 8, для вывода о надёжности нужно не меньше 30." in text


class TestAnswers:
    def test_what_was_set_aside_is_told(self):
        given = responses(5)
        given.loc[9, "score"] = 7.0
        given.loc[given["pupil"] == "У-004", ["answer", "score"]] = None
        text = words(show.answers(fos.score(given, bank(), "МА7"))).replace("\u00a0", " ")
        assert "Разобрано: 4 работы, 10 заданий." in text
        assert "1 работа пустая, она в расчёт не вошла." in text
        assert "балл больше максимального (2) 1" in text


class TestExpertise:
    def test_decision_disagreement_severity(self):
        found = fos.review(sheets("2" * 12, "2" * 12, "111111111110"), "МА7", RULES)
        text = words(show.expertise(found, RULES)).replace("\u00a0", " ")
        assert "По листам экспертизы: доработать. Средняя сумма 19,7 из 24. Нужно не ниже 20." in text
        assert "обсудить до подписания протокола: 12 (оформление и авторские права)." in text
        assert "Эксперт Э-03 строже других: в среднем на 1,1 балла по критерию." in text
        assert "Эксперт Э-01" not in text


class TestFund:
    def test_share_and_what_is_lacking(self):
        text = words(show.fund(fos.fund(plan(), RULES), RULES)).replace("\u00a0", " ")
        assert "Обновлено и принято 1 из 2 средств плана (50 %)." in text
        assert "нет даты обновления — 1, экспертизы не было — 1" in text


def everything() -> dict[str, object]:
    given = Tables(responses=responses(60, wrong_key=True), items=bank(), blueprint=blueprint(7), fos_plan=plan(),
                   expertise=sheets("2" * 12, "111111111110"))  # fmt: skip
    found = fos.score(given.tables["responses"], given.tables["items"], "МА7")
    items = fos.item_table(found, RULES)
    return {
        "decision": show.decision(fos.gather(given, "МА7", RULES), RULES),
        "specification": show.specification(fos.coverage(blueprint(7), bank(), "МА7", given.tables["responses"])),
        "items": show.items(items, RULES),
        "options": show.options(fos.option_table(found, RULES), items, RULES),
        "tiers": show.tiers(items, RULES),
        "reliability": show.reliability(fos.reliability(found, RULES), found, RULES),
        "answers": show.answers(found),
        "expertise": show.expertise(fos.review(given.tables["expertise"], "МА7", RULES), RULES),
        "fund": show.fund(fos.fund(plan(), RULES), RULES),
    }


def test_no_english_and_no_holes_of_the_machine():
    for name, block in everything().items():
        found = ENGLISH.findall(words(block))
        assert not found, (name, found)


def test_hostile_names_stay_text(hostile):
    frame = blueprint().assign(content_title=hostile.encode("utf-8", "replace").decode())
    html = show.specification(fos.coverage(frame, bank(), "МА7", responses(2))).html()
    assert "<script" not in html
    assert "<img src=x" not in html


class TestCharts:
    def test_names_of_points_do_not_overlap(self, table):
        crowded = pd.concat([table] * 3, ignore_index=True)
        crowded["item"] = [f"М-{n:03d}" for n in range(len(crowded))]
        crowded["needs_work"], crowded["action"] = True, "weak"
        figure = fos_charts.item_map(crowded, RULES)
        figure.draw_without_rendering()
        boxes = [Text.get_window_extent(text) for text in figure.axes[0].texts]  # without the thin lines
        assert len(boxes) > 20
        assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])

    def test_nothing_to_draw(self, table):
        assert fos_charts.item_map(table.iloc[:0], RULES) is None
        assert fos_charts.tier_intervals(table.iloc[:0], RULES) is None
        assert fos_charts.coverage_map(pd.DataFrame()) is None


class TestWords:
    def test_lists_shares_bands(self):
        assert listed(range(10)) == "0, 1, 2, 3, 4, 5, 6, 7 и ещё 2"
        assert share_words(0.05) == f"5{numbers.NBSP}%"
        assert tier_words(RULES).startswith("Б — базовый, 60–100")
