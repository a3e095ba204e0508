"""How much a file may be, and how the door says no: the numbers and the sentence of a refusal.

Apart from the guard because the archive reader and the child process measure against the same numbers. These are
limits of safety, not of method, so a school's ``school.yml`` cannot raise them.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from workbook.errors import FileRefused, Reason

__all__ = ["Limits", "refuse", "thousands"]

_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What the guard and the child process allow; generous for a school, small for an attacker.

    Attributes
    ----------
    file_bytes : int
        Size on disk. A year of marks of 1 000 pupils as XLSX is about 10 MB; uploads are cut at the same size.
    members : int
        Files inside an XLSX or ODS. A book of 100 sheets with pictures has about 500.
    name_chars : int
        Length of a name inside the archive; Windows paths end at 260.
    unpacked_bytes : int
        All members together. XLSX unpacks 8 to 15 times, so 10 MB on disk gives at most 150 MB.
    ratio, ratio_floor_bytes : int
        How many times one member may unpack, judged once it has given more than the floor. Real sheets unpack 10 to 70
        times (an ODS of similar rows), deflate itself ends at 1 032.
    depth : int
        Nesting of XML elements; real books stay under 40 (drawings).
    xml_names : int
        Different element names in one member; the whole of OOXML has about 2 000.
    sheets : int
        Sheets of a book.
    rows, columns : int
        Last row and column that hold a value. Marks of a large school: 400 000 rows; a journal page: 250 columns.
    cells : int
        Cells from A1 to the last value, all sheets together: calamine and Python hold each of them in memory, even the
        empty ones (about 100 bytes a cell).
    strings : int
        Entries of the shared string table, declared or seen.
    merges, merged_cells : int
        Merged ranges of a sheet and the area of one of them (a title merged across a whole row is 16 384).
    spaces : int
        Spaces that an ODS asks for with ``<text:s text:c="…"/>``.
    line_bytes : int
        One line of a text file; 1 000 columns of 100 letters.
    output_bytes : int
        What the child hands back; one long text repeated in every cell would fill the parent's memory otherwise.
    memory_bytes : int
        Address space of the child process that parses the file.
    seconds : int
        Wall and processor time of the child; 10 MB take 2–4 s on a slow school computer.
    """

    file_bytes: int = 10 * _MIB
    members: int = 2_000
    name_chars: int = 255
    unpacked_bytes: int = 160 * _MIB
    ratio: int = 300
    ratio_floor_bytes: int = 4 * _MIB
    depth: int = 100
    xml_names: int = 5_000
    sheets: int = 200
    rows: int = 500_000
    columns: int = 2_000
    cells: int = 5_000_000
    strings: int = 2_000_000
    merges: int = 20_000
    merged_cells: int = 5_000_000
    spaces: int = 1_000_000
    line_bytes: int = 200_000
    output_bytes: int = 128 * _MIB
    memory_bytes: int = 1_024 * _MIB
    seconds: int = 30


def refuse(path: Path, reason: Reason, why: str, advice: str) -> NoReturn:
    """Raise :class:`FileRefused` as «Файл … не принят: почему. Что сделать.»."""
    raise FileRefused(f"Файл «{path.name}» не принят: {why}. {advice}.", reason)


def thousands(number: int) -> str:
    """Write a whole number with no-break spaces between thousands."""
    return f"{number:,}".replace(",", "\u00a0")
