"""Sections of the expert protocol: the decision in words first, nothing English, an outcome for every gap."""

import html as markup
import re

import pandas as pd
import pytest

from workbook import fos
from workbook.display import fos_expertise as show
from workbook.errors import MissingData
from workbook.settings import Settings

RULES = Settings()
ENGLISH = re.compile(r"\b(?:nan|NaN|None|NaT|True|False|expert|score|mean|total|dtype|alpha|kappa)\b")


def table(**given: str) -> pd.DataFrame:
    rows = [
        ("МА7", f"Э-{expert[1:]}", number, int(score), "Уточнить" if score == "0" else None, pd.Timestamp("2026-03-15"))
        for expert, scores in given.items()
        for number, score in enumerate(scores, 1)
        if score != "-"
    ]
    frame = pd.DataFrame(rows, columns=["fos", "expert", "criterion", "score", "comment", "date"])
    return frame.astype({"criterion": "Int64", "score": "Int64", "comment": "str"})


def words(block) -> str:
    """Text of a block as a reader sees it."""
    text = re.sub(r"<img[^>]*>", " ", block.html())
    return re.sub(r"\s+", " ", markup.unescape(re.sub(r"<[^>]+>", " ", text))).replace("\u00a0", " ").strip()


def found(left_out: str = "", **given: str):
    return fos.disagreements(table(**given), "МА7", RULES, left_out)


def sections(one) -> dict[str, str]:
    """Words of every section; a refusal is its sentence."""
    fund = None if one.severity is None else one.severity.assign(tools=1)
    makers = {
        "decision": lambda: show.decision(one, RULES), "contested": lambda: show.contested(one),
        "what_if": lambda: show.what_if(one, RULES), "opinions": lambda: show.opinions(one, RULES),
        "agreement": lambda: show.agreement(one, RULES), "severity": lambda: show.severity(one, fund, RULES),
    }  # fmt: skip
    said = {}
    for name, make in makers.items():
        try:
            said[name] = words(make())
        except MissingData as gap:
            said[name] = gap.message
    return said


class TestThreeExperts:
    @pytest.fixture
    def said(self):
        return sections(found(e01="2" * 12, e02="2" * 12, e03="111101111110"))

    def test_decision_first(self, said):
        text = said["decision"]
        assert "Проект решения: доработать. Средняя сумма 19,3 из 24. По обязательному критерию поставлен 0" in text
        assert "Решение неустойчиво: без листа эксперта Э-03 — принято" in text
        assert "Исправить работу так, чтобы по обязательному критерию 5 не было нулей." in text

    def test_agenda(self, said):
        text = said["contested"]
        assert "Обсудить 2 критерия. Начать с критерия 5 (корректность содержания)" in text
        assert "0 → доработать" in text
        assert "Э-03: Уточнить" in text

    def test_what_if(self, said):
        assert re.search(r"Решение другое в \d из \d", said["what_if"])
        assert "Без листа эксперта Э-03" in said["what_if"]

    def test_severity(self, said):
        assert "Эксперт Э-03, возможно, строже других: в среднем на 1,2 балла по критерию" in said["severity"]
        assert "Э-01, возможно" not in said["severity"]

    def test_agreement(self, said):
        assert "Согласие слабое: α = −0," in said["agreement"]
        assert "Из ста пар оценок одного критерия совпадает примерно 33." in said["agreement"]

    def test_validity_of_criteria(self, said):
        # Э-01 and Э-02 gave 24 twos, Э-03 none: 24 of 36.
        assert "Полный балл ставили в 67 % случаев (S-CVI/Ave); единогласно — по 0 % критериев" in said["opinions"]
        assert "даже единогласие может быть случайным" in said["opinions"]
        assert "мало экспертов" in said["opinions"]

    def test_nothing_english(self, said):
        for text in said.values():
            assert not ENGLISH.findall(text)


class TestGaps:
    def test_one_expert(self):
        said = sections(found(e01="2" * 12))
        assert "Проект решения: принято" in said["decision"]
        assert "Нужен второй эксперт" in said["decision"]
        assert "Лист один" in said["contested"]
        assert "Лист один" in said["what_if"]
        assert said["agreement"] == said["severity"] == "Лист один: согласие и строгость считают от двух экспертов."

    def test_incomplete_sheets(self):
        said = sections(found(e01="22222-------", e02="2" * 11 + "-"))
        assert "Проект решения: мало данных" in said["decision"]
        assert "Э-01 (5 из 12), Э-02 (11 из 12)" in said["decision"]
        assert "Решение держится" not in said["decision"]
        assert said["what_if"].startswith("мало данных Полного листа нет ни в одном случае")
        assert "Не оценил никто: критерии 12" in said["opinions"]
        assert "слишком мало" in said["severity"]
        for text in said.values():
            assert not ENGLISH.findall(text)

    def test_all_the_same(self):
        said = sections(found(e01="2" * 12, e02="2" * 12, e03="2" * 12))
        assert "Решение держится" in said["decision"]
        assert "Спорных критериев нет" in said["contested"]
        assert "Совпадает 100 % пар оценок. Все оценки одинаковы: α не определена" in said["agreement"]
        assert "Заметно более строгих экспертов нет." in said["severity"]

    def test_left_out(self):
        text = sections(found("Э-03", e01="2" * 12, e02="2" * 12, e03="0" * 12))["decision"]
        assert "Проект решения: принято" in text
        assert "Лист эксперта Э-03 не учтён: так выбрано. Со всеми листами — доработать, средняя сумма 16,0" in text
        assert "решение другое" in text

    def test_two_experts_are_rough(self):
        assert "Это ориентировочно" in sections(found(e01="2" * 12, e02="2" * 11 + "1"))["agreement"]

    def test_hostile_comment_is_escaped(self):
        rows = table(e01="0" * 12, e02="2" * 12)
        rows["comment"] = "<script>alert(1)</script>"
        html = show.contested(fos.disagreements(rows, "МА7", RULES)).html()
        assert "<script>" not in html
        assert "&lt;script&gt;" in html


class TestOverview:
    def test_all_tools(self):
        rows = pd.concat([table(e01="2" * 12, e02="111111111110"), table(e01="2" * 12).assign(fos="РУ5")])
        text = words(show.overview(fos.expertise_overview(rows, RULES.fos)))
        assert "Листы есть по 2 средствам: принято — 1, доработать — 1." in text
        assert "Нужно обсуждение: МА7." in text
        assert "Лист только один: РУ5." in text
