"""The protocol: a draft with everything said, empty places for people, safe with any text."""

import io
from types import SimpleNamespace

import docx
import pandas as pd
import pytest

from workbook.documents.expert_files import expert_files
from workbook.documents.expert_protocol import expert_protocol
from workbook.documents.expert_sheets import Tool
from workbook.errors import MissingData
from workbook.fos import disagreements
from workbook.settings import Settings

RULES = Settings()


def table(**given):
    rows = [
        ("МА7", f"Э-{expert[1:]}", number, int(score), f"<b>№ {number}</b> & \x07" if score == "0" else None,
         pd.Timestamp("2026-03-15"))
        for expert, scores in given.items()
        for number, score in enumerate(scores, 1)
        if score != "-"
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["fos", "expert", "criterion", "score", "comment", "date"])
    return frame.astype({"criterion": "Int64", "score": "Int64", "comment": "str"})


def words(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = [cell.text for one in document.tables for row in one.rows for cell in row.cells]
    head = [paragraph.text for paragraph in document.sections[0].header.paragraphs]
    return "\n".join([*head, *(paragraph.text for paragraph in document.paragraphs), *cells])


class TestProtocol:
    def test_everything_is_said(self):
        found = disagreements(table(e01="2" * 12, e02="2" * 12, e03="111101111110"), "МА7", RULES)
        text = words(expert_protocol(found, Tool("МА7", (("Предмет", "математика"),)), RULES, "Школа № 7"))
        assert text.startswith("Черновик — решение принимает человек")
        for part in (
            "Школа № 7", "Проект решения: доработать. Средняя сумма 19,3 из 24.", "Решение неустойчиво",
            "Эксперт Э-03, возможно, строже других", "5. корректность содержания", "Э-01 — 2; Э-02 — 2; Э-03 — 0.",
            "Э-03: <b>№ 5</b> &", "Без листа эксперта Э-03", "Договорились: балл и почему", "Эксперт Э-02",
            "Особое мнение: ___", "действует только с подписями",
        ):  # fmt: skip
            assert part in text, part
        assert "nan" not in text
        assert "None" not in text

    def test_one_sheet(self):
        found = disagreements(table(e01="2" * 12), "МА7", RULES)
        text = words(expert_protocol(found, Tool("МА7"), RULES))
        assert "Лист один: расхождений быть не может." in text
        assert "Ни один из разобранных случаев решения не меняет." in text

    def test_incomplete_sheets_and_a_left_out_expert(self):
        found = disagreements(table(e01="2" * 11 + "-", e02="2" * 12), "МА7", RULES, "Э-02")
        text = words(expert_protocol(found, Tool("МА7"), RULES))
        assert "Проект решения: мало данных. Ни один лист экспертизы не заполнен до конца." in text
        assert "Не учтён лист" in text
        assert "11 из 12" in text

    def test_same_words_each_time(self):
        found = disagreements(table(e01="2" * 12, e02="1" * 12), "МА7", RULES)
        assert words(expert_protocol(found, Tool("МА7"), RULES)) == words(expert_protocol(found, Tool("МА7"), RULES))


class TestFiles:
    def test_sheets_alone_before_the_review(self):
        plan = pd.DataFrame({"fos": ["МА7"], "title": ["Итоговая"], "subject": ["математика"], "grade": [7],
                             "control_type": ["итоговый"], "version": ["1"], "due": [pd.NaT]})  # fmt: skip
        html = expert_files(SimpleNamespace(title="Школа", tables={"fos_plan": plan}), "МА7", RULES).html()
        assert "Чистый лист эксперта (Excel)" in html
        assert "Листов по этому средству ещё нет" in html
        assert "Протокол" not in html.split("Бланк заполняет")[0].split("wb-downloads")[1]

    def test_all_files_after_it(self):
        school = SimpleNamespace(title="Школа", tables={"expertise": table(e01="2" * 12, e02="1" * 12)})
        html = expert_files(school, "МА7", RULES).html()
        assert "Чистые листы с кодами экспертов: 2 (ZIP)" in html
        assert "Протокол экспертизы МА7.docx" in html

    def test_without_anything(self):
        with pytest.raises(MissingData, match="нужен план ФОС"):
            expert_files(SimpleNamespace(title="Школа", tables={}), "", RULES)
