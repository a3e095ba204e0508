"""Questions as Moodle and people write them: what is taken, what is named as left behind, what is refused and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook.errors import DataRefused, FileRefused, Reason
from workbook.school import Severity
from workbook.school.exchange import BankImport, Defaults, import_bank
from workbook.school.exchange.plain_text import plain_text

DEFAULTS = Defaults("математика", 7, "Б", "МА7")
QUIZ = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<!-- question: 0  -->
  <question type="category"><category><text>$course$/top/По умолчанию для МА7/Математика/7 класс</text></category></question>
  <question type="multichoice">
    <name><text>Дроби 1</text></name>
    <questiontext format="html"><text><![CDATA[<p>Сколько будет&nbsp;2<sup>3</sup>?<br><img src="@@PLUGINFILE@@/cube.png" alt="куб"></p>]]></text>
    <file name="cube.png" path="/" encoding="base64">iVBORw0KGgo=</file></questiontext>
    <generalfeedback format="html"><text>Вспомните степень</text></generalfeedback>
    <defaultgrade>2.0000000</defaultgrade><penalty>0.3333333</penalty><hidden>0</hidden><idnumber>МА7-777</idnumber>
    <single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>
    <answer fraction="0" format="html"><text>6</text><feedback format="html"><text>Это 2·3</text></feedback></answer>
    <answer fraction="100" format="html"><text><![CDATA[<b>8</b>]]></text><feedback format="html"><text></text></feedback></answer>
    <answer fraction="50" format="html"><text>&lt;script&gt;alert(1)&lt;/script&gt;9</text></answer>
    <tags><tag><text>КЭС: 1.2</text></tag><tag><text>высокий</text></tag><tag><text>контрольная</text></tag></tags>
  </question>
  <question type="numerical">
    <name><text>Число пи</text></name><questiontext format="plain_text"><text>π < 4? Назовите.</text></questiontext>
    <answer fraction="100" format="moodle_auto_format"><text>3.14</text><tolerance>0.01</tolerance></answer>
  </question>
  <question type="shortanswer">
    <name><text>Столица</text></name><questiontext format="html"><text>Столица?</text></questiontext>
    <answer fraction="100" format="moodle_auto_format"><text>Москва</text></answer>
    <answer fraction="100" format="moodle_auto_format"><text>г. Москва</text></answer>
    <answer fraction="50" format="moodle_auto_format"><text>Моск*</text></answer>
  </question>
  <question type="truefalse"><name><text>Да или нет</text></name><questiontext format="html"><text>2 > 1</text></questiontext>
    <answer fraction="0" format="moodle_auto_format"><text>false</text></answer>
    <answer fraction="100" format="moodle_auto_format"><text>true</text></answer></question>
  <question type="essay"><name><text>Эссе</text></name><questiontext format="html"><text>Докажите.</text></questiontext>
    <defaultgrade>30</defaultgrade><graderinfo format="html"><text><![CDATA[<p>2 балла за идею</p>]]></text></graderinfo></question>
  <question type="multichoice"><name><text>Два верных</text></name><questiontext format="html"><text>Чётные?</text></questiontext>
    <single>false</single><answer fraction="50"><text>2</text></answer><answer fraction="50"><text>4</text></answer>
    <answer fraction="-100"><text>5</text></answer></question>
  <question type="multichoice"><name><text>Старый вид</text></name><questiontext><text>1 + 1?</text></questiontext>
    <answer><text>2</text><fraction>100</fraction></answer><answer><text>3</text><fraction>0</fraction></answer></question>
  <question type="matching"><name><text>Пары</text></name><questiontext><text>Соедините</text></questiontext></question>
  <question type="multianswer"><name><text>Клоз</text></name><questiontext><text>{1:SA:=a}</text></questiontext></question>
  <question type="stack"><name><text>Стек</text></name><questiontext><text>x</text></questiontext></question>
</quiz>
""".replace("π < 4?", "π &lt; 4?").replace("2 > 1", "2 &gt; 1")  # noqa: E501 - as Moodle writes it

GIFT = r"""// комментарий
$CATEGORY: $course$/top/Математика/7 класс/КЭС 2.3

// question: 1  name: Q1
::МА7-701:: Сколько будет 2\:2? {=1 #верно ~2 #нет ~0#совсем нет ####Разделите}

::МА7-702::[html]<p>Вода\: H<sub>2</sub>O</p> {~%0%да =нет
~может быть
}

Гагарин родился в {=1934 =%50%1933} году.

::МА7-704:: Солнце встаёт на востоке. {TRUE#Конечно}

::МА7-705:: 2 \> 3 {F}

::МА7-706:: Число от 1 до 5? {#3:2}

::МА7-707:: Число от 1 до 5? {#1..5}

::МА7-708:: Год? {#=1822:0 #точно =%50%1822:2}

::МА7-709:: Опишите опыт. {}

::Несколько:: Чётные? {~%50%2 ~%50%4 ~%-100%5}

::Пары:: Соедините {=а -> 1 =б -> 2 =в -> 3}

// [id:МА7-712] [tag:Уровень сложности: П] [tag:Максимальный балл: 2] [tag:скобка \] внутри]
::имя:: Сколько \{ \} \= \~ \# ? {
    =три

    ~два
}

Просто текст без вопроса.

::Незакрытый:: Что? {=да ~нет
"""


def _import(tmp_path: Path, name: str, text: str, encoding: str = "utf-8") -> BankImport:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return import_bank(path, DEFAULTS)


def _told(found: BankImport, severity: Severity | None = None) -> str:
    return "\n".join(p.message for p in found.problems if severity is None or p.severity is severity)


class TestMoodleXml:
    def test_choice_number_short_essay(self, tmp_path: Path) -> None:
        items = _import(tmp_path, "в.xml", QUIZ).items.set_index("text")
        assert len(items) == 6
        cube = items.loc["Сколько будет 2^3? [рисунок]"]
        assert cube[["item", "choices", "key", "options", "max_score"]].tolist() == ["МА7-777", "6 | 8 | 9", "Б", 3, 2]
        assert cube[["subject", "grade", "content", "tier"]].tolist() == ["Математика", 7, "1.2", "В"]
        assert items.loc["π < 4? Назовите.", "key"] == "3,14 ± 0,01"
        assert items.loc["Столица?", "key"] == "Москва"
        assert items.loc["2 > 1", ["choices", "key"]].tolist() == ["Верно | Неверно", "А"]
        assert items.loc["Докажите.", ["kind", "key", "max_score"]].tolist() == [
            "развёрнутый ответ",
            "2 балла за идею",
            20,
        ]
        assert items.loc["1 + 1?", "key"] == "А"

    def test_what_is_left_behind_is_named(self, tmp_path: Path) -> None:
        found = _import(tmp_path, "в.xml", QUIZ)
        warned, repaired = _told(found, Severity.WARNING), _told(found, Severity.REPAIR)
        for text in ("рисунок cube.png", "другие верные ответы: г. Москва", "звёздочка", "доля балла 50 % за «9»",
                     "балл вопроса вне пределов банка (от 1 до 20)"):  # fmt: skip
            assert text in warned
        for text in ("отзывы и подсказки", "степени и индексы", "метки, которых банк не знает, не взяты: «контрольная»",
                     "даны коды МА7-901 … МА7-905"):  # fmt: skip
            assert text in repaired
        assert "alert" not in found.items.to_csv()

    def test_what_is_refused_has_its_reason(self, tmp_path: Path) -> None:
        found = _import(tmp_path, "в.xml", QUIZ)
        refused = {p.value: p.message for p in found.problems if p.reason is Reason.QUESTION_REFUSED}
        assert "несколько верных вариантов" in refused["Два верных"]
        assert "вопрос на соответствие" in refused["Пары"]
        assert "Cloze" in refused["Клоз"]
        assert "тип «stack»" in refused["Стек"]
        assert found.summary == "В файле 10 вопросов: взято в банк 6, не взято 4."

    def test_no_question_fits(self, tmp_path: Path) -> None:
        only = '<quiz><question type="matching"><name><text>Пары</text></name></question></quiz>'
        with pytest.raises(DataRefused, match="Первая причина: вопрос на соответствие"):
            _import(tmp_path, "в.xml", only)

    def test_another_xml_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(DataRefused, match="нет раздела «quiz»"):
            _import(tmp_path, "в.xml", "<html><body/></html>")

    def test_a_declared_old_code_page(self, tmp_path: Path) -> None:
        text = QUIZ.replace("UTF-8", "windows-1251").replace("π", "число").replace("&nbsp;", " ")
        assert len(_import(tmp_path, "в.xml", text, "cp1251").items) == 6


@pytest.mark.hostile
class TestHostileXml:
    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ('<!DOCTYPE q [<!ENTITY a "ха"><!ENTITY b "&a;&a;&a;">]><quiz>&b;</quiz>', "DOCTYPE"),
            ('<!DOCTYPE q SYSTEM "file:///etc/passwd"><quiz/>', "DOCTYPE"),
            ("<quiz><question>", "разметка XML нарушена (строка 1)"),
            ("<quiz>" * 100 + "</quiz>" * 100, "слишком глубока"),
            ("<quiz>\0</quiz>", "разметка XML нарушена"),
            ("", "он пуст"),
        ],
        ids=["laughs", "external", "open", "deep", "nul", "empty"],
    )
    def test_refused_in_russian(self, tmp_path: Path, text: str, sentence: str) -> None:
        with pytest.raises(FileRefused) as refusal:
            _import(tmp_path, "в.xml", text)
        assert sentence in refusal.value.message

    def test_too_large(self, tmp_path: Path) -> None:
        with pytest.raises(FileRefused, match="он занимает 11 МБ, а допустимо 10 МБ"):
            _import(tmp_path, "в.xml", "<quiz>" + " " * (10 * 2**20 + 5) + "</quiz>")

    def test_code_in_html_does_not_survive(self) -> None:
        stripped = plain_text('<p onclick="x()">a<style>b{}</style><svg onload=alert(1)>c</svg>&lt;script&gt;</p>')
        assert stripped.text == "a [рисунок] c<script>"


class TestGift:
    def test_every_kind(self, tmp_path: Path) -> None:
        items = _import(tmp_path, "в.gift", GIFT).items.set_index("item")
        assert items.loc["МА7-701", ["text", "choices", "key", "content", "grade"]].tolist() == [
            "Сколько будет 2:2?", "1 | 2 | 0", "А", "2.3", 7,
        ]  # fmt: skip
        assert items.loc["МА7-702", ["text", "choices", "key"]].tolist() == ["Вода: H_2O", "да | нет | может быть", "Б"]
        assert items.loc["МА7-704", ["choices", "key"]].tolist() == ["Верно | Неверно", "А"]
        assert items.loc["МА7-705", "key"] == "Б"
        assert items.loc["МА7-706", "key"] == "3 ± 2"
        assert items.loc["МА7-707", "key"] == "3 ± 2"
        assert items.loc["МА7-708", "key"] == "1822"
        assert items.loc["МА7-709", "kind"] == "развёрнутый ответ"
        assert items.loc["МА7-712", ["text", "key", "tier", "max_score"]].tolist() == [
            "Сколько { } = ~ # ?",
            "А",
            "П",
            2,
        ]
        gap = items[items["text"].str.startswith("Гагарин")].iloc[0]
        assert gap[["text", "kind", "key"]].tolist() == ["Гагарин родился в _____ году.", "краткий ответ", "1934"]

    def test_what_is_refused_has_its_reason(self, tmp_path: Path) -> None:
        found = _import(tmp_path, "в.gift", GIFT)
        refused = {p.value: p.message for p in found.problems if p.reason is Reason.QUESTION_REFUSED}
        assert "несколько верных вариантов" in refused["Несколько"]
        assert "на соответствие" in refused["Пары"]
        assert "описание, а не вопрос" in refused["Просто текст без вопроса."]
        assert "открыта и не закрыта" in refused["Незакрытый"]
        assert "скобка ] внутри" in _told(found)

    @pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-8-sig"])
    def test_code_pages(self, tmp_path: Path, encoding: str) -> None:
        assert len(_import(tmp_path, "в.txt", GIFT, encoding).items) == 10

    @pytest.mark.hostile
    @pytest.mark.parametrize("data", [b"\0\1\2", b"a" * 300_000, b""], ids=["nul", "line", "empty"])
    def test_hostile(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "в.gift"
        path.write_bytes(data)
        with pytest.raises((FileRefused, DataRefused)):
            import_bank(path)

    def test_another_extension(self, tmp_path: Path) -> None:
        with pytest.raises(FileRefused, match=r"Moodle XML \(.xml\) или GIFT"):
            _import(tmp_path, "в.docx", "")
