"""Numbers, tables and pictures of lessons about the internal quality system: marks, pairs, years, the deficit map.

Apart from the methods because a lesson asks for one number by name, where a method gives a whole table. Every share is
from 0 to 1, so that an author may write it as a percentage.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbook import display, vsoko
from workbook.course.facts import Sample, fact, picture
from workbook.vsoko.mark_change import ratio_change
from workbook.vsoko.precision import share_ratio

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__: list[str] = []

_EXAM = "ОГЭ"
_MARKS = {"всего": "n", "учеников": "pupils", "5": "n5", "4": "n4", "3": "n3", "2": "n2"}
_MARK_SHARES = {"успеваемость": "success_percent", "качество": "quality_percent", "качество от": "quality_low",
                "качество до": "quality_high", "СОУ": "sou_percent"}  # fmt: skip
_PAIRS = {"всего": "n", "понизили": "lowered", "подтвердили": "confirmed", "повысили": "raised"}
_PAIR_SHARES = {f"доля {word}": f"{name}_percent" for word, name in _PAIRS.items() if name != "n"}
_CHANGE = {"было": "before", "стало": "after", "изменение": "change", "от": "low", "до": "high", "учеников": "pupils"}
_ROW = {"цель": "target", "факт": "fact", "от": "low", "до": "high", "разрыв": "gap"}
_WEIGHTS = {"число": "n", "значимость": "importance", "влияние": "influence", "приоритет": "priority"}


@fact("отметки", "школа; год; где; что", "отметки за год; где: «школа», «НОО», «7 класс», «7 А, математика»; что: "
      "всего, учеников, 5, 4, 3, 2, 4 и 5, средняя; доли: успеваемость, качество, качество от, качество до, "
      "СОУ")  # fmt: skip
def _marks(sample: Sample, school: str, year: str, where: str, what: str) -> float:
    row = _mark_row(sample, school, year, where)
    if what == "средняя":
        return float(row["mean_mark"])
    if what == "4 и 5":
        return float(row["n5"] + row["n4"])
    return _of(row, _MARKS, _MARK_SHARES, what)


@fact("отметки списком", "школа; год; где", "сколько «5», «4», «3», «2» через запятую, как в ведомости")
def _mark_list(sample: Sample, school: str, year: str, where: str) -> str:
    row = _mark_row(sample, school, year, where)
    return ", ".join(str(int(row[name])) for name in ("n5", "n4", "n3", "n2"))


@fact("пары отметок", "школа; работа; год; где; что", "журнал рядом с работой у тех же учеников; что: всего, понизили, "
      "подтвердили, повысили, журнал 4 и 5, работа 4 и 5; доли: доля понизили, доля подтвердили, доля повысили, "
      "доля журнал, доля работа")  # fmt: skip
def _pairs(sample: Sample, school: str, procedure: str, year: str, where: str, what: str) -> float:
    pairs = _pair_rows(sample, school, procedure, year, where)
    good = {"журнал": pairs["journal_mark"].ge(4), "работа": pairs["mark"].ge(4)}
    for word, rows in good.items():
        if what == f"{word} 4 и 5":
            return float(rows.sum())
        if what == f"доля {word}":
            return float(_good_share(pairs.assign(good=rows.astype(int)))["percent"].iloc[0]) / 100
    rules = sample.school(school).settings.objectivity
    return _of(vsoko.agreement(pairs, [], rules).iloc[0], _PAIRS, _PAIR_SHARES, what)


@fact("доля двоек", "школа; работа; год", "доля «2» за работу, от 0 до 1")
def _low_marks(sample: Sample, school: str, procedure: str, year: str) -> float:
    table = vsoko.low_marks(sample.school(school)["procedures"], procedure=procedure).set_index("year")
    return float(table["value"].loc[year]) / 100


@fact("изменение качества", "школа; год; параллель; кто; что", "к прошлому году; кто: «параллель» (другие дети) или "
      "«те же»; что: было, стало, изменение, от, до (доли), учеников")  # fmt: skip
def _quality_change(sample: Sample, school: str, year: str, grade: str, who: str, what: str) -> float:
    row = _change_row(sample, school, year, int(grade), who)
    return float(row[_named(_CHANGE, what)])


@fact("строка карты", "школа; показатель; где; что", "строка карты дефицитов; что: цель, факт, от, до, разрыв (доли), "
      "число, значимость, влияние, приоритет")  # fmt: skip
def _map_row(sample: Sample, school: str, indicator: str, group: str, what: str) -> float:
    rows = _map(sample, school)
    rows = rows.loc[rows["indicator"].eq(indicator) & rows["group"].eq(group)]
    if len(rows) != 1:
        raise ValueError(f"строк «{indicator}: {group}» в карте — {len(rows)}")
    return _of(rows.iloc[0], _WEIGHTS, _ROW, what)


@fact("строк карты", "школа; какие", "сколько строк карты: все, подтверждены, наблюдать, мало данных")
def _map_size(sample: Sample, school: str, which: str) -> float:
    look = vsoko.deficits_of(sample.school(school))
    return float(len({"все": look.rows, "подтверждены": look.confirmed, "наблюдать": look.watched,
                      "мало данных": look.small}[which]))  # fmt: skip


@fact("правило ВСОКО", "школа; что", "порог методики: мало учеников, пар для вывода, перевес (доля), цель "
      "подтверждения (доля)")  # fmt: skip
def _rule(sample: Sample, school: str, what: str) -> float:
    rules = sample.school(school).settings
    return {
        "мало учеников": float(rules.marks.small_n),
        "пар для вывода": float(rules.objectivity.gap_n),
        "перевес": rules.objectivity.gap_share / 100,
        "цель подтверждения": float(rules.deficits.targets["подтвердили"]) / 100,
    }[what]


@fact("первые строки карты", "школа; сколько", "таблица: показатель и место, факт с интервалом, цель, число, статус")
def _map_table(sample: Sample, school: str, count: str) -> str:
    head = ("Показатель и место", "Факт, %", "Интервал 95 %", "Цель, %", "Число", "Приоритет")
    lines = [_line(head), _line(["---"] + ["---:"] * (len(head) - 1))]
    for row in _map(sample, school).head(int(count)).to_dict("records"):
        counted = "сплошной учёт" if pd.isna(row["low"]) else display.interval(row["low"], row["high"])
        lines.append(_line((
            f"{row['indicator']}: {row['group']}", display.number(row["fact"], 1), counted,
            display.number(row["target"], 0), display.number(row["n"], 0), display.number(row["priority"], 1),
        )))  # fmt: skip
    return "\n".join(lines)


@picture("журнал и экзамен", "школа; школа", "«4» и «5» девятиклассников по журналу и на ОГЭ за три года")
def _journal_and_exam(sample: Sample, first: str, second: str) -> Figure:
    from matplotlib.figure import Figure as Canvas

    from workbook.display import theme

    with theme.context():
        figure = Canvas(figsize=(theme.WIDTH, 3.7))
        axes = figure.subplots(1, 2, sharey=True)
        for place, school in zip(axes, (first, second), strict=True):
            _two_lines(place, sample, school)
        axes[0].set_ylabel("«4» и «5», %")
    return figure


@picture("точность параллелей", "предмет; школа; школа", "качество по параллелям 5–9 классов с интервалами, две школы")
def _precision(sample: Sample, subject: str, first: str, second: str) -> Figure:
    tables = []
    for school in (first, second):
        one = sample.school(school)
        look = vsoko.look_at(one)
        table = look.indicators(["subject", "grade"])
        table = table.loc[table["subject"].eq(subject) & table["grade"].between(5, 9)]
        label = f"{one.title}, " + table["grade"].astype(str) + " класс"
        tone = table["small"].map({True: "мало данных", False: "к сведению"})
        tables.append(table.assign(label=label, tone=tone))
    frame = pd.concat(tables, ignore_index=True)
    figure = display.charts.intervals(
        frame, "label", "quality_percent", "quality_low", "quality_high", n="n", tone="tone",
        title="качество знаний, %, и доверительный интервал 95 %",
    )  # fmt: skip
    return _drawn(figure)


@picture("те же ученики", "школа; год; параллель", "изменение качества параллели и тех же детей за год")
def _same_pupils(sample: Sample, school: str, year: str, grade: str) -> Figure:
    number = int(grade)
    labels = {
        "параллель": f"{number}-е классы, год назад другие дети",
        "те же": f"Те же дети, год назад в {number - 1}-х",
    }
    rows = [
        {"label": label, **(100 * _change_row(sample, school, year, number, who)[["before", "after"]]).to_dict()}
        for who, label in labels.items()
    ]
    return _drawn(display.charts.dumbbell(pd.DataFrame(rows), "label", "before", "after", ("год назад", "сейчас")))


def _mark_row(sample: Sample, school: str, year: str, where: str) -> pd.Series[Any]:
    key = ("отметки", school, year, where)
    if key not in sample.made:
        one = sample.school(school)
        records = vsoko.look_at(one).all_records
        records = _cut(records.loc[records["year"].eq(year)], where)
        sample.made[key] = vsoko.indicators(records, [], one.settings.marks).iloc[0]
    row: pd.Series[Any] = sample.made[key]
    return row


def _pair_rows(sample: Sample, school: str, procedure: str, year: str, where: str) -> pd.DataFrame:
    key = ("пары отметок", school, procedure)
    if key not in sample.made:
        one = sample.school(school)
        sample.made[key] = vsoko.mark_pairs(one["procedures"], one["pupils"], procedure=procedure)
    pairs = sample.made[key]
    return _cut(pairs.loc[pairs["year"].eq(year)], where)


def _good_share(pairs: pd.DataFrame) -> pd.DataFrame:
    return share_ratio(pairs, [], "good", "pair")


def _change_row(sample: Sample, school: str, year: str, grade: int, who: str) -> pd.Series[Any]:
    """Compare a parallel with last year's one, or its pupils with themselves a year younger."""
    records = vsoko.look_at(sample.school(school)).all_records
    first = int(year[:4])
    before = records.loc[records["year"].eq(f"{first - 1}/{first}")]
    after = records.loc[records["year"].eq(year) & records["grade"].eq(grade)]
    if who == "те же":
        before = before.loc[before["pupil"].isin(after["pupil"])]
        after = after.loc[after["pupil"].isin(before["pupil"])]
    elif who == "параллель":
        before = before.loc[before["grade"].eq(grade)]
    else:
        raise ValueError(f"«{who}»: бывает «параллель» и «те же»")
    return ratio_change(before, after, [], "good", "in_n").iloc[0]


def _map(sample: Sample, school: str) -> pd.DataFrame:
    return vsoko.deficits_of(sample.school(school)).rows


def _cut(rows: pd.DataFrame, where: str) -> pd.DataFrame:
    """Keep the class, parallel, level and subjects that are named; «школа» keeps all."""
    for part in (word.strip() for word in where.split(",")):
        if part == "школа":
            continue
        if re.fullmatch(r"\d+ класс", part):
            kept = rows["grade"].eq(int(part.split()[0]))
        elif part in ("НОО", "ООО", "СОО"):
            kept = rows["level"].eq(part)
        elif re.fullmatch(r"\d+ [А-Я]", part):
            kept = rows["class_"].eq(part)
        else:
            kept = rows["subject"].eq(part)
        rows = rows.loc[kept]
        if rows.empty:
            raise ValueError(f"по «{where}» отметок нет")
    return rows


def _of(row: pd.Series[Any], plain: Mapping[str, str], shares: Mapping[str, str], what: str) -> float:
    if what in plain:
        return float(row[plain[what]])
    return float(row[_named(shares, what)]) / 100


def _named(names: Mapping[str, str], word: str) -> str:
    if word not in names:
        raise ValueError(f"«{word}»: бывает {', '.join(names)}")
    return names[word]


def _line(cells: Any) -> str:
    return "| " + " | ".join(cells) + " |"


def _two_lines(axes: Axes, sample: Sample, school: str) -> None:
    """Draw the journal and the exam of one school, each point with its number."""
    from workbook.display import palette

    one = sample.school(school)
    years = sorted(one["procedures"].loc[one["procedures"]["procedure"].eq(_EXAM), "year"].unique())
    looks: tuple[tuple[str, str, str, str, float], ...] = (
        ("доля журнал", "журнал", palette.SERIES[1], "o", 4.0),
        ("доля работа", _EXAM, palette.SERIES[0], "s", -8.0),
    )
    for what, name, colour, marker, beside in looks:
        values = [100 * float(_pairs(sample, school, _EXAM, str(year), "школа", what)) for year in years]
        axes.plot(range(len(years)), values, marker=marker, markersize=7, color=colour, linewidth=2.2, label=name)
        for place, value in enumerate(values):
            axes.text(place, value + beside, display.number(value, 0), ha="center", color=palette.INK)
    axes.set_title(one.title, loc="left")
    axes.set_xticks(range(len(years)), years)
    axes.set_xlim(-0.3, len(years) - 0.7)
    axes.set_ylim(0, 100)
    axes.grid(axis="y")
    axes.legend(loc="upper left", ncols=2)


def _drawn(figure: Figure | None) -> Figure:
    if figure is None:
        raise ValueError("рисовать нечего: в данных нет значений")
    return figure
