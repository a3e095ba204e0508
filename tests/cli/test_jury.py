"""``workbook jury out`` and ``workbook jury in`` as a person types them, errors included."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from workbook import cli
from workbook.school import read_school


def _run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = cli.main([str(word) for word in words])
    told = capsys.readouterr()
    return status, told.out.replace("\n", " "), told.err.replace("\n", " ")


@pytest.fixture
def school(tmp_path: Path) -> Path:
    folder = tmp_path / "shkola-9"
    folder.mkdir()
    (folder / "school.yml").write_text(
        "школа: shkola-9\nназвание: Школа № 9\nмуниципалитет: Район\nгод: 2025/2026\n", encoding="utf-8"
    )
    people = [("2025/2026", f"У-00{number}", "7 А", "ООО") for number in (1, 2)]
    pd.DataFrame(people, columns=["Учебный год", "Код ученика", "Класс", "Уровень"]).to_csv(
        folder / "pupils.csv", sep=";", index=False
    )
    cards = [("К-01", "Кросс", "спортивное", "школьный", "очно", "индивидуальное", "05.10.2025", "05.10.2025")]
    pd.DataFrame(
        cards,
        columns=["Код карты", "Название", "Направление", "Уровень", "Форма", "Участие", "Начало", "Окончание"],
    ).to_csv(folder / "cards.csv", sep=";", index=False)
    records = [(f"Д-{n}", "К-01", f"У-00{n}", "исполнитель", "победитель", "05.10.2025", "П-017") for n in (1, 2)]
    pd.DataFrame(
        records,
        columns=["Номер записи", "Код карты", "Код ученика", "Роль", "Результат", "Дата", "Кто проверил"],
    ).to_csv(folder / "participations.csv", sep=";", index=False)
    return folder


def _fill(path: Path, score: object) -> None:
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    head = next(cell.row for cell in page["A"] if cell.value == "Номинация")
    for row in range(head + 1, head + 3):
        for column in (4, 5, 6):
            page.cell(row, column).value = score
    book.save(path)


class TestHelp:
    @pytest.mark.parametrize("words", [("jury",), ("jury", "out"), ("jury", "in")])
    def test_no_english_words(self, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
        status, out, _ = _run(capsys, *words, "--help")
        assert status == 0
        assert f"Использование: workbook {' '.join(words)}" in out
        for word in ("Usage", "Options", "Show this", "default", "TEXT", "INTEGER", "PATH", "required"):
            assert word not in out


class TestJury:
    def test_out_and_in(self, capsys: pytest.CaptureFixture[str], school: Path, tmp_path: Path) -> None:
        sheets = tmp_path / "листы"
        words = ("jury", "out", school, "--juror", "Ж-01", "--juror", "Ж-02", "--contest", "Год", "--to", sheets)
        status, out, _ = _run(capsys, *words)
        assert status == 0
        assert sorted(path.name for path in sheets.iterdir()) == ["Лист жюри Ж-01.xlsx", "Лист жюри Ж-02.xlsx"]
        assert "возможно, член жюри его заполняет" in _run(capsys, *words)[2]
        given = ("jury", "in", sheets, "--into", school, "--contest", "Год")
        assert "В листах нет ни одной оценки" in _run(capsys, *given)[2]
        for path in sheets.iterdir():
            _fill(path, 8)
        status, out, _ = _run(capsys, *given, "--look")
        assert "Прочитано оценок: 12; членов жюри: 2." in out
        assert "Ничего не записано" in out
        assert not read_school(school).has("jury")
        status, out, _ = _run(capsys, *given)
        assert status == 0
        jury = read_school(school)["jury"]
        assert len(jury) == 12
        assert set(jury["score"]) == {8}
        assert set(jury["contest"]) == {"Год"}
        status, out, _ = _run(capsys, *given)
        assert status == 0
        assert len(read_school(school)["jury"]) == 12

    def test_no_finalists(self, capsys: pytest.CaptureFixture[str], school: Path) -> None:
        (school / "school.yml").write_text(
            "школа: shkola-9\nназвание: Школа № 9\nмуниципалитет: Район\nгод: 2025/2026\n"
            "методика:\n  конкурс:\n    баллов_не_меньше: 100\n",
            encoding="utf-8",
        )
        assert "Финалистов нет: листы жюри выдавать не по кому." in _run(
            capsys, "jury", "out", school, "--juror", "Ж-01"
        )[2]  # fmt: skip
