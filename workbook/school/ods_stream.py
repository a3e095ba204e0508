"""What the repeated cells and rows of an ODS book expand to, known before calamine expands them.

Apart from XLSX because the two formats place values by different rules; these follow calamine (``ods.rs``).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from workbook.errors import Reason
from workbook.school.limits import Limits, refuse
from workbook.school.xml_stream import Handler, XmlStream

__all__ = ["OdsStream"]

_SPLIT = "Разделите таблицу или сдайте её в CSV"
_RESAVE = "Откройте его в Excel или LibreOffice и сохраните заново как XLSX"
_ODS_VALUES = (
    "office:value", "office:string-value", "office:date-value", "office:time-value", "office:boolean-value",
    "table:formula",
)  # fmt: skip


class OdsStream(XmlStream):
    """What the repeated cells and rows of an ODS book expand to.

    LibreOffice ends a sheet with rows repeated a million times and a row with cells repeated 16 384 times, all empty.
    They cost nothing unless a value follows, so empty repetitions wait until one does.
    """

    def __init__(self, path: Path, limits: Limits) -> None:
        super().__init__(path, limits)
        self._spaces = 0
        self._reset()

    def _reset(self) -> None:
        self._rows = self._empty_rows = self._repeat = 0
        self._column = self._width = self._widest = self._held = 0

    def on_start(self, local: str) -> Handler | None:
        """Count in the book's own content, not in the charts inside it."""
        if self.member == "META-INF/manifest.xml":
            return {"encryption-data": self._encrypted, "file-entry": self._entry}.get(local)
        if self.member != "content.xml":
            return None
        return {
            "table": self._open_table, "table-row": self._open_row, "table-cell": self._cell,
            "covered-table-cell": self._cell, "s": self._space, "table-source": self._link, "dde-source": self._link,
            "cell-range-source": self._link,
        }.get(local)  # fmt: skip

    def on_end(self, local: str) -> Callable[[], None] | None:
        """Sum up rows and tables."""
        if self.member != "content.xml":
            return None
        return {"table-row": self._close_row, "table": self._close_table}.get(local)

    def _encrypted(self, _attributes: dict[str, str]) -> None:
        refuse(self.path, Reason.FILE_PASSWORD, "книга защищена паролем", "Снимите пароль и сохраните её заново")

    def _entry(self, attributes: dict[str, str]) -> None:
        if "oleobject" in attributes.get("manifest:media-type", "").lower():
            refuse(
                self.path, Reason.FILE_UNSAFE, "в книгу вставлены посторонние объекты", "Удалите их и сохраните книгу"
            )

    def _link(self, _attributes: dict[str, str]) -> None:
        refuse(
            self.path, Reason.FILE_UNSAFE, "книга ссылается на другие файлы",
            "В LibreOffice выберите «Правка» → «Связи» → «Разорвать связь» и сохраните книгу",
        )  # fmt: skip

    def _open_table(self, _attributes: dict[str, str]) -> None:
        self.sheets += 1
        if self.sheets > self.limits.sheets:
            refuse(self.path, Reason.FILE_TOO_LARGE, f"в книге больше {self.limits.sheets} листов", _SPLIT)
        self._reset()

    def _open_row(self, attributes: dict[str, str]) -> None:
        repeat = attributes.get("table:number-rows-repeated")
        self._repeat = 1 if repeat is None else self.number(repeat)
        self._column = self._width = 0

    def _cell(self, attributes: dict[str, str]) -> None:
        repeat = attributes.get("table:number-columns-repeated")
        self._column += 1 if repeat is None else self.number(repeat)
        # Every value of LibreOffice carries its type; calamine also reads values without one.
        if "office:value-type" in attributes or any(key in attributes for key in _ODS_VALUES):
            self._width = self._column
            if self._width > self._widest or repeat is not None:
                self.box(self._rows + self._empty_rows + self._repeat, self._width)

    def _close_row(self) -> None:
        if not self._width:
            self._empty_rows += self._repeat
            return
        self._rows += self._empty_rows + self._repeat
        self._empty_rows = 0
        if self._width > self._widest:
            self._widest = self._width
        self._held += self._width
        self.box(self._rows, self._widest)
        self.count(self._held)

    def _close_table(self) -> None:
        self.cells += max(self._rows * self._widest, self._held)
        self._reset()

    def _space(self, attributes: dict[str, str]) -> None:
        self._spaces += self.number(attributes.get("text:c", "1"))
        if self._spaces > self.limits.spaces:
            refuse(self.path, Reason.FILE_UNSAFE, "в тексте ячеек слишком много пробелов подряд", _RESAVE)
