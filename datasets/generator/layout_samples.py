"""Writes a small sample of each export that journals and ФИС ОКО hand out: one made-up school, two classes.

Apart from the municipality because these files are what a school brings, not what the kit keeps; no number here is
drawn by chance, so the files never change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import xlsxwriter

__all__ = ["SAMPLES", "write_layouts"]

Rows = Sequence[Sequence[object]]

_SEVENTH = [f"У-07{i:02d}" for i in range(1, 13)]
_NINTH = [f"У-09{i:02d}" for i in range(1, 9)]
_CREATED = dt.datetime(2026, 5, 20)


def _individual() -> dict[str, Rows]:
    """Ф1 of twelve participants, ten of whom wrote the work; К of «3K1» is Latin, as in some exports."""
    items = ["1 (1б)", "2 (1б)", "3K1 (2б)", "3K2 (1б)", "4.1 (1б)", "4.2 (2б)", "5 (2б)"]
    tiers = ["Б", "Б", "Б", "Б", "П", "П", "П"]
    scores: list[list[object]] = [
        [1, 1, 2, 1, 1, 2, 2], [1, 1, 2, 1, 1, 1, 1], [1, 1, 2, 1, 0, 1, 1], [1, 1, 1, 1, 1, 0, 1],
        [1, 0, 2, 1, 0, 1, 0], [1, 1, 1, 0, 0, 0, "X"], [1, 1, 1, 1, 0, "X", "X"], [0, 1, 1, 0, 1, 0, 0],
        [1, 0, 1, 0, 0, 0, 0], [1, 0, 0, "X", 0, "X", "X"],
    ]  # fmt: skip
    journal = [5, 5, 4, 4, 4, 3, 4, 3, 3, 3]
    rows: list[Sequence[object]] = [
        ["ВПР 2026 Математика 7 класс. Ф1 Индивидуальные результаты"],
        ["Предмет", "Математика"], ["Максимальный первичный балл", 10], ["Дата", "14.04.2026"], [],
        ["МБОУ СОШ № 12 (edu123456)", "", "Кол-во участников: 12"],
        [""] * 6 + tiers,
        ["ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант", *items, "Первичный балл", "Отметка",
         "Отметка по журналу"],
    ]  # fmt: skip
    own = ["edu123456", "Заречный район", "МБОУ СОШ № 12"]
    for i, row in enumerate(scores):
        total = sum(value for value in row if isinstance(value, int))
        mark = 5 if total >= 9 else 4 if total >= 6 else 3 if total >= 3 else 2
        rows.append([*own, 70001 + i, "7А", 1 + i % 2, *row, total, mark, journal[i]])
    for i in (10, 11):
        rows.append([*own, 70001 + i, "7А", "-", *["X"] * 7, "X", "X", "Нет отметки"])
    return {"Ф1": rows}


def _statement() -> str:
    """Write the summary sheet as a web page: merged cells, a teacher under each subject, totals and a signature."""
    subjects = {"Алгебра": "П-701", "Геометрия": "П-701", "Рус. яз.": "П-702", "История": "П-703", "Физ-ра": "П-704"}
    marks = [
        "5 5 5 5 5", "5 4 5 5 5", "4 4 4 5 5", "4 4 3 4 осв", "4 3 4 4 5", "3 3 4 4 5", "4 4 4 4 осв", "3 3 3 4 4",
        "3 3 3 3 5", "3 2 3 3 4", "4 4 5 5 5", "н/а н/а 3 3 н/а",
    ]  # fmt: skip
    head = "".join(f"<th>{name}</th>" for name in subjects)
    under = "".join(f"<th>{teacher}</th>" for teacher in subjects.values())
    body = "".join(
        f"<tr><td>{i}</td><td>{code}</td>{''.join(f'<td>{mark}</td>' for mark in row.split())}<td>&nbsp;</td></tr>\n"
        for i, (code, row) in enumerate(zip(_SEVENTH, marks, strict=True), start=1)
    )
    quality = "".join(f"<td>{share}</td>" for share in (58, 58, 58, 75, 100))
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
        "<style>td {border: 1px}</style></head><body>\n<table>\n"
        '<tr><td colspan="8">Сводная ведомость учёта успеваемости</td></tr>\n'
        '<tr><td colspan="4">Класс: 7 А</td><td colspan="4">Период: 4 четверть 2025/2026 учебного года</td></tr>\n'
        '<tr><th rowspan="3">№</th><th rowspan="3">Код ученика</th><th colspan="5">Предметы</th>'
        f'<th rowspan="3">Средний балл</th></tr>\n<tr>{head}</tr>\n<tr>{under}</tr>\n{body}'
        f"<tr><td></td><td>Качество, %</td>{quality}<td></td></tr>\n"
        '<tr><td colspan="8">Классный руководитель: П-702</td></tr>\n</table></body></html>\n'
    )


def _progress() -> dict[str, Rows]:
    """Two reports on one sheet, one on a sheet of its own."""
    header = ["№", "Предмет", "1 четверть", "2 четверть", "3 четверть", "4 четверть", "Год", "Экзамен", "Итоговая"]

    def block(code: str, marks: Mapping[str, str]) -> list[list[object]]:
        who: list[object] = ["Ученик:", code, "", "Класс: 7 А", "", "2025/2026"]
        rows: list[list[object]] = [["Отчёт об успеваемости"], who, [*header]]
        rows += [[i, name, *values.split()] for i, (name, values) in enumerate(marks.items(), start=1)]
        return [*rows, ["Подпись родителей", ""], []]

    first = block(_SEVENTH[0], {"Алгебра": "5 5 4 5 5", "История": "4 5 5 5 5"})
    second = block(_SEVENTH[3], {"Алгебра": "4 3 4 4 4", "История": "4 4 . 4 4", "Физкультура": "осв осв осв осв осв"})
    third = block(_SEVENTH[8], {"Алгебра": "3 н/а 3 3 3", "История": "3 3 3 3 3"})
    return {"1-2": [*first, *second], "3": third}


def _journal() -> dict[str, Rows]:
    """A page of a journal: months over days, kinds of work under them, several marks in a cell."""
    rows: list[Sequence[object]] = [
        ["Журнал, класс 7 А, 2025/2026 учебный год"], ["Предмет: алгебра"],
        ["№", "Код ученика", "Апрель", "", "", "", "Май", "", ""],
        ["", "", 7, 9, 14, 16, 5, 7, 12],
        ["", "", "", "С/р", "", "К/р", "", "", "К/р"],
    ]  # fmt: skip
    marks = [
        ["5", "5", "", "5", "", "4 5", "5"], ["", "4", "5", "4", "", "", "5"], ["4", "4", "", "3", "5/4", "", "4"],
        ["н", "3", "", "4", "", "4", "4"], ["", "3", "н", "н", "3", "", "3"], ["3", "2", "", "3", "", "", "3"],
        ["", "4", "", "4", "", "5", "4"], ["", "3", "", ".", "н", "н", "3"], ["3", "3", "", "2", "3", "", "3"],
        ["", "2", "", "2", "", "3", "2"], ["4", "4", "4", "5", "", "", "4"], ["н", "н", "н", "н", "н", "н", "н"],
    ]  # fmt: skip
    rows += [[i, code, *line] for i, (code, line) in enumerate(zip(_SEVENTH, marks, strict=True), start=1)]
    return {"7А": rows}


def _marks() -> list[list[str]]:
    """A row a mark; the kinds of work are the journal's own words."""
    rows = [["Класс", "Ученик", "Предмет", "Дата", "Вид работы", "Вес", "Отметка"]]
    test = "Контрольная работа"
    said = [
        (0, "История", "06.04.2026", "Ответ на уроке", "1", "5"), (0, "История", "13.04.2026", "Проект", "3", "5"),
        (2, "История", "06.04.2026", "Ответ на уроке", "1", "4"), (3, "История", "06.04.2026", "", "", "н"),
        (3, "История", "13.04.2026", test, "5", "4"), (5, "История", "13.04.2026", test, "5", "3/4"),
        (7, "История", "13.04.2026", test, "5", "."), (9, "История", "13.04.2026", test, "5", "3"),
    ]  # fmt: skip
    return [*rows, *(["7 А", _SEVENTH[who], *rest] for who, *rest in said)]


def _movement() -> list[list[str]]:
    """All pupils of two classes; one came in November, one left in January."""
    rows = [["Контингент обучающихся на 20.05.2026"], ["2025/2026 учебный год"], [],
            ["№ п/п", "Личный код", "Класс", "Пол", "Дата зачисления", "Дата выбытия", "Причина выбытия"]]  # fmt: skip
    for i, code in enumerate([*_SEVENTH, *_NINTH], start=1):
        came = "10.11.2025" if code == _SEVENTH[10] else "01.09.2025"
        gone = ("15.01.2026", "Перевод в другую школу") if code == _NINTH[7] else ("", "")
        rows.append([str(i), code, "7А" if code in _SEVENTH else "9А", "жм"[i % 2], came, *gone])
    return [*rows, ["", "Всего: 20"]]


def _oge() -> dict[str, Rows]:
    """ОГЭ of a ninth form: one under the minimum, who passed on the reserve day, one absent."""
    rows: list[Sequence[object]] = [
        ["Результаты ОГЭ 2026"], ["Предмет", "Математика"], ["Максимальный первичный балл", 31],
        ["Минимальный балл", 8], [],
        ["Код ученика", "Класс", "Дата экзамена", "Первичный балл", "Отметка"],
    ]  # fmt: skip
    scores = [(24, 5), (19, 4), (16, 4), (13, 3), (9, 3), (6, 2), (None, None)]
    for code, (score, mark) in zip(_NINTH, scores, strict=False):
        rows.append([code, "9А", "02.06.2026", "неявка" if score is None else score, mark or ""])
    rows.append([_NINTH[5], "9А", "27.06.2026", 10, 3])
    return {"Математика": [*rows, ["Средний балл", "", "", 14.5, 3.5]]}


def _ege() -> list[list[str]]:
    """ЕГЭ of another school's graduates in two subjects, as a text with tabs."""
    rows = [["Единый государственный экзамен, 2025/2026 учебный год"],
            ["Участник", "Класс", "Предмет", "Первичный балл", "Тестовый балл", "Минимальный балл",
             "Макс. первичный балл"]]  # fmt: skip
    said = [
        ("У-1101", "Русский язык", "42", "79", "36", "50"), ("У-1102", "Русский язык", "35", "67", "36", "50"),
        ("У-1103", "Русский язык", "14", "33", "36", "50"), ("У-1101", "Физика", "30", "65", "39", "45"),
        ("У-1102", "Физика", "12", "43", "39", "45"),
    ]  # fmt: skip
    return [*rows, *([code, "11А", *rest] for code, *rest in said)]


def _shares() -> dict[str, Rows]:
    """Statistics of marks: percent of participants, an unequal number of them in each school."""
    rows: list[Sequence[object]] = [
        ["ВПР 2026 Математика 7 класс. Статистика по отметкам"], [],
        ["Группы участников", "Кол-во ОО", "Кол-во участников", "Распределение отметок, %", "", "", ""],
        ["", "", "", "2", "3", "4", "5"],
        ["Вся выборка", 35211, 1348210, 11.9, 43.1, 33.4, 11.6],
        ["Свердловская обл.", 1012, 43210, 12.4, 44.0, 32.5, 11.1],
        ["Заречный район", 3, 200, 9.5, 40.0, 36.5, 14.0],
        ["МБОУ СОШ № 12", "", 20, 10, 50, 30, 10],
        ["МБОУ СОШ № 3", "", 80, 15, 45, 30, 10],
        ["Гимназия № 1", "", 100, 5, 34, 43, 18],
    ]  # fmt: skip
    return {"Математика": rows}


def _distribution() -> dict[str, Rows]:
    """A distribution of primary scores from 0 to 10 in percent."""
    rows: list[Sequence[object]] = [
        ["ВПР 2026 Математика 7 класс. Распределение первичных баллов"], ["Дата", "14.04.2026"], [],
        ["Группы участников", "Кол-во ОО", "Кол-во участников", *range(11)],
        ["Свердловская обл.", 1012, 43210, 1, 3, 8, 12, 14, 16, 14, 12, 10, 6, 4],
        ["Заречный район", 3, 200, 0, 2, 7.5, 11, 14, 17, 15, 13, 10.5, 6, 4],
    ]  # fmt: skip
    return {"Баллы": rows}


def _averages() -> list[list[str]]:
    """Means of schools with headers of open data."""
    rows = [["ExamDate", "SubjectName", "PassedQuantity", "AVGScore"]]
    return [
        *rows, ["02.06.2026", "математика", "10", "3.5"], ["02.06.2026", "математика", "30", "4.1"],
        ["27.06.2026", "математика", "2", "3.0"], ["09.06.2026", "русский язык", "40", "4.0"],
    ]  # fmt: skip


def _key() -> list[list[str]]:
    """Participants of Ф1 and the codes of the same pupils; in life it lies outside of the school's folder."""
    return [["Код участника", "Код ученика"], *([str(70001 + i), code] for i, code in enumerate(_SEVENTH))]


def _lines(rows: Sequence[Sequence[str]], separator: str, encoding: str) -> bytes:
    return "".join(f"{separator.join(row)}\r\n" for row in rows).encode(encoding)


def _book(path: Path, sheets: Mapping[str, Rows]) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, ["" if cell is None else cell for cell in row])


SAMPLES: dict[str, Callable[[Path], object]] = {
    "Ф1_математика_7.xlsx": lambda path: _book(path, _individual()),
    "сводная_ведомость_7А.xls": lambda path: path.write_bytes(_statement().encode("cp1251")),
    "отчёты_учеников_7А.xlsx": lambda path: _book(path, _progress()),
    "журнал_алгебра_7А.xlsx": lambda path: _book(path, _journal()),
    "текущие_отметки_история.csv": lambda path: path.write_bytes(_lines(_marks(), ";", "cp1251")),
    "контингент.csv": lambda path: path.write_bytes(_lines(_movement(), ";", "cp1251")),
    "ОГЭ_математика.xlsx": lambda path: _book(path, _oge()),
    "ЕГЭ.tsv": lambda path: path.write_bytes(_lines(_ege(), "\t", "utf-8-sig")),
    "статистика_отметок.xlsx": lambda path: _book(path, _shares()),
    "распределение_баллов.xlsx": lambda path: _book(path, _distribution()),
    "средние_ОГЭ.csv": lambda path: path.write_bytes(_lines(_averages(), ",", "utf-8")),
    "ключ_участников.csv": lambda path: path.write_bytes(_lines(_key(), ";", "utf-8-sig")),
}
"""File name → how it is written."""


def write_layouts(folder: Path) -> None:
    """Write all samples into a folder.

    Parameters
    ----------
    folder : Path
        ``datasets/layouts``; files of other names in it are left alone.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, write in SAMPLES.items():
        write(folder / name)
