"""Files that travel inside the page."""

from __future__ import annotations

import base64
import re

import pytest

from workbook.display import Download, Downloads


class TestDownload:
    def test_bytes_come_back_whole(self) -> None:
        content = bytes(range(256)) * 8
        page = Downloads([Download("Ключи", "ключи.xlsx", content)]).html()
        coded = re.search(r"base64,([^\"]+)", page)
        assert coded
        assert base64.b64decode(coded[1]) == content
        assert 'download="ключи.xlsx"' in page
        assert "2 КБ" in page

    def test_hostile_names_are_escaped(self) -> None:
        page = Downloads([Download("<b>", 'a"><script>.xlsx', b"1")]).html()
        assert "<script" not in page
        assert "<b>" not in page

    def test_nothing_without_files(self) -> None:
        assert Downloads([]).body() == ""

    def test_unknown_kind_is_refused(self) -> None:
        with pytest.raises(ValueError, match="unknown kind"):
            Download("x", "x.exe", b"")
