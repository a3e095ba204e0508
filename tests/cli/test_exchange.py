"""``workbook answers``, ``workbook bank`` and ``workbook sheets`` as a person types them, errors included."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from workbook import cli
from workbook.school import read_school

ANSWERS = "Ученик;З1;З2;З3\nИванова Мария;А;Б;В\nПетров Пётр;А;;Б\nСидорова Анна;Б;Б;В\n"


def _run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    status = cli.main([str(word) for word in words])
    told = capsys.readouterr()
    return status, told.out.replace("\n", " "), told.err.replace("\n", " ")


@pytest.fixture
def files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    (tmp_path / "ответы.csv").write_text(ANSWERS, encoding="cp1251")
    (tmp_path / "ключ.txt").write_text("АБВ\n", encoding="utf-8")
    assert cli.main(["new-school", "shkola-9", "--data", str(tmp_path)]) == 0
    capsys.readouterr()
    return tmp_path


class TestHelp:
    @pytest.mark.parametrize(
        "words",
        [
            ("answers",),
            ("bank",),
            ("bank", "export"),
            ("bank", "import"),
            ("sheets",),
            ("sheets", "out"),
            ("sheets", "in"),
        ],
    )
    def test_no_english_words(self, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]) -> None:
        status, out, _ = _run(capsys, *words, "--help")
        assert status == 0
        assert f"Использование: workbook {' '.join(words)}" in out
        for word in ("Usage", "Options", "Show this", "default", "TEXT", "INTEGER", "PATH", "required"):
            assert word not in out

    def test_wrong_words(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        assert "Не указано: --test." in _run(capsys, "answers", tmp_path / "x.csv")[2]
        assert "Нет такой команды: rename." in _run(capsys, "bank", "rename")[2]


class TestAnswers:
    def test_a_dry_run_writes_nothing(self, capsys: pytest.CaptureFixture[str], files: Path) -> None:
        before = sorted(files.rglob("*"))
        status, out, _ = _run(capsys, "answers", files / "ответы.csv", "--test", "МА7-ИТ", "--key", files / "ключ.txt")
        assert status == 0
        assert "3 ученика, 3 задания, с ключом 3; пропусков 1 (11,1 %)" in out
        assert "Windows-1251" in out
        assert "Ничего не записано" in out
        assert "Иванова" not in out
        assert sorted(files.rglob("*")) == before

    def test_into_a_school(self, capsys: pytest.CaptureFixture[str], files: Path) -> None:
        into = files / "shkola-9"
        words = ("answers", files / "ответы.csv", "--test", "МА7-ИТ", "--key", files / "ключ.txt", "--into", into,
                 "--subject", "математика", "--grade", 7, "--names", files / "имена.csv")  # fmt: skip
        status, out, err = _run(capsys, *words)
        assert (status, err) == (0, "")
        assert "Таблица «Ответы на задания»: 9 строк в новую таблицу." in out
        assert "Иванова Мария;У-900001" in (files / "имена.csv").read_text(encoding="utf-8-sig")
        school = read_school(files / "shkola-9")
        assert len(school["responses"]) == 9
        status, out, err = _run(capsys, *words)
        assert (status, err) == (0, "")
        assert "9 строк уже было и оставлено без изменений" in out

    def test_refusals(self, capsys: pytest.CaptureFixture[str], files: Path) -> None:
        for words, sentence in (
            ((files / "нет.csv",), "его нет или он не открывается"),
            ((files / "ответы.csv",), "Укажите файл с ключом (--key)"),
            ((files / "ответы.csv", "--key", files / "нет.csv"), "его нет или он не открывается"),
            ((files / "ответы.csv", "--key", files / "ключ.txt", "--into", files / "shkola-9"), "--subject математика"),
        ):
            status, _, err = _run(capsys, "answers", *words, "--test", "МА7-ИТ")
            assert status == 1
            assert sentence in err


class TestBank:
    @pytest.mark.parametrize("name", ["банк.xml", "банк.txt"])
    def test_out_and_in(self, capsys: pytest.CaptureFixture[str], files: Path, municipality: Path, name: str) -> None:
        status, out, _ = _run(
            capsys, "bank", "export", municipality / "selskaya-6", files / name, "--subject", "математика"
        )
        assert status == 0
        assert "Выгружено заданий" in out
        status, out, _ = _run(capsys, "bank", "import", files / name)
        assert "Ничего не записано" in out
        status, out, _ = _run(capsys, "bank", "import", files / name, "--into", files / "shkola-9")
        assert status == 0
        bank = read_school(municipality / "selskaya-6")["items"]
        assert len(read_school(files / "shkola-9")["items"]) == (bank["subject"] == "математика").sum()

    def test_refusals(self, capsys: pytest.CaptureFixture[str], files: Path, municipality: Path) -> None:
        (files / "есть.xml").write_text("<quiz/>", encoding="utf-8")
        (files / "без.gift").write_text("2 + 2? {#4}\n", encoding="utf-8")
        for words, sentence in (
            (
                ("export", municipality / "selskaya-6", files / "есть.xml"),
                "уже есть. Укажите другое имя или добавьте --force",
            ),
            (("export", municipality / "selskaya-6", files / "банк.docx"), "выгружается и читается как Moodle XML"),
            (
                ("export", municipality / "selskaya-6", files / "б.xml", "--subject", "химия"),
                "нет заданий этого предмета",
            ),
            (("export", files / "shkola-9", files / "б.xml"), "Банк заданий"),
            (("import", files / "есть.xml"), "нет вопросов, которые можно взять в банк"),
            (("import", files / "без.gift", "--into", files / "shkola-9"), "Повторите с --grade"),
        ):
            status, _, err = _run(capsys, "bank", *words)
            assert status == 1
            assert sentence in err


class TestSheets:
    def test_out_filled_and_in(self, capsys: pytest.CaptureFixture[str], files: Path) -> None:
        school, target = files / "shkola-9", files / "листы"
        words = ("sheets", "out", school, "--test", "МА7-ИТ", "--expert", "Э-01", "--expert", "Э-02", "--to", target)
        assert _run(capsys, *words)[0] == 0
        assert "уже есть" in _run(capsys, *words)[2]
        assert "нет ни одного балла" in _run(capsys, "sheets", "in", target)[2]
        for path in target.glob("*.xlsx"):
            book = openpyxl.load_workbook(path)
            page = book.worksheets[0]
            head = next(cell for row in page.iter_rows() for cell in row if str(cell.value).startswith("Балл"))
            for step in range(1, 13):
                page.cell(head.row + step, head.column, 2)
            book.save(path)
        status, out, _ = _run(capsys, "sheets", "in", target, "--into", school)
        assert status == 0
        assert "Прочитано баллов: 24; экспертов: 2." in out
        assert len(read_school(school)["expertise"]) == 24

    def test_an_unknown_work(self, capsys: pytest.CaptureFixture[str], files: Path, municipality: Path) -> None:
        words = (
            "sheets",
            "out",
            municipality / "selskaya-6",
            "--test",
            "НЕТ-1",
            "--expert",
            "Э-01",
            "--to",
            files / "л",
        )
        status, _, err = _run(capsys, *words)
        assert status == 1
        assert "Работы «НЕТ-1» нет в плане ФОС" in err
