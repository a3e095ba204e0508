"""The inside of an XLSX or ODS archive, measured by unpacking it piece by piece before any parser trusts it.

Apart from the guard because it knows the two archive layouts. Python's :mod:`zipfile` reads only the table of contents
here: it stops a member at the size that the header declares, while calamine unpacks on, so a forged header would hide
cells from the check. Sizes, ratio and CRC are therefore measured on the raw deflate stream.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NoReturn
from xml.parsers import expat

from workbook.errors import FileRefused, Reason
from workbook.school.limits import Limits, refuse, thousands
from workbook.school.ods_stream import OdsStream
from workbook.school.xlsx_stream import XlsxStream
from workbook.school.xml_stream import XmlStream

__all__ = ["check_ods", "check_xlsx"]

_CHUNK = 2**18
_END_RECORD = 22
_DIRECTORY_ENTRY_BYTES = 1_024
_XML_SUFFIXES = (".xml", ".rels", ".vml", ".rdf")
_BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"
_ODS_MIME = b"application/vnd.oasis.opendocument.spreadsheet"
_RESAVE = "Откройте его в Excel или LibreOffice и сохраните заново как XLSX"


def check_xlsx(path: Path, limits: Limits) -> None:
    """Measure an XLSX archive; return when it may be parsed.

    Raises
    ------
    FileRefused
        Damaged, encrypted, with macros, external links or embedded objects, with DTD, or larger than ``limits``.
    """
    with path.open("rb") as handle:
        members = _members(path, handle, limits)
        names = {name.lower() for name in members}
        if "[content_types].xml" not in names or "xl/workbook.xml" not in names:
            _refuse_foreign(path, names)
        for name in sorted(names):
            _check_xlsx_name(path, name)
        total = 0
        stream = XlsxStream(path, limits)
        for name, info in members.items():
            total = _check_member(path, handle, name, info, stream, total)
        stream.close()


def check_ods(path: Path, limits: Limits) -> None:
    """Measure an ODS archive; return when it may be parsed.

    Raises
    ------
    FileRefused
        As :func:`check_xlsx`; repeated cells and rows are judged by what they expand to.
    """
    with path.open("rb") as handle:
        members = _members(path, handle, limits)
        if "mimetype" not in members or "content.xml" not in members:
            _refuse_foreign(path, {name.lower() for name in members})
        kind = b"".join(_unpack(path, handle, members["mimetype"], limits)) if _small(members["mimetype"]) else b""
        if not kind.startswith(_ODS_MIME):
            refuse(path, Reason.FILE_KIND, "внутри не таблица ODS, а другой документ", _RESAVE)
        if any(name.startswith(("Basic/", "Scripts/")) for name in members):
            refuse(path, Reason.FILE_UNSAFE, "в книге есть макросы", _RESAVE)
        total = 0
        stream = OdsStream(path, limits)
        for name, info in members.items():
            total = _check_member(path, handle, name, info, stream, total)
        stream.close()


def _small(info: zipfile.ZipInfo) -> bool:
    return info.file_size <= len(_ODS_MIME) * 2


def _refuse_foreign(path: Path, names: set[str]) -> NoReturn:
    if "xl/workbook.bin" in names:
        refuse(path, Reason.FILE_KIND, "это двоичная книга Excel (XLSB)", _RESAVE)
    if any(name.startswith("word/") for name in names):
        refuse(path, Reason.FILE_KIND, "внутри документ Word, а не таблица", "Перенесите таблицу в бланк школы")
    if "mimetype" in names or "xl/workbook.xml" in names:
        refuse(path, Reason.FILE_KIND, "содержимое не соответствует расширению файла", _RESAVE)
    refuse(path, Reason.FILE_KIND, "внутри архив без таблицы", "Распакуйте архив и положите в папку сами таблицы")


def _members(path: Path, handle: BinaryIO, limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """Read the table of contents, having first seen that reading it is cheap."""
    size = path.stat().st_size
    handle.seek(max(0, size - _END_RECORD))
    tail = handle.read(_END_RECORD)
    if len(tail) < _END_RECORD or not tail.startswith(b"PK\x05\x06"):
        refuse(path, Reason.FILE_BROKEN, "файл обрезан или повреждён", "Скопируйте или выгрузите его ещё раз")
    count, directory_bytes = struct.unpack("<HI", tail[10:16])
    if count > limits.members or directory_bytes > limits.members * _DIRECTORY_ENTRY_BYTES:
        refuse(
            path, Reason.FILE_UNSAFE,
            f"в архиве больше {thousands(limits.members)} частей, у обычной книги их несколько десятков", _RESAVE,
        )  # fmt: skip
    try:
        with zipfile.ZipFile(handle) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, struct.error) as error:
        raise _broken(path) from error
    if sum(info.file_size for info in infos) > limits.unpacked_bytes:
        _refuse_unpacked(path, limits)
    members: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        name = _member_name(path, info, limits)
        if name.lower() in seen:
            refuse(path, Reason.FILE_UNSAFE, f"часть «{name[:60]}» встречается в архиве дважды", _RESAVE)
        seen.add(name.lower())
        members[name] = info
    return members


def _member_name(path: Path, info: zipfile.ZipInfo, limits: Limits) -> str:
    name = info.orig_filename.replace("\\", "/")
    parts = name.split("/")
    hostile = ".." in parts or name.startswith("/") or ":" in parts[0] or any(ord(letter) < 32 for letter in name)
    if hostile or not name or len(name) > limits.name_chars:
        shown = "".join(letter for letter in name[:60] if letter.isprintable())
        refuse(path, Reason.FILE_UNSAFE, f"имя части архива «{shown}» ведёт за пределы книги", _RESAVE)
    if info.flag_bits & 0x1:
        _refuse_password(path)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        refuse(path, Reason.FILE_BROKEN, "архив сжат необычным способом", _RESAVE)
    # What is declared binds: a member that gives more is refused while it unpacks.
    _check_ratio(path, info.file_size, info.compress_size, limits)
    return name


def _check_ratio(path: Path, unpacked: int, packed: int, limits: Limits) -> None:
    if unpacked > limits.ratio_floor_bytes and unpacked > limits.ratio * max(packed, 1):
        why = f"содержимое сжато больше чем в {limits.ratio} раз, так сжимают «бомбы»"
        refuse(path, Reason.FILE_UNSAFE, why, _RESAVE)


def _check_xlsx_name(path: Path, name: str) -> None:
    if name.endswith("vbaproject.bin") or name.startswith(("xl/macrosheets/", "xl/dialogsheets/")):
        refuse(path, Reason.FILE_UNSAFE, "в книге есть макросы", "Сохраните её как «Книга Excel (*.xlsx)»")
    if name.startswith("xl/externallinks/"):
        refuse(
            path, Reason.FILE_UNSAFE, "книга ссылается на другие файлы",
            "В Excel выберите «Данные» → «Изменить связи» → «Разорвать связь» и сохраните книгу",
        )  # fmt: skip
    if name.startswith(("xl/embeddings/", "xl/activex/")) or "oleobject" in name:
        refuse(path, Reason.FILE_UNSAFE, "в книгу вставлены посторонние объекты", "Удалите их и сохраните книгу")


def _check_member(path: Path, handle: BinaryIO, name: str, info: zipfile.ZipInfo, stream: XmlStream, total: int) -> int:
    """Unpack one member, feed it to the XML check when it is XML; return the bytes unpacked so far."""
    limits = stream.limits
    xml = name.lower().endswith(_XML_SUFFIXES)
    opened = False
    try:
        for chunk in _unpack(path, handle, info, limits):
            total += len(chunk)
            if total > limits.unpacked_bytes:
                _refuse_unpacked(path, limits)
            if not opened and (xml or chunk.lstrip(_BEFORE_MARKUP).startswith(b"<")):
                stream.open(name)
                opened = xml = True
            if opened:
                stream.feed(chunk)
        # LibreOffice writes empty .xml members; they are not opened and need no end.
        if opened:
            stream.finish()
    except expat.ExpatError as error:
        # Excel writes unclosed <br> into .vml (notes, buttons); no parser of ours reads these parts.
        if not name.lower().endswith(".vml"):
            raise _broken(path) from error
    return total


def _unpack(path: Path, handle: BinaryIO, info: zipfile.ZipInfo, limits: Limits) -> Iterator[bytes]:
    """Yield the member's bytes; refuse when it gives more than it declares, or other bytes than its CRC."""
    # zipfile reckons the offset from the end of the file, so a damaged directory can lead before its beginning.
    handle.seek(max(0, info.header_offset))
    head = handle.read(30)
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        raise _broken(path)
    flags, method = struct.unpack("<HH", head[6:10])
    name_bytes, extra_bytes = struct.unpack("<HH", head[26:30])
    if flags & 0x1:
        _refuse_password(path)
    if method != info.compress_type:
        raise _broken(path)
    handle.seek(name_bytes + extra_bytes, 1)
    seen = checksum = 0
    for taken, chunk in _inflate(path, handle, info):
        seen += len(chunk)
        checksum = zlib.crc32(chunk, checksum)
        if seen > info.file_size:
            refuse(path, Reason.FILE_UNSAFE, "размер содержимого не совпадает с заявленным", _RESAVE)
        _check_ratio(path, seen, taken, limits)
        yield chunk
    if seen != info.file_size or checksum != info.CRC:
        raise _broken(path)


def _inflate(path: Path, handle: BinaryIO, info: zipfile.ZipInfo) -> Iterator[tuple[int, bytes]]:
    """Yield (compressed bytes taken so far, next piece of at most ``_CHUNK`` bytes)."""
    left, taken = info.compress_size, 0
    stored = info.compress_type == zipfile.ZIP_STORED
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while left:
            raw = handle.read(min(_CHUNK, left))
            if not raw:
                raise _broken(path)
            left -= len(raw)
            taken += len(raw)
            if stored:
                yield taken, raw
                continue
            while raw:
                piece = inflater.decompress(raw, _CHUNK)
                if piece:
                    yield taken, piece
                raw = inflater.unconsumed_tail
        while not stored and not inflater.eof:
            rest = inflater.decompress(b"", _CHUNK)
            if not rest:
                break
            yield taken, rest
    except zlib.error as error:
        raise _broken(path) from error
    if not stored and (not inflater.eof or inflater.unused_data):
        raise _broken(path)


def _refuse_unpacked(path: Path, limits: Limits) -> NoReturn:
    size = limits.unpacked_bytes // 2**20
    refuse(
        path, Reason.FILE_TOO_LARGE, f"в распакованном виде книга больше {size} МБ",
        "Разделите её на несколько книг или сдайте большие таблицы в CSV",
    )  # fmt: skip


def _refuse_password(path: Path) -> NoReturn:
    refuse(path, Reason.FILE_PASSWORD, "книга защищена паролем", "Снимите пароль и сохраните её заново")


def _broken(path: Path) -> FileRefused:
    return FileRefused(
        f"Файл «{path.name}» не принят: он повреждён. {_RESAVE}, а если не открывается — выгрузите его ещё раз.",
        Reason.FILE_BROKEN,
    )
