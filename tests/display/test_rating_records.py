"""The journal's states on a page, with and without a log; a step is checked before it is offered."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from workbook.display.rating_records import movement, next_move
from workbook.documents.record_log import log_csv, log_files, log_xlsx
from workbook.rating import season
from workbook.rating.record_moves import move, read_move

SAMPLES = Path(__file__).parents[2] / "datasets" / "municipality"


@pytest.fixture(scope="module")
def kept(read_sample):
    return season(read_sample("selskaya-6"))


def draft(kept) -> str:
    rows = kept.journal[(kept.journal["state"] == "черновик") & kept.journal["logged"]]
    return str(rows["record"].iloc[0])


def step(record: str, name: str) -> str:
    return f"Номер записи: {record}\nДата: 20.06.2026\nШаг: {name}\nКто: П-999\nОснование: протокол № 4"


def test_states_appeals_and_slips(kept):
    page = movement(kept).html().replace("\u00a0", " ")
    for words in ("Не рассмотрены 2 апелляции", "Позже срока (5 дней после подтверждения)", "Ждут подтверждения",
                  "Проверил тот же, кто внёс"):  # fmt: skip
        assert words in page


def test_without_a_log(read_sample):
    page = movement(season(read_sample("shkola-3"))).html()
    assert "Школа не ведёт «Движение записей»" in page
    assert "Апелляции" not in page


def test_a_step_and_its_files(kept):
    text = step(draft(kept), "подтверждена")
    assert "станет «подтверждена»" in next_move(kept, text).html()
    assert log_files(kept, text).html().count('wb-download"') == 2
    log = move(kept.steps, kept.journal, read_move(text), kept.rules)
    sheet = openpyxl.load_workbook(io.BytesIO(log_xlsx(log)))["Движение записей"]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert any(row[0] == draft(kept) and row[3] == "подтверждена" for row in values)
    lines = log_csv(log).decode("utf-8-sig").splitlines()
    assert lines[0] == "Номер записи;№ шага;Дата;Шаг;Кто;Основание"
    assert lines[-1] == f"{draft(kept)};2;20.06.2026;подтверждена;П-999;протокол № 4"
    assert len(lines) == len(kept.steps) + 2


def test_a_refused_step_offers_no_file(kept):
    text = step(draft(kept), "обжалована")
    assert "Шаг не проведён." in next_move(kept, text).html()
    assert "wb-download" not in log_files(kept, text).html()
    assert "Заполните поля" in next_move(kept, "").html()


def test_a_report_asks_for_no_fields(kept):
    page = next_move(kept, "", live=False).html()
    assert "Заполните" not in page
    assert "проводят на живой странице" in page


def test_formulas_stay_texts(kept):
    text = step(draft(kept), "подтверждена").replace("протокол № 4", "=1+1")
    log = move(kept.steps, kept.journal, read_move(text), kept.rules)
    assert log_csv(log).decode("utf-8-sig").splitlines()[-1].endswith(";'=1+1")
