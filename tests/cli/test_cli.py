"""The command as a consultant types it: Russian help, Russian refusals, a client school from form to report."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from workbook import cli
from workbook.doctor import examine
from workbook.school import TABLES


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = cli.main(list(words))
    told = capsys.readouterr()
    return status, told.out, told.err


class TestHelp:
    @pytest.mark.parametrize("command", ["", "run", "serve", "lab", "check", "forms", "new-school", "doctor"])
    def test_no_english_words(self, capsys: pytest.CaptureFixture[str], command: str) -> None:
        status, out, _ = _run(capsys, *[word for word in (command, "--help") if word])
        assert status == 0
        assert "Использование: workbook" in out
        assert "Параметры" in out
        for word in (
            "Usage",
            "Options",
            "Show this",
            "Commands",
            "Arguments",
            "default",
            "TEXT",
            "INTEGER",
            "required",
        ):
            assert word not in out

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("rnu",), "Нет такой команды: rnu."),
            (("run", "--nope"), "Нет такого параметра: --nope."),
            (("serve", "--port", "abc"), "Значение не подходит: --port."),
            (("check",), "Не указано: ШКОЛА."),
            (("doctor", "лишнее"), "Лишние слова в команде или неверный параметр."),
        ],
    )
    def test_wrong_words_are_refused_in_russian(
        self, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str
    ) -> None:
        status, _, err = _run(capsys, *words)
        assert status == 2
        assert sentence in err


class TestDoctor:
    def test_every_line_has_a_mark_and_a_cross_has_a_cure(self, municipality: Path) -> None:
        findings = list(examine(cli.ROOT, municipality))
        assert len(findings) >= 9
        assert all(finding.fix for finding in findings if not finding.good)

    def test_an_empty_folder_is_told(self, tmp_path: Path) -> None:
        crosses = {finding.what: finding.fix for finding in examine(tmp_path, tmp_path / "нет") if not finding.good}
        assert any("pyproject.toml" in what for what in crosses)
        assert any(what.startswith("Школы в папке") for what in crosses)

    def test_command(self, capsys: pytest.CaptureFixture[str]) -> None:
        status, out, _ = _run(capsys, "doctor")
        assert status == 0
        assert "✔ Python" in out
        assert "Всё готово к работе." in out


class TestForms:
    def test_only_one_table(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        status, out, _ = _run(capsys, "forms", str(tmp_path / "форма.xlsx"), "--table", "cards")
        assert status == 0
        assert "Форма записана" in out
        assert TABLES["cards"].title in openpyxl.load_workbook(tmp_path / "форма.xlsx").sheetnames

    def test_unknown_table(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        status, _, err = _run(capsys, "forms", str(tmp_path / "форма.xlsx"), "--table", "kards")
        assert status == 1
        assert "Таблицы «kards» нет. Есть: pupils" in err.replace("\n", "")


class TestCheck:
    def test_json(self, capsys: pytest.CaptureFixture[str], municipality: Path) -> None:
        status, out, _ = _run(capsys, "check", "shkola-8", "--data", str(municipality), "--json")
        problems = json.loads(out)
        assert status == 1
        assert len(problems) == 47
        assert {"file", "cell", "reason", "severity"} <= set(problems[0])

    def test_a_clean_school(self, capsys: pytest.CaptureFixture[str], municipality: Path) -> None:
        status, out, _ = _run(capsys, "check", str(municipality / "selskaya-6"))
        assert status == 0
        assert "Замечаний нет." in out

    def test_an_unknown_school(self, capsys: pytest.CaptureFixture[str], municipality: Path) -> None:
        status, _, err = _run(capsys, "check", "net-takoy", "--data", str(municipality))
        assert status == 1
        assert "net-takoy" in err


class TestRunWords:
    def test_unknown_notebook(self, capsys: pytest.CaptureFixture[str]) -> None:
        status, _, err = _run(capsys, "run", "99_net")
        assert status == 1
        assert "Тетради «99_net» нет. Есть: 10_fos" in err

    def test_parameter_without_a_sign(self, capsys: pytest.CaptureFixture[str]) -> None:
        status, _, err = _run(capsys, "run", "10_fos", "--set", "test")
        assert status == 1
        assert "Нужно ИМЯ=ЗНАЧЕНИЕ" in err.replace("\n", " ")


@pytest.mark.slow
def test_a_client_school_from_form_to_report(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """New folder, the XLSX form filled as a teacher would, check, reports: no code touched."""
    schools, out = tmp_path / "школы клиента", tmp_path / "отчёты"
    status, _, _ = _run(capsys, "new-school", "shkola-100", "--data", str(schools), "--title", "Школа № 100")
    assert status == 0
    folder = schools / "shkola-100"
    book = openpyxl.load_workbook(folder / "school.xlsx")
    pupils, marks = book[TABLES["pupils"].title], book[TABLES["period_marks"].title]
    columns = {cell.value.rstrip(" *"): cell.column for cell in pupils[1]}
    for number in range(24):
        row = number + 2
        values = {
            "Учебный год": "2025/2026",
            "Код ученика": f"У-{number:04d}",
            "Класс": "7А",
            "Уровень образования": "ООО",
        }
        for header, value in values.items():
            pupils.cell(row, columns[header], value)
    columns = {cell.value.rstrip(" *"): cell.column for cell in marks[1]}
    row = 2
    for number in range(24):
        for subject in ("математика", "русский язык"):
            values = {
                "Учебный год": "2025/2026", "Код ученика": f"У-{number:04d}", "Предмет": subject, "Период": "год",
                "Отметка": "5443"[number % 4],
            }  # fmt: skip
            for header, value in values.items():
                marks.cell(row, columns[header], value)
            row += 1
    book.save(folder / "school.xlsx")

    status, told, _ = _run(capsys, "check", str(folder))
    assert status == 0
    assert "исправлен" in told

    status, told, _ = _run(capsys, "run", "30_vsoko", "--data", str(schools), "--out", str(out))
    assert status == 0
    page = (out / "shkola-100" / "30_vsoko.html").read_text(encoding="utf-8")
    assert "Школа № 100" in page
    assert "75,0" in page
    assert "Раздел не построен" in page
    assert "index.html" in told
