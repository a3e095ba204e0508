"""Tables in the forms that schools print: the summary by parallels, the class sheet, two teachers' reports.

Apart from the methods because a form has columns of its own and blanks that only people fill; the counts are those of
:mod:`workbook.vsoko.marks` and :mod:`workbook.vsoko.categories`.
"""

from __future__ import annotations

import pandas as pd

from workbook.settings import MarkRules
from workbook.vsoko.categories import pupil_categories, pupil_list
from workbook.vsoko.marks import indicators

__all__ = ["CLASS_FLAGS", "PARALLEL_COLUMNS", "class_sheet", "class_teacher_report", "parallel_report",
           "subject_teacher_report"]  # fmt: skip

PARALLEL_COLUMNS = ("name", "pupils", "passed", "fives", "good", "one_four", "one_three", "threes", "absent",
                    "absent_excused", "absent_program", "failed", "failed_one", "failed_two", "failed_more",
                    "unmarked")  # fmt: skip
"""Columns of the summary by parallels in the order of the form (16); good holds one_four, threes holds one_three."""

CLASS_FLAGS = ("all_fives", "fours_fives", "only_threes", "one_three", "one_two", "two_twos", "more_twos")
"""Columns of the class sheet that sort pupils, 0 or 1."""

_GOOD = ("с одной «4»", "хорошист")
_PLAIN = ("с одной «3»", "успевающий")


def parallel_report(records: pd.DataFrame, roster: pd.DataFrame, by: str = "grade") -> pd.DataFrame:
    """Сводный отчёт по параллелям: pupils of each parallel by what they finished the period with.

    Parameters
    ----------
    records : DataFrame
        Marks of the period, all subjects.
    roster : DataFrame
        Pupils at the end of the period: pupil, class_, grade, level.
    by : str
        «grade» or «class_».

    Returns
    -------
    DataFrame
        Columns :data:`PARALLEL_COLUMNS` and ``kind`` («строка», «уровень», «школа»); a level's total follows its
        rows, the school's is last. ``pupils = passed + absent + failed + unmarked``; reasons of «н/а» are missing,
        for no table holds them.

    Notes
    -----
    A pupil with both «2» and «н/а» counts as failed (the first category that fits). ``failed_one`` … count subjects
    with «2». ``unmarked``: on the roster without a mark in any subject, those exempt from all subjects too.
    """
    people = roster.merge(pupil_categories(records)[["pupil", "n2", "category"]], on="pupil", how="left")
    word = people["category"].fillna("")
    counted = people.assign(
        pupils=1, passed=word.isin(["отличник", *_GOOD, *_PLAIN]), fives=word.eq("отличник"), good=word.isin(_GOOD),
        one_four=word.eq("с одной «4»"), one_three=word.eq("с одной «3»"), threes=word.isin(_PLAIN),
        absent=word.eq("не аттестован"), failed=word.eq("неуспевающий"),
        failed_one=word.eq("неуспевающий") & people["n2"].eq(1),
        failed_two=word.eq("неуспевающий") & people["n2"].eq(2),
        failed_more=word.eq("неуспевающий") & people["n2"].gt(2), unmarked=word.eq(""),
    )  # fmt: skip
    sums = [name for name in PARALLEL_COLUMNS if name not in ("name", "absent_excused", "absent_program")]
    parts = []
    for level in [name for name in ("НОО", "ООО", "СОО") if name in set(counted["level"])]:
        rows = counted.loc[counted["level"].eq(level)]
        keys = ["grade"] if by == "grade" else ["grade", "class_"]
        table = rows.groupby(keys)[sums].sum().reset_index()
        table["name"] = table["grade"].astype(str) if by == "grade" else table["class_"]
        parts += [table.assign(kind="строка"), rows[sums].sum().to_frame().T.assign(name=level, kind="уровень")]
    parts.append(counted[sums].sum().to_frame().T.assign(name="Всего", kind="школа"))
    table = pd.concat(parts, ignore_index=True).astype(dict.fromkeys(sums, int))
    table["absent_excused"] = table["absent_program"] = pd.Series(pd.NA, table.index, dtype="Int64")
    return table[[*PARALLEL_COLUMNS, "kind"]]


def class_sheet(records: pd.DataFrame, journal: pd.DataFrame | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Class sheet: codes × subjects with their teachers, missed lessons, and the seven columns that sort pupils.

    Parameters
    ----------
    records : DataFrame
        Marks of one class in one period.
    journal : DataFrame or None
        Its rows of the journal in the period; None when there is none.

    Returns
    -------
    tuple of two DataFrame
        The sheet: pupil, a column for each subject (mark as text, several groups never meet in one cell), missed
        (signs «н» of the journal, missing without it), :data:`CLASS_FLAGS`; and its head: subject, teacher (codes of
        the groups, comma between).
    """
    rows = records.sort_values(["pupil", "subject"])
    head = rows.groupby("subject")["teacher"].agg(
        lambda codes: ", ".join(dict.fromkeys(sorted(code for code in codes if isinstance(code, str))))
    ).reset_index()  # fmt: skip
    sheet = rows.pivot(index="pupil", columns="subject", values="mark").reindex(columns=head["subject"])
    sheet = sheet.astype("str").fillna("")
    counts = _mark_counts(rows).reindex(sheet.index).fillna(0).astype(int)
    marked = counts[["n5", "n4", "n3", "n2"]].sum(axis=1)
    clean = counts["absent"].eq(0) & counts["n2"].eq(0)
    flags = pd.DataFrame({
        "all_fives": clean & marked.gt(0) & counts["n5"].eq(marked),
        "fours_fives": clean & counts["n3"].eq(0) & counts["n4"].gt(0),
        "only_threes": clean & marked.gt(0) & counts["n3"].eq(marked),
        "one_three": clean & counts["n3"].eq(1),
        "one_two": counts["n2"].eq(1), "two_twos": counts["n2"].eq(2), "more_twos": counts["n2"].gt(2),
    }).astype(int)  # fmt: skip
    missed = pd.Series(pd.NA, sheet.index, dtype="Int64")
    if journal is not None:
        absent = journal.loc[journal["mark"].eq("н")].groupby("pupil").size()
        missed = absent.reindex(sheet.index).fillna(0).astype("Int64")
    return sheet.assign(missed=missed).join(flags).reset_index(), head


def class_teacher_report(records: pd.DataFrame) -> pd.DataFrame:
    """Отчёт классного руководителя: categories with counts, shares of the class and codes.

    Parameters
    ----------
    records : DataFrame
        Marks of one class in one period.

    Returns
    -------
    DataFrame
        Columns name, n, percent (of the pupils with marks), codes («У-1 (физика)» where one subject decides). The
        rows «всего» of хорошисты and успевающие hold the row above them, as the form has it.
    """
    table = pupil_categories(records)
    n = len(table)
    rows = []
    for name, words, listed in (
        ("Отличники (всего)", ("отличник",), ""),
        ("Хорошисты (с одной «4»)", ("с одной «4»",), "с одной «4»"),
        ("Хорошисты (всего)", _GOOD, ""),
        ("Успевающие (с одной «3»)", ("с одной «3»",), "с одной «3»"),
        ("Успевающие (всего)", _PLAIN, ""),
        ("Не аттестованы (всего)", ("не аттестован",), "не аттестован"),
        ("Неуспевающие (всего)", ("неуспевающий",), "неуспевающий"),
    ):
        codes = table.loc[table["category"].isin(words), "pupil"].sort_values()
        if listed:
            found = pupil_list(table, records, listed)
            said = [f"{row['pupil']} ({row['subjects']})" for row in found.to_dict("records")]
        else:
            said = list(codes)
        rows.append({"name": name, "n": len(codes), "percent": 100 * len(codes) / n, "codes": ", ".join(said)})
    return pd.DataFrame(rows)


def subject_teacher_report(records: pd.DataFrame, teacher: str, rules: MarkRules) -> pd.DataFrame:
    """Отчёт учителя-предметника: each class and subject, then totals by subject and of the teacher.

    Parameters
    ----------
    records : DataFrame
        Marks of one period.
    teacher : str
        Code.
    rules : MarkRules
        As in :func:`workbook.vsoko.marks.indicators`.

    Returns
    -------
    DataFrame
        Columns class_, subject, kind («строка», «предмет», «всего»), then the indicators. ``roster`` counts pupils
        with any mark, exempt ones too, each once. Totals sum counts first, then divide.
    """
    rows = records.loc[records["teacher"].eq(teacher)]
    roster = rows.groupby(["subject", "class_"])["pupil"].nunique()
    fine = indicators(rows, ["subject", "grade", "class_"], rules).assign(kind="строка")
    fine["roster"] = [int(roster[subject, name]) for subject, name in zip(fine["subject"], fine["class_"], strict=True)]
    parts = []
    for subject, part in fine.groupby("subject", sort=True):
        parts.append(part)
        if len(part) > 1:
            total = indicators(rows.loc[rows["subject"].eq(subject)], ["subject"], rules)
            parts.append(
                total.assign(
                    class_="всего", kind="предмет", roster=rows.loc[rows["subject"].eq(subject), "pupil"].nunique()
                )
            )
    if fine["subject"].nunique() > 1:
        total = indicators(rows, [], rules)
        parts.append(total.assign(class_="всего", subject="все предметы", kind="всего",
                                  roster=rows["pupil"].nunique()))  # fmt: skip
    return pd.concat(parts, ignore_index=True).drop(columns="grade", errors="ignore")


def _mark_counts(rows: pd.DataFrame) -> pd.DataFrame:
    marks = rows.assign(
        **{f"n{mark}": rows["mark"].eq(mark) for mark in ("5", "4", "3", "2")}, absent=rows["mark"].eq("н/а")
    )
    return marks.groupby("pupil")[["n5", "n4", "n3", "n2", "absent"]].sum()
