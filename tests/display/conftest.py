"""Names that somebody will one day put into a school's file."""

from __future__ import annotations

import pytest

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><b>жирный</b>",
    "</title></textarea><svg/onload=alert(1)>",
    "<!--",
    "&lt;уже&gt; &#60;",
    "7\u202eА Б\u2066",
    "\x00\x07\x1b[31mкрасный",
    "\ud83d оторванный суррогат",
    '=HYPERLINK("http://example.org")',
    "@SUM(A1)",
    "$a_b$ и $незакрытый",
    "$$ \\frac{",
    "\\(x\\) \\[y\\]",
    "100 % _подчёркнуто_ **звёзды**",
    "Превысокомногорассмотрительствующий" * 4,
    "строка\nвторая\r\nтретья\tтаб",
    "😀 漢字 עברית",
    "",
    " ",
)


@pytest.fixture(params=HOSTILE, ids=[f"hostile-{i}" for i in range(len(HOSTILE))])
def hostile(request) -> str:
    return request.param


@pytest.fixture
def hostile_names() -> list[str]:
    return list(HOSTILE)
