"""Faults: every reason is a Russian sentence, the trace goes to the log only."""

from __future__ import annotations

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest

from workbook.errors import Reason
from workbook.publish.faults import cell_fault, disk_fault, killed_fault, source_head, time_fault


def error(ename: str, evalue: str, source: str = "# Доля\nx = 1") -> SimpleNamespace:
    return SimpleNamespace(ename=ename, evalue=evalue, source=source, traceback=["\x1b[31mTraceback\x1b[0m", evalue])


class TestCell:
    def test_a_refusal_speaks_for_itself(self) -> None:
        fault = cell_fault(error("MissingData", "Нет таблицы «Отметки»."), 4)
        assert (fault.reason, fault.message, fault.cell) == (Reason.RUN_DATA, "Нет таблицы «Отметки».", 4)

    @pytest.mark.parametrize(
        ("name", "value", "reason", "words"),
        [
            ("KeyError", "'x'", Reason.RUN_CODE, "Ячейка 4 («x = 1»): ошибка в расчёте — KeyError: 'x'."),
            ("SystemExit", "0", Reason.RUN_CODE, "прервала расчёт командой выхода: отчёт не готов"),
            ("MemoryError", "", Reason.RUN_MEMORY, "не хватило памяти"),
        ],
    )
    def test_others_name_the_cell(self, name: str, value: str, reason: Reason, words: str) -> None:
        fault = cell_fault(error(name, value), 4)
        assert fault.reason == reason
        assert words in fault.message

    def test_the_trace_goes_to_the_log(self, tmp_path: Path) -> None:
        fault = cell_fault(error("KeyError", "x"), 4).logged(tmp_path, "a/10_a")
        log = (tmp_path / f"{fault.incident}.log").read_text(encoding="utf-8")
        assert "Traceback" in log
        assert "\x1b" not in log
        assert "trace" not in fault.as_mapping()


def test_disk() -> None:
    assert "на диске нет места" in disk_fault(OSError(errno.ENOSPC, "No space"), "").message
    assert "папка недоступна" in disk_fault(PermissionError(errno.EACCES, "Permission denied"), "").message


def test_process_and_time() -> None:
    assert "возможно, не хватило памяти (перед этим он занимал 512 МБ)" in killed_fault(3, "x", 512, "").message
    assert time_fault(0, "", 5).message == "Расчёт не уложился в 5 с и остановлен."


def test_source_head() -> None:
    assert source_head("# слова\n\n%matplotlib inline\nx = 1\ny = 2") == "x = 1"
    assert len(source_head("x" * 500)) == 100
