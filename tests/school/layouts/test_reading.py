"""Recognition with its reason, polite refusals, fresh samples, and the whole way of a school by the command."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

from workbook import cli
from workbook.errors import DataRefused, Reason
from workbook.school import read_school
from workbook.school.layouts import Wishes, read_export
from workbook.school.layouts.book import open_book
from workbook.school.layouts.memory import Memory
from workbook.school.layouts.reading import recognise

from .conftest import SAMPLES

LAYOUTS = {
    "Ф1_математика_7.xlsx": "ф1",
    "сводная_ведомость_7А.xls": "ведомость",
    "отчёты_учеников_7А.xlsx": "отчёт",
    "журнал_алгебра_7А.xlsx": "журнал",
    "текущие_отметки_история.csv": "журнал",
    "контингент.csv": "контингент",
    "ОГЭ_математика.xlsx": "экзамен",
    "ЕГЭ.tsv": "экзамен",
    "статистика_отметок.xlsx": "проценты",
    "распределение_баллов.xlsx": "распределение",
    "средние_ОГЭ.csv": "средние",
}


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = cli.main(["import", *words])
    told = capsys.readouterr()
    return status, told.out, told.err


class TestSamples:
    def test_fresh(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "path", [str(SAMPLES.parent), *sys.path])
        from generator.layout_samples import write_layouts

        write_layouts(tmp_path)
        made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        there = {path.name: path.read_bytes() for path in SAMPLES.iterdir()}
        assert sorted(made) == sorted(there)
        different = [name for name in made if made[name] != there[name]]
        assert different == [], "run: python scripts/datasets.py"

    @pytest.mark.parametrize(("file", "layout"), LAYOUTS.items())
    def test_each_fits_one_layout(self, file: str, layout: str) -> None:
        name, reason = recognise(open_book(SAMPLES / file), Memory())
        assert name == layout
        assert reason


class TestRecognise:
    def test_a_stranger_is_refused_with_what_is_known(self, tmp_path: Path) -> None:
        path = tmp_path / "меню.csv"
        path.write_text("Блюдо;Цена\nКаша;40\nСуп;60\n", encoding="utf-8")
        with pytest.raises(DataRefused) as refusal:
            read_export(path)
        assert refusal.value.reason is Reason.LAYOUT_UNKNOWN
        assert refusal.value.message.startswith(
            "Файл «меню.csv» не узнан: он не похож ни на одну из известных выгрузок"
        )

    def test_two_layouts_that_fit_are_asked_about(self, tmp_path: Path) -> None:
        path = tmp_path / "класс.csv"
        rows = ["Код ученика;Класс;Дата зачисления;Алгебра;История", "У-0701;7 А;01.09.2025;5;4"]
        path.write_text("\n".join(rows), encoding="utf-8")
        with pytest.raises(DataRefused) as refusal:
            read_export(path, Wishes(year="2025/2026", period="год"))
        assert refusal.value.message == (
            "Файл «класс.csv» подходит под несколько видов выгрузок: ведомость — строки — ученики, столбцы — "
            "предметы (Алгебра, История); контингент — строки — ученики, есть столбцы: класс, дата прибытия. "
            "Укажите нужный: --layout ведомость."
        )
        found = read_export(path, Wishes(year="2025/2026"), layout="контингент")
        assert found.tables["pupils"]["class_"].tolist() == ["7 А"]

    def test_a_named_layout_must_fit(self) -> None:
        with pytest.raises(DataRefused, match="не похож на вид «контингент»"):
            read_export(SAMPLES / "ЕГЭ.tsv", layout="контингент")
        with pytest.raises(DataRefused, match="Вида выгрузки «табель» нет"):
            read_export(SAMPLES / "ЕГЭ.tsv", layout="табель")

    def test_unknown_headers_are_listed_with_guesses(self, tmp_path: Path) -> None:
        path = tmp_path / "контингент.csv"
        path.write_text(
            "Код ученика;Класс;Дата зачисления;Причина выбывания;Автобус\nУ-0701;7 А;01.09.2025;;да\n", encoding="utf-8"
        )
        found = read_export(path, Wishes(year="2025/2026"))
        assert [problem.message for problem in found.problems] == [
            "контингент.csv, столбец D: столбец «Причина выбывания» непонятен и не прочитан. Возможно, это «причина "
            'выбытия». Ответ запоминается: --column "Причина выбывания=причина выбытия".',
            "контингент.csv, столбец E: столбец «Автобус» непонятен и не прочитан. Ответ запоминается: "
            '--column "Автобус=нет".',
        ]
        memory = Memory({"Причина выбывания": "причина выбытия", "Автобус": "нет"})
        assert not read_export(path, Wishes(year="2025/2026", memory=memory)).problems


class TestCommand:
    def test_the_whole_way_of_a_school(self, capsys: pytest.CaptureFixture[str], school: Path) -> None:
        names = str(SAMPLES / "ключ_участников.csv")
        for file in (name for name in LAYOUTS if name not in ("Ф1_математика_7.xlsx", "ЕГЭ.tsv", "контингент.csv")):
            if not (school / "pupils.csv").exists():
                assert _run(capsys, str(SAMPLES / "контингент.csv"), "--school", str(school))[0] == 0
            status, out, err = _run(capsys, str(SAMPLES / file), "--school", str(school))
            assert (status, err) == (0, "")
            assert "Дальше: workbook check" in out
        assert _run(capsys, str(SAMPLES / "Ф1_математика_7.xlsx"), "--school", str(school), "--names", names)[0] == 0
        after = read_school(school)
        assert not after.problems
        assert {name: len(frame) for name, frame in after.tables.items()} == {
            "pupils": 20, "period_marks": 87, "marks": 69, "procedures": 19, "scales": 1, "references": 6,
            "fos_plan": 1, "items": 7, "responses": 70,
        }  # fmt: skip

    def test_a_look_writes_nothing(self, capsys: pytest.CaptureFixture[str], school: Path) -> None:
        status, out, _ = _run(capsys, str(SAMPLES / "контингент.csv"), "--school", str(school), "--look")
        assert status == 0
        assert "Файл узнан как контингент" in out
        assert "Ничего не записано. Чтобы добавить в папку школы, повторите без --look." in out
        assert [path.name for path in school.iterdir()] == ["school.yml"]

    def test_names_go_only_into_the_key(self, capsys: pytest.CaptureFixture[str], school: Path, tmp_path: Path) -> None:
        path, key = tmp_path / "список.csv", tmp_path / "ключ.csv"
        path.write_text("ФИО;Класс;Дата зачисления\nИванов Иван;7 А;01.09.2025\nПетрова Анна;7 А;01.09.2025\n", "utf-8")
        status, out, _ = _run(capsys, str(path), "--school", str(school))
        assert status == 1
        assert "вместо кодов стоят имена (здесь они не повторяются)" in out
        assert "Иванов" not in out
        status, out, _ = _run(capsys, str(path), "--school", str(school), "--names", str(key))
        assert status == 0
        assert "Иванов" not in out
        assert read_school(school)["pupils"]["pupil"].tolist() == ["У-900001", "У-900002"]
        assert "Иванов Иван (7 А);У-900001" in key.read_text("utf-8-sig")
        assert _run(capsys, str(path), "--school", str(school), "--names", str(key))[0] == 0
        assert len(read_school(school)["pupils"]) == 2

    def test_a_key_inside_the_school_is_refused(self, capsys: pytest.CaptureFixture[str], school: Path) -> None:
        key = school / "ключ.csv"
        key.write_text("Кто;Код\nИванов Иван;У-0701\n", encoding="utf-8")
        status, _, err = _run(capsys, str(SAMPLES / "контингент.csv"), "--school", str(school), "--names", str(key))
        assert status == 1
        assert err.strip() == (
            "Таблица «имя — код» не может лежать в папке школы: «ключ.csv». Уберите её в другое место и повторите."
        )

    def test_codes_are_given_only_when_the_key_can_be_kept(
        self, capsys: pytest.CaptureFixture[str], school: Path, tmp_path: Path
    ) -> None:
        path = tmp_path / "список.csv"
        path.write_text("ФИО;Класс;Дата зачисления\nИванов Иван;7 А;01.09.2025\n", "utf-8")
        status, _, err = _run(capsys, str(path), "--school", str(school), "--names", str(school / "ключ.csv"))
        assert status == 1
        assert "не может лежать в папке школы" in err
        assert [one.name for one in school.iterdir()] == ["school.yml"]
        words = (str(SAMPLES / "контингент.csv"), "--school", str(school), "--names", str(tmp_path / "нет.csv"))
        status, _, err = _run(capsys, *words)
        assert (status, err.strip()) == (
            1, f"Таблицы «имя — код» нет: «{tmp_path / 'нет.csv'}». Проверьте путь (--names).",
        )  # fmt: skip

    def test_a_column_is_explained_once(self, capsys: pytest.CaptureFixture[str], school: Path, tmp_path: Path) -> None:
        path = tmp_path / "список.csv"
        pd.DataFrame({"Шифровка": ["У-0701"], "Класс": ["7 А"], "Дата зачисления": ["01.09.2025"]}).to_csv(
            path, sep=";", index=False
        )
        status, out, _ = _run(capsys, str(path), "--school", str(school), "--column", "Шифровка=код ученика")
        assert status == 0
        assert "записано в «импорт.yml»" in out
        assert "Шифровка: код ученика" in (school / "импорт.yml").read_text("utf-8")
        assert _run(capsys, str(path), "--school", str(school))[0] == 0

    @pytest.mark.parametrize(
        ("words", "sentence"),
        [
            (("--year", "2025"), "Значение «2025» не подходит. Нужно так: --year 2025/2026."),
            (("--class", "сорок"), "Значение «сорок» не подходит. Нужно так: --class «7 А»."),
            (
                ("--period", "осень"),
                "Период «осень» не подходит. Нужно так: --period «1 четверть», «2 полугодие» или «год».",
            ),
            (("--column", "Автобус"), "«Автобус» записано неверно. Нужно: --column \"как в файле=что это\"."),
            (("--territory", "край"), "Территория: регион или муниципалитет (--territory)."),
        ],
    )  # fmt: skip
    def test_wrong_words(self, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], sentence: str) -> None:
        status, _, err = _run(capsys, str(SAMPLES / "контингент.csv"), *words)
        assert status == 1
        assert err.strip() == sentence
