"""What appears when a person is watching: controls, views that re-render alone, the server of live pages."""

from __future__ import annotations

from workbook.live.controls import Control, choice, choose_school, form, number, slider, toggle
from workbook.live.mode import is_live
from workbook.live.page import Page

__all__ = ["Control", "Page", "choice", "choose_school", "form", "is_live", "number", "slider", "toggle"]
