"""On a telephone nothing is cut: the caption of a wide table wraps inside the screen."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from workbook import display

pytestmark = [pytest.mark.slow, pytest.mark.browser]
WIDTH = 400


def test_a_caption_wraps_inside_the_screen(chromium: Any) -> None:
    columns = {f"c{n}": display.col(f"Столбец {n}") for n in range(12)}
    caption = "Сколько учеников в пределах одной ошибки измерения от границы"
    table = display.Table(pd.DataFrame({key: ["длинное слово"] for key in columns}), columns, caption=caption)
    with chromium.new_context(viewport={"width": WIDTH, "height": 800}) as context:
        page = context.new_page()
        page.set_content(f"<style>{display.look()}</style><main>{table.html()}</main>")
        right = page.evaluate(
            "() => { const text = document.createRange(); text.selectNodeContents(document.querySelector('caption'));"
            " return text.getBoundingClientRect().right }"
        )
        assert page.evaluate("document.querySelector('table').getBoundingClientRect().width") > WIDTH
        assert right <= WIDTH - 8
