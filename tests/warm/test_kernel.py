"""What a warm kernel leaves out, so that it takes little memory of its own."""

from __future__ import annotations

import sys

from ipykernel import ipkernel

from workbook.warm.kernel import few_modules


def test_a_kernel_is_made_without_a_look_at_all_modules() -> None:
    with few_modules():
        assert ipkernel.sys.modules == {}  # type: ignore[attr-defined]
        assert ipkernel.sys.version_info == sys.version_info  # type: ignore[attr-defined]
    assert ipkernel.sys is sys  # type: ignore[attr-defined]
