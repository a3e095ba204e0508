"""The one door through which files come in: what does not look like a school's table is refused before it is parsed.

Apart from reading because it must trust nothing: it never builds a table, it only measures. What passes is still parsed
in a child process (:mod:`workbook.school.isolation`).
"""

from __future__ import annotations

import re
import stat
from enum import StrEnum
from pathlib import Path

from workbook.errors import Reason
from workbook.school.container import check_ods, check_xlsx
from workbook.school.limits import Limits, refuse, thousands

__all__ = ["ACCEPTED", "FileKind", "Limits", "admit"]


class FileKind(StrEnum):
    """What an admitted file is; the value is its name for people."""

    TEXT = "текст с разделителями (CSV)"
    XLSX = "книга Excel (XLSX)"
    XLS = "книга Excel 97–2003 (XLS)"
    ODS = "таблица OpenDocument (ODS)"
    PARQUET = "таблица Parquet"


ACCEPTED = {
    ".csv": FileKind.TEXT,
    ".txt": FileKind.TEXT,
    ".tsv": FileKind.TEXT,
    ".xlsx": FileKind.XLSX,
    ".xls": FileKind.XLS,
    ".ods": FileKind.ODS,
    ".parquet": FileKind.PARQUET,
}
"""Extensions (lower case) that may come in."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"
_MAGIC = {FileKind.XLSX: _ZIP, FileKind.ODS: _ZIP, FileKind.XLS: _OLE, FileKind.PARQUET: _PARQUET}
_FOREIGN = (
    (_ZIP, "архив ZIP, книга XLSX или ODS"),
    (b"PK", "архив ZIP"),
    (_OLE, "книга Excel 97–2003 (XLS), документ Word или книга с паролем"),
    (_PARQUET, "таблица Parquet"),
    (b"%PDF", "документ PDF"),
    (b"{\\rtf", "документ RTF"),
    (b"\x89PNG", "картинка"),
    (b"\xff\xd8\xff", "картинка"),
    (b"GIF8", "картинка"),
    (b"\x1f\x8b", "архив GZIP"),
    (b"7z\xbc\xaf", "архив 7z"),
    (b"Rar!", "архив RAR"),
    (b"MZ", "программа"),
    (b"\x7fELF", "программа"),
)
_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body|meta|style|table|script)\b", re.IGNORECASE)
_PAGE_PREFIX = 2_048
_MACROS = {".xlsm", ".xltm", ".xlam", ".xltx", ".xlt"}
_OLE_HEADER = 512
# Tab, line feed, vertical tab, form feed, carriage return and the DOS end-of-file mark do occur in exports.
_CONTROLS = bytes(set(range(32)) - {9, 10, 11, 12, 13, 26})
_SAVE_XLSX = "Откройте его в Excel или LibreOffice и сохраните как «Книга Excel (*.xlsx)»"


def admit(path: Path | str, limits: Limits | None = None) -> FileKind:
    """Let a file in or refuse it, without parsing its tables.

    Parameters
    ----------
    path : Path or str
        A file in the school's folder or an upload in a temporary folder.
    limits : Limits, optional
        What is allowed; the kit's own limits by default.

    Returns
    -------
    FileKind
        What the file is, extension and content agreeing.

    Raises
    ------
    FileRefused
        With the reason code and one Russian sentence about what is wrong and one about what to do.

    Examples
    --------
    >>> admit("shkola-7/pupils.csv")  # doctest: +SKIP
    <FileKind.TEXT: 'текст с разделителями (CSV)'>
    """
    path = Path(path)
    limits = limits or Limits()
    size = _regular_size(path)
    kind = _extension(path)
    if size > limits.file_bytes:
        refuse(
            path, Reason.FILE_TOO_LARGE,
            f"он занимает {thousands(-(-size // 2**20))} МБ, а допустимо {limits.file_bytes // 2**20} МБ",
            "Разделите его по годам или классам",
        )  # fmt: skip
    if size == 0:
        refuse(path, Reason.FILE_BROKEN, "он пуст (0 байт)", "Выгрузите или скопируйте его ещё раз")
    with path.open("rb") as handle:
        head = handle.read(_PAGE_PREFIX)
    if kind is FileKind.TEXT:
        _check_text(path, head, limits)
        return kind
    _check_magic(path, kind, head)
    if kind is FileKind.XLSX:
        check_xlsx(path, limits)
    elif kind is FileKind.ODS:
        check_ods(path, limits)
    elif kind is FileKind.XLS:
        _check_xls(path, head, size)
    else:
        _check_parquet(path, size)
    return kind


def _regular_size(path: Path) -> int:
    try:
        status = path.stat()
    except (OSError, ValueError):
        refuse(path, Reason.FILE_MISSING, "его нет или он не открывается", "Проверьте имя и папку")
    if not stat.S_ISREG(status.st_mode):
        refuse(path, Reason.FILE_MISSING, "это не файл", "Укажите файл с таблицей")
    return status.st_size


def _extension(path: Path) -> FileKind:
    extension = path.suffix.lower()
    if extension in _MACROS:
        refuse(path, Reason.FILE_KIND, "книги с макросами и шаблоны не принимаются", _SAVE_XLSX)
    if extension == ".xlsb":
        refuse(path, Reason.FILE_KIND, "двоичные книги XLSB не принимаются", _SAVE_XLSX)
    if extension not in ACCEPTED:
        shown = f"файлы «{extension}» не читаются" if extension else "у имени нет расширения"
        refuse(path, Reason.FILE_KIND, shown, f"Допустимы: {', '.join(ACCEPTED)}")
    return ACCEPTED[extension]


def _foreign(head: bytes) -> str:
    """Name what the first bytes belong to, or return an empty string."""
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<") and _PAGE.search(text):
        return "веб-страница (так выгружают некоторые журналы)"
    if text.startswith(b"<?xml"):
        return "файл XML"
    return next((name for magic, name in _FOREIGN if head.startswith(magic)), "")


def _check_magic(path: Path, kind: FileKind, head: bytes) -> None:
    if head.startswith(_MAGIC[kind]):
        return
    found = _foreign(head)
    if kind is not FileKind.XLS and head.startswith(_OLE) and kind is not FileKind.PARQUET:
        # A book with a password is an OLE2 container under an .xlsx name; so is an old .xls renamed by hand.
        if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
            refuse(path, Reason.FILE_PASSWORD, "книга защищена паролем", "Снимите пароль и сохраните её заново")
        refuse(path, Reason.FILE_KIND, "внутри книга старого вида (XLS)", _SAVE_XLSX)
    if not found:
        refuse(
            path, Reason.FILE_BROKEN, f"внутри не {kind.value}: начало файла не узнаётся",
            "Выгрузите или скопируйте его ещё раз",
        )  # fmt: skip
    refuse(path, Reason.FILE_KIND, f"по расширению это {kind.value}, а внутри — {found}", _SAVE_XLSX)


def _check_text(path: Path, head: bytes, limits: Limits) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse(
            path, Reason.FILE_ENCODING, "текст записан в UTF-16",
            "В Excel сохраните его как «CSV UTF-8 (разделитель — запятая)»",
        )  # fmt: skip
    found = _foreign(head)
    if found and not head.startswith(b"MZ"):
        refuse(path, Reason.FILE_KIND, f"по расширению это текст, а внутри — {found}", _SAVE_XLSX)
    data = path.read_bytes()
    if b"\0" in data:
        refuse(
            path, Reason.FILE_ENCODING, "в тексте есть нулевые байты",
            "Сохраните таблицу заново как «CSV UTF-8 (разделитель — запятая)»",
        )  # fmt: skip
    if len(data.translate(None, _CONTROLS)) != len(data):
        refuse(path, Reason.FILE_BROKEN, "внутри не текст, а двоичные данные", "Выгрузите таблицу ещё раз как CSV")
    longest = max((len(line) for line in data.splitlines()), default=0)
    if longest > limits.line_bytes:
        refuse(
            path, Reason.FILE_UNSAFE,
            f"одна строка занимает {thousands(longest)} байт, а допустимо {thousands(limits.line_bytes)}",
            "Проверьте, что каждая запись стоит на своей строке",
        )  # fmt: skip


def _check_xls(path: Path, head: bytes, size: int) -> None:
    """See that the sectors of the OLE2 container can lie inside the file."""
    sector = 1 << min(int.from_bytes(head[30:32], "little"), 31)
    fat_sectors = int.from_bytes(head[44:48], "little")
    if size < _OLE_HEADER * 3 or sector not in (512, 4096) or fat_sectors * sector > size:
        refuse(path, Reason.FILE_BROKEN, "файл обрезан или повреждён", "Скопируйте его ещё раз или сохраните как XLSX")
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        refuse(path, Reason.FILE_PASSWORD, "книга защищена паролем", "Снимите пароль и сохраните её заново")


def _check_parquet(path: Path, size: int) -> None:
    """See both magic marks and a footer that fits; rows and columns are judged in the child process."""
    with path.open("rb") as handle:
        handle.seek(max(0, size - 8))
        tail = handle.read(8)
    footer = int.from_bytes(tail[:4], "little")
    if size < 12 or tail[4:] != _PARQUET or footer > size - 12:
        refuse(path, Reason.FILE_BROKEN, "файл Parquet обрезан или повреждён", "Выгрузите его ещё раз")
