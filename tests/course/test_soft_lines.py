"""Lines wrapped by hand: what is joined, what stays."""

from __future__ import annotations

import pytest

from workbook.course.soft_lines import joined


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("раз\nдва\nтри", "раз два три"),
        ("> **Ведущему.**\n>\n> раз\n> два", "> **Ведущему.**\n>\n> раз два"),
        ("1. раз\n   два\n2. три", "1. раз два\n2. три"),
        ("раз\n\nдва", "раз\n\nдва"),
    ],
)
def test_lines_of_one_paragraph_are_joined(text: str, whole: str) -> None:
    assert joined(text) == whole


@pytest.mark.parametrize(
    "text",
    [
        "## Раз\nдва",
        "раз  \nдва",
        "раз\\\nдва",
        "```\nраз\nдва\n```",
        "> ```\n> раз\n> два\n> ```",
        "| а | б |\n|---|---|\n| 1 | 2 |",
        "раз\n- два\n- три",
        "раз\n> два",
        "![рисунок](images/x.png)\nподпись",
    ],
)
def test_what_is_a_line_of_its_own_stays(text: str) -> None:
    assert joined(text) == text
