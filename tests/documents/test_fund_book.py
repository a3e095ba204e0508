"""The fund's book, read back: every sheet is there, texts stay texts, what is absent is said."""

import io

import openpyxl
import pandas as pd
import pytest

from workbook.documents.fund_book import fund_book
from workbook.errors import MissingData
from workbook.settings import Settings

SHEETS = ["Паспорт ФОС", "Кодификатор", "Спецификация", "Покрытие", "Банк заданий", "Анализ заданий", "Экспертиза"]


def items(text="Вычислите: 1 + 1."):
    frame = pd.DataFrame(
        [("М-01", "1.1", "2.1", "Б", "выбор ответа", "А", "1 | 2 | 3 | 4", "новое", 0),
         ("М-02", "1.1", "2.1", "П", "краткий ответ", "5", None, "черновик", 0),
         ("М-03", "1.2", "2.1", "Б", "краткий ответ", "5", None, "апробировано", 1)],
        columns=["item", "content", "skill", "tier", "kind", "key", "choices", "status", "uses"],
    ).assign(subject="математика", grade=7, max_score=1.0, minutes=2.0, options=4, expected=65.0, version="1",
             author="П-701", enemies=[None, "М-03", None], text=text,
             review_due=pd.to_datetime(["2026-03-01", "2027-03-01", None]),
             revised=pd.Timestamp("2025-03-01"))  # fmt: skip
    return frame.astype({"key": "str", "choices": "str", "enemies": "str"})


def tables(**other):
    given = {
        "items": items(),
        "blueprint": pd.DataFrame(
            {"fos": "МА7", "content": ["1.1", "1.2"], "content_title": "Числа", "skill": "2.1",
             "skill_title": "Считать", "tier": ["Б", "П"], "items": [1, 1], "score": [1.0, 1.0]}
        ),
        "codifier": pd.DataFrame(
            {"subject": "математика", "grade": 7, "kind": ["КЭС", "КЭС", "КПУ"], "code": ["1.1", "1.9", "2.1"],
             "title": ["Числа", "История", "Считать"], "assessed": ["да", "нет", "да"]}
        ),
        "fos_plan": pd.DataFrame(
            {"fos": ["МА7"], "title": ["Итоговая"], "subject": ["математика"], "grade": [7],
             "control_type": ["итоговый"], "teacher": ["П-701"], "due": [pd.Timestamp("2026-04-20")], "version": ["1"],
             "revised": [pd.Timestamp("2026-03-12")], "expertise": ["принято"]}
        ),
        "responses": pd.DataFrame(
            {"test": "МА7", "variant": None, "pupil": [f"У-{n:03d}" for n in range(40) for _ in range(2)],
             "item": ["М-01", "М-03"] * 40, "answer": ["А", "5", "Б", "6"] * 20, "score": None}
        ).astype({"variant": "str", "score": "float64"}),
        "expertise": pd.DataFrame(
            {"fos": "МА7", "expert": ["Э-01"] * 12 + ["Э-02"] * 12, "criterion": [*range(1, 13)] * 2,
             "score": [2] * 12 + [0] + [2] * 11, "comment": None, "date": pd.Timestamp("2026-03-15")}
        ).astype({"comment": "str"}),
    }  # fmt: skip
    return {name: table for name, table in (given | other).items() if table is not None}


class Handed:
    """A school as the book asks for it."""

    title, year, settings = "Школа № 7", "2025/2026", Settings()

    def __init__(self, **tables: pd.DataFrame) -> None:
        self.tables = tables

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            raise MissingData(f"Нет таблицы {name}.")
        return self.tables[name]


def school(**other):
    return Handed(**tables(**other))


def read(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def texts(page):
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]


@pytest.fixture(scope="module")
def book():
    return read(fund_book(school(), "МА7"))


class TestBook:
    def test_all_sheets_in_their_order(self, book):
        assert book.sheetnames == SHEETS

    def test_every_sheet_is_a_draft_ready_to_be_printed(self, book):
        for page in book:
            assert page["A2"].value == "Черновик — решение принимает человек"
            assert page.page_setup.paperSize == 9
            assert page.sheet_properties.pageSetUpPr.fitToPage
            assert page.page_setup.fitToHeight == 0
            assert "Черновик" in page.oddHeader.right.text
            assert "МА7" in page.oddFooter.left.text

    def test_no_cell_shows_a_missing_value_or_is_a_formula(self, book):
        for page in book:
            for row in page.iter_rows():
                for cell in row:
                    assert cell.data_type != "f"
                    assert str(cell.value) not in ("nan", "NaT", "<NA>", "True", "False")

    def test_passport_knows_the_plan_and_asks_for_signatures(self, book):
        said = texts(book["Паспорт ФОС"])
        for wanted in ("Школа № 7", "Итоговая", "12.03.2026", "Проект решения", "доработать", "Проверка готовности"):
            assert wanted in said
        assert [text.partition(":")[0] for text in said[-3:]] == ["Составил", "Проверил", "Утвердил"]

    def test_bank_has_texts_keys_statuses_and_overdue_rows_are_coloured(self, book):
        page = book["Банк заданий"]
        rows = {row[0].value: row for row in page.iter_rows() if str(row[0].value).startswith("М-")}
        assert list(rows) == ["М-01", "М-02", "М-03"]
        assert rows["М-01"][3].value == "Вычислите: 1 + 1.\nА) 1;  Б) 2;  В) 3;  Г) 4"
        assert rows["М-02"][13].value == "статус «черновик»; не вместе с М-03"
        assert rows["М-01"][0].fill.fgColor.rgb == "FFFDF4DF"
        assert rows["М-02"][0].fill.fgColor.rgb != "FFFDF4DF"
        assert rows["М-01"][10].value == pd.Timestamp("2026-03-01").to_pydatetime()

    def test_coverage_counts_what_is_to_be_written(self, book):
        rows = {(row[0].value, row[4].value): row for row in book["Покрытие"].iter_rows()}
        assert [cell.value for cell in rows["1.2", "повышенный"][5:9]] == [3, 0, 0, -3]

    def test_codifier_names_foreign_codes(self, book):
        said = texts(book["Кодификатор"])
        assert "Коды, которых в кодификаторе нет" in said
        assert "1.2" in said

    def test_expertise_has_a_column_for_every_expert_and_the_agenda(self, book):
        said = texts(book["Экспертиза"])
        assert {"Э-01", "Э-02", "Что обсудить до подписания"} <= set(said)
        assert any("соответствие рабочей программе" in text and "Э-02 — 0" in text for text in said)

    def test_the_same_fund_is_the_same_bytes(self):
        assert fund_book(school(), "МА7") == fund_book(school(), "МА7")


class TestWhatIsMissing:
    def test_absent_sheets_are_explained_in_the_passport(self):
        book = read(fund_book(school(codifier=None, responses=None, expertise=None), "МА7"))
        assert book.sheetnames == ["Паспорт ФОС", "Спецификация", "Покрытие", "Банк заданий"]
        said = " ".join(texts(book["Паспорт ФОС"]))
        assert "Листа нет: Кодификатора школа не передала." in said
        assert "Листа нет: ответов учеников нет." in said

    def test_a_plan_alone_still_makes_a_passport(self):
        only = dict.fromkeys(("items", "blueprint", "codifier", "responses", "expertise"))
        assert read(fund_book(school(**only), "МА7")).sheetnames == ["Паспорт ФОС"]

    def test_an_unknown_tool_is_refused(self):
        with pytest.raises(MissingData, match="О работе «Х» нет данных"):
            fund_book(school(), "Х")

    def test_three_pupils_give_no_verdicts(self):
        few = tables()["responses"].head(6)
        book = read(fund_book(school(responses=few), "МА7"))
        assert "накопить ответы" in texts(book["Анализ заданий"])

    def test_an_old_bank_without_texts_says_so(self):
        bare = items().drop(columns=["text", "choices", "expected", "enemies", "status", "uses", "review_due"])
        assert "условия в банке нет" in texts(read(fund_book(school(items=bare), "МА7"))["Банк заданий"])


class TestHostileTexts:
    @pytest.mark.parametrize(
        "text", ["=1+1", "+7", "@SUM(A1)", "<b>жирно</b>", "http://a.example", "а\x07б", "я" * 40000]
    )
    def test_texts_stay_texts(self, text):
        page = read(fund_book(school(items=items(text)), "МА7"))["Банк заданий"]
        assert all(cell.data_type != "f" and not cell.hyperlink for row in page.iter_rows() for cell in row)
