"""The index page: schools × reports with key figures, states and problems, from the journal and the results store.

Apart from the runner because it only reads; it can be made again at any time and claims only what the journal says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

import workbook
from workbook import display
from workbook.publish.compaction import compact
from workbook.publish.jobs import CHECK, MUNICIPALITY
from workbook.publish.journal import Entry, Status, read_journal
from workbook.publish.pages import render_page
from workbook.publish.staging import write_whole
from workbook.store import Store

__all__ = ["write_index"]

_WORDS = {
    Status.DONE: ("готов", "wbp-ok"),
    Status.FAILED: ("ошибка", "wbp-bad"),
    Status.STOPPED: ("остановлен", "wbp-wait"),
    Status.PLANNED: ("в очереди", "wbp-wait"),
    Status.RUNNING: ("считается", "wbp-wait"),
}
_NO_DATA = ("table-", "file-", "header-", "run-data", "setting-", "school-id", "row-")
_DIGITS = {"отметка": 2, "шт.": 0}
_HEADLINES = 4
_SCHOOLS_A_PAGE = 200
_FAILURES_SHOWN = 200


@dataclass(frozen=True, slots=True)
class _Cell:
    """One report in the matrix."""

    word: str
    tone: str
    link: str
    label: str
    reason: str
    made: str
    previous: bool
    figures: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """One school in the matrix."""

    school: str
    title: str
    settings: str
    year: str
    check: _Cell | None
    problems: tuple[tuple[str, int, str], ...]
    cells: tuple[tuple[_Cell, ...], ...]


def write_index(out: Path | str) -> Path:
    """Write ``index.html`` of a reports folder, and ``index-2.html``, … where there are very many schools.

    The compacted store is brought in step with the journal first: it is where the key figures are read from.

    Parameters
    ----------
    out : Path
        The reports folder.

    Returns
    -------
    Path
        The page.
    """
    out = Path(out)
    entries = read_journal(out)
    compact(out, entries)
    figures = _figures(Store(out).headlines())
    failures = [entry for entry in entries if entry.status is Status.FAILED]
    shared = [entry for entry in entries if entry.school == MUNICIPALITY]
    schools: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.school != MUNICIPALITY:
            schools.setdefault(entry.school, []).append(entry)
    columns = dict(sorted((entry.slug, entry.title) for mine in schools.values() for entry in mine))
    columns.pop(CHECK, None)
    common = {
        "title": "Отчёты школ",
        "made": _moment(datetime.now().astimezone().isoformat()),
        "version": workbook.__version__,
        "columns": list(columns.values()),
        "counts": _counts([entry for entry in entries if entry.slug != CHECK]),
        "municipality": _municipality(entries),
    }
    names = sorted(schools)
    parts = [names[place : place + _SCHOOLS_A_PAGE] for place in range(0, len(names), _SCHOOLS_A_PAGE)] or [[]]
    pages = [(f"{part[0]} … {part[-1]}" if part else "", _page_name(number)) for number, part in enumerate(parts, 1)]
    for number, part in enumerate(parts, start=1):
        first = number == 1
        page = render_page(
            "index.html.j2",
            **common,
            rows=[_row(out, schools[school], columns, figures) for school in part],
            shared=[(entry.title, _cell(out, entry, figures.get(entry.key, ()))) for entry in shared if first],
            failures=failures[:_FAILURES_SHOWN] if first else [],
            more=max(0, len(failures) - _FAILURES_SHOWN),
            pages=pages if len(pages) > 1 else [],
            here=_page_name(number),
        )
        write_whole(out / _page_name(number), page.encode())
    for path in out.glob("index-*.html"):
        if path.name not in {name for _, name in pages}:
            path.unlink()
    return out / _page_name(1)


def _page_name(number: int) -> str:
    return "index.html" if number == 1 else f"index-{number}.html"


def _row(out: Path, mine: Sequence[Entry], slugs: Iterable[str], figures: Mapping[str, Any]) -> _Row:
    check = next((entry for entry in mine if entry.slug == CHECK), None)
    facts = check.facts if check is not None and check.status is Status.DONE else {}
    rules = facts.get("settings", {})
    cells = tuple(
        tuple(_cell(out, entry, figures.get(entry.key, ())) for entry in mine if entry.slug == slug) for slug in slugs
    )
    return _Row(
        school=mine[0].school,
        title=str(facts.get("title") or mine[0].school_title),
        settings=f"{rules['title']}, версия {rules['version']} ({rules['digest']})" if rules else "",
        year=str(facts.get("year", "")),
        check=_cell(out, check, ()) if check is not None else None,
        problems=_problems(facts.get("problems", {})),
        cells=cells,
    )


def _cell(out: Path, entry: Entry, figures: Sequence[tuple[str, str, str]]) -> _Cell:
    page = f"{entry.name}.html"
    exists = page in entry.outputs and (out / page).is_file()
    word, tone = _WORDS[entry.status]
    if entry.status is Status.FAILED and entry.reason.startswith(_NO_DATA):
        word = "нет данных"
    if entry.status is Status.DONE and entry.outputs and not exists and not (out / f"{entry.name}.ipynb").is_file():
        word, tone = "файл удалён", "wbp-wait"
    given = {name: value for name, value in entry.parameters.items() if name != "school"} if entry.variant else {}
    return _Cell(
        word=word,
        tone=tone,
        link=quote(page) if exists else "",
        label=", ".join(f"{name} = {value}" for name, value in given.items()),
        reason=entry.message,
        made=_moment(entry.made),
        previous=exists and entry.status is not Status.DONE,
        figures=tuple(figures) if entry.status is Status.DONE else (),
    )


def _figures(results: pd.DataFrame) -> dict[str, tuple[tuple[str, str, str], ...]]:
    """Return title, value and verdict of the headline results, by the key of the run."""
    found: dict[str, tuple[tuple[str, str, str], ...]] = {}
    for key, rows in results.groupby("run", sort=False):
        found[str(key)] = tuple(
            (
                f"{row['title']} ({row['group']})" if row["group"] else str(row["title"]),
                _value(row),
                str(row["verdict"]),
            )
            for row in rows.head(_HEADLINES).to_dict("records")
        )
    return found


def _value(row: Mapping[Any, Any]) -> str:
    unit = str(row["unit"])
    if pd.isna(row["value"]):
        return display.number(None)
    text = display.number(row["value"], _DIGITS.get(unit, 1 if unit else None))
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit not in ("", "отметка") else text


def _problems(counts: Mapping[str, int]) -> tuple[tuple[str, int, str], ...]:
    words = {
        "ошибка": ("ошибка", "ошибки", "ошибок", "wbp-bad"),
        "предупреждение": ("предупреждение", "предупреждения", "предупреждений", "wbp-warn"),
        "исправлено": ("исправление", "исправления", "исправлений", "wbp-ok"),
    }
    found = [(name, int(counts.get(name, 0))) for name in words]
    return tuple((display.plural(n, *words[name][:3]), n, words[name][3]) for name, n in found if n)


def _counts(reports: Sequence[Entry]) -> str:
    done = sum(entry.status is Status.DONE for entry in reports)
    failed = sum(entry.status is Status.FAILED for entry in reports)
    other = len(reports) - done - failed
    parts = [f"готово {display.count(done, 'отчёт', 'отчёта', 'отчётов')} из {len(reports)}"]
    parts += [f"с ошибкой {failed}"] if failed else []
    parts += [f"не закончено {other}"] if other else []
    return ", ".join(parts)


def _municipality(entries: Sequence[Entry]) -> str:
    names = {str(entry.facts.get("municipality", "")) for entry in entries if entry.slug == CHECK} - {""}
    return names.pop() if len(names) == 1 else ""


def _moment(text: str) -> str:
    return datetime.fromisoformat(text).strftime("%d.%m.%Y %H:%M") if text else ""
