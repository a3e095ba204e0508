"""Two folders of reports compared to the last byte: what `ways.py` asks, apart from it because it runs nothing.

What may lawfully differ is named in :data:`LAWFUL` with its reason and taken out before comparing; all else counts.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

__all__ = ["COMMANDS", "LAWFUL", "OURS", "Comparison", "parts"]

OURS = {"here": "ответвлённый работник", "warm": "ответвлённое ядро Jupyter", "plain": "обычное ядро, без fork"}
"""The runner's own ways, by the names of `workbook.publish.kernels`."""

COMMANDS = {
    "papermill": ("-k", "python3"),
    "papermill-engine": ("-k", "python3", "--engine", "workbook-warm"),
    "papermill-kernel": ("-k", "workbook-warm"),
}
"""papermill as everybody types it: options by name."""

_AROUND = 40


@dataclass(frozen=True)
class Lawful:
    """Something that may differ.

    Attributes
    ----------
    what, why : str
        In Russian, as they are printed.
    ways : tuple of str
        Names of :data:`OURS` and :data:`COMMANDS`.
    page : callable, optional
        Takes it out of an HTML page.
    notebook : callable, optional
        Takes it out of a notebook, in place.
    """

    what: str
    why: str
    ways: tuple[str, ...]
    page: Callable[[str], str] | None = None
    notebook: Callable[[dict[str, Any]], None] | None = None


def _without_time(page: str) -> str:
    return re.sub(r"<span>([^<]*(?:рассчитано|проверено)) \d\d\.\d\d\.\d{4} \d\d:\d\d</span>", r"<span>\1</span>", page)


def _without_papermill(node: dict[str, Any]) -> None:
    for owner in (node, *node["cells"]):
        for name in ("papermill", "execution"):
            owner["metadata"].pop(name, None)


def _values_only(node: dict[str, Any]) -> None:
    for cell in node["cells"]:
        if "injected-parameters" in cell["metadata"].get("tags", []):
            cell["id"] = "injected-parameters"
            cell["source"] = ast.unparse(ast.parse("".join(cell["source"])))


LAWFUL = (
    Lawful("время в шапке страницы", "страница говорит, когда она сделана", tuple(OURS), page=_without_time),
    Lawful("записи papermill в метаданных", "команда оставляет в файле пути и время каждой ячейки, комплект их убирает",
           tuple(COMMANDS), notebook=_without_papermill),
    Lawful("запись вставленной ячейки", "команда подписывает её по-английски, ставит другие кавычки, а её номер каждый "
           "раз выбирает случайно; сами значения сравниваются", tuple(COMMANDS), notebook=_values_only),
)  # fmt: skip
"""All that may differ. What libraries and cells produce is not among it: outputs are compared byte for byte."""


class Comparison:
    """Counts what is compared between a way and the plain one, and prints where two texts part.

    Parameters
    ----------
    way : str
        A name of :data:`OURS` or :data:`COMMANDS`.
    """

    def __init__(self, way: str) -> None:
        self._way = way
        self.notebooks = self.cells = self.outputs = self.bytes = self.pages = self.results = self.differences = 0

    def folders(self, ours: Path, plain: Path, jobs: Iterable[str]) -> None:
        """Compare what two reports folders hold of these jobs; what one side lacks is a difference.

        Parameters
        ----------
        ours, plain : Path
            The reports folders; a command leaves notebooks and no journal.
        jobs : iterable of str
            Names as of :attr:`workbook.publish.Job.name`: «shkola-7/10_fos».
        """
        from workbook.publish import read_journal

        command = self._way in COMMANDS
        mine, other = ({entry.name: entry for entry in read_journal(root)} for root in (ours, plain))
        for job in jobs:
            files = [f"{job}.ipynb"]
            if not command:
                entries = [mine.get(job), other.get(job)]
                said = [f"{entry.status} {entry.reason} {entry.message}" if entry else "нет" for entry in entries]
                if said[0] != said[1]:
                    self._tell(job, "состояние", *said)
                files = sorted({name for entry in entries if entry for name in entry.outputs})
            for name in files:
                there, wanted = ((root / name).is_file() for root in (ours, plain))
                if there and wanted:
                    self._files(name, ours / name, plain / name)
                else:
                    self._tell(name, "файл", *("есть" if found else "нет" for found in (there, wanted)))

    def notebook(self, name: str, mine: str, other: str) -> None:
        """Compare two notebooks given as the texts of their files."""
        self.notebooks += 1
        left, right = parts(mine, self._way), parts(other, self._way)
        self.bytes += sum(len(text.encode()) for text in right.values())
        self.cells += len({place.partition(",")[0] for place in right if place.startswith("ячейка")})
        self.outputs += sum(place.endswith(", вид") for place in right)
        for place in dict.fromkeys((*right, *left)):
            if left.get(place) != right.get(place):
                self._tell(name, place, left.get(place, "нет"), right.get(place, "нет"))
        if self._way in OURS and left == right and mine != other:
            self._tell(name, "файл тетради", mine, other)

    def page(self, name: str, mine: str, other: str) -> None:
        """Compare two HTML pages."""
        self.pages += 1
        for item in LAWFUL:
            if item.page is not None and self._way in item.ways:
                mine, other = item.page(mine), item.page(other)
        if mine != other:
            self._tell(name, "страница", mine, other)

    def line(self) -> str:
        """Return what was compared, in Russian."""
        return (
            f"{self._way} против обычного ядра: тетрадей {self.notebooks}, ячеек {self.cells}, выводов {self.outputs}, "
            f"байтов {self.bytes}, страниц {self.pages}, файлов показателей {self.results}; "
            f"различий: {self.differences}"
        )

    def _files(self, name: str, ours: Path, plain: Path) -> None:
        if name.endswith(".parquet"):
            self.results += 1
            if ours.read_bytes() != plain.read_bytes():
                self._tell(name, "показатели", *_rows(ours, plain))
            return
        compare = self.page if name.endswith(".html") else self.notebook
        compare(name, ours.read_text(encoding="utf-8"), plain.read_text(encoding="utf-8"))

    def _tell(self, name: str, place: str, mine: str, other: str) -> None:
        self.differences += 1
        first = next((at for at, pair in enumerate(zip_longest(mine, other)) if pair[0] != pair[1]), 0)
        start = max(first - _AROUND, 0)
        print(f"РАЗЛИЧИЕ {name}, {place}, с {first + 1}-го знака", flush=True)
        for label, text in ((self._way, mine), ("plain", other)):
            print(f"    {label:>16}: {text[start : first + 2 * _AROUND]!r}", flush=True)


def parts(text: str, way: str) -> dict[str, str]:
    """Return a notebook as named texts, without what may lawfully differ between this way and the plain one.

    Parameters
    ----------
    text : str
        The notebook's file.
    way : str
        A name of :data:`OURS` or :data:`COMMANDS`.

    Returns
    -------
    dict of str to str
        «ячейка 3, вывод 1, text/html» → the content; nothing of the notebook is left out.
    """
    node = json.loads(text)
    for item in LAWFUL:
        if item.notebook is not None and way in item.ways:
            item.notebook(node)
    made = {f"тетрадь, {name}": _plain(value) for name, value in node.items() if name != "cells"}
    for number, cell in enumerate(node["cells"], 1):
        made |= {f"ячейка {number}, {name}": _plain(value) for name, value in cell.items() if name != "outputs"}
        for turn, output in enumerate(cell.get("outputs", []), 1):
            place = f"ячейка {number}, вывод {turn}"
            made[f"{place}, вид"] = output["output_type"]
            made |= {f"{place}, {kind}": _plain(value) for kind, value in output.get("data", {}).items()}
            rest = {name: value for name, value in output.items() if name not in {"output_type", "data"}}
            made |= {f"{place}, поле {name}": _plain(value) for name, value in rest.items()}
    return made


def _plain(value: Any) -> str:
    if isinstance(value, list) and value and all(isinstance(line, str) for line in value):
        return "".join(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _rows(ours: Path, plain: Path) -> Iterator[str]:
    import pyarrow.parquet as pq

    for path in (ours, plain):
        yield json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False)
