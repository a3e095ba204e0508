"""Rules between tables: codes must stand in the table they refer to, and no answer scores more than its item gives.

Apart from the checks of one table because these need all tables at once.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbook.errors import Reason
from workbook.school.grid import ROW_TAIL, VALUE_TAIL, Checked
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold
from workbook.school.schema import Column
from workbook.school.tables import TABLES

__all__ = ["check_references"]

_DISTINCT = 100  # unknown codes of one column listed one by one; the rest of them is one line


def check_references(tables: Mapping[str, Checked]) -> dict[str, Checked]:
    """Check every reference between the tables that were handed in.

    A code that differs from a known one only in look-alike letters, case or dashes is repaired. Rows with an unknown
    code in a required column are set aside; in an optional column the value becomes missing. Codes of rows that were
    set aside count as known: one bad cell of a pupil must not cost all results of the pupil.

    Parameters
    ----------
    tables : mapping of str to Checked
        English table name → checked table.

    Returns
    -------
    dict of str to Checked
    """
    result = dict(tables)
    for name, checked in result.items():
        for column in TABLES[name].columns:
            source, _, key = column.refers.partition(".")
            known = result[source].seen.get(key) if source in result else None
            if known and result[name].frame is not None:
                checked = _check_column(result[name], column, known)
                result[name] = checked
    if "responses" in result and "items" in result:
        result["responses"] = _check_item_scores(result["responses"], result["items"])
    return result


def _check_column(checked: Checked, column: Column, known: frozenset[str]) -> Checked:
    frame, origin = checked.frame, checked.origin
    if frame is None:
        return checked
    codes = frame[column.name]
    unknown = codes.notna() & ~codes.isin(known)
    if not unknown.any():
        return checked
    looks: dict[str, set[str]] = {}
    for code in known:
        looks.setdefault(fold(code), set()).add(code)
    groups = {str(code): rows for code, rows in codes[unknown].groupby(codes[unknown]).indices.items()}
    where = np.flatnonzero(unknown.to_numpy())
    meant = {code: next(iter(looks[fold(code)])) for code in groups if len(looks.get(fold(code), ())) == 1}
    problems: list[Problem] = []
    lost = [code for code in groups if code not in meant]
    for code, right in meant.items():
        problems += origin.of_cells(column.name, where[groups[code]], _repair(code, right))
    for code in lost[:_DISTINCT]:
        problems += origin.of_cells(column.name, where[groups[code]], _unknown(code, column, known))
    if lost[_DISTINCT:]:
        rest = np.sort(np.concatenate([where[groups[code]] for code in lost[_DISTINCT:]]))
        problems += origin.of_cells(column.name, rest, _unknown(lost[_DISTINCT], column, known))
    frame = frame.assign(**{column.name: codes.replace(meant)}) if meant else frame
    bad = codes.isin(lost).to_numpy(dtype=bool)
    if column.required:
        return checked.changed(frame).noted(problems).without(bad)
    return checked.changed(frame.assign(**{column.name: frame[column.name].mask(bad)})).noted(problems)


def _repair(code: str, right: str) -> Finding:
    text = (
        f"«{code}» прочитано как «{right}»: похожие буквы и знаки — как в таблице, где код задан. "
        "Исправлять файл не обязательно."
    )
    return Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, text, code, right)


def _unknown(code: str, column: Column, known: frozenset[str]) -> Finding:
    source, _, key = column.refers.partition(".")
    table = TABLES[source]
    near = difflib.get_close_matches(code, sorted(known), n=1, cutoff=0.8) if len(known) <= 2000 else []
    # The nearest of many look-alike numbers («У-0123», «У-0124») is a guess, not a hint.
    hint = f" Возможно, имелось в виду «{near[0]}»." if near and not code[-1].isdigit() else ""
    text = (
        f"кода «{code}» нет в таблице «{table.title}» (столбец «{table.column(key).header}»).{hint} "
        "Исправьте код или добавьте его в ту таблицу."
    )
    tail = ROW_TAIL if column.required else VALUE_TAIL
    return Finding(Reason.REFERENCE_UNKNOWN, Severity.ERROR, text, code, near[0] if hint else "", tail)


def _check_item_scores(responses: Checked, items: Checked) -> Checked:
    frame, bank, origin = responses.frame, items.frame, responses.origin
    if frame is None or bank is None:
        return responses
    ceiling = frame["item"].map(pd.Series(bank["max_score"].to_numpy(), index=bank["item"].to_numpy()))
    bad = (frame["score"] > ceiling).to_numpy()
    problems: list[Problem] = []
    for position in np.flatnonzero(bad):
        given, most = (f"{series.iloc[position]:.15g}".replace(".", ",") for series in (frame["score"], ceiling))
        text = (
            f"балл {given} больше максимального балла {most} задания «{frame['item'].iloc[position]}» в банке. "
            "Исправьте балл или банк заданий."
        )
        finding = Finding(Reason.SCORE_ABOVE_MAX, Severity.ERROR, text, given, tail=ROW_TAIL)
        problems += origin.of_cells("score", np.array([position]), finding)
    return responses.noted(problems).without(bad)
