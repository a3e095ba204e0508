"""The report page: self-contained, Russian, without scripts, with hostile text as text."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from workbook import display
from workbook.publish.html import Cover, render_report

FOREIGN = re.compile(
    r"""(src|href|srcset|action|poster|data)\s*=\s*["']?\s*(https?:)?//|url\s*\(\s*["']?(https?:)?//|@import"""
)
COVER = Cover(
    "Малый отчёт", "Школа <7> & «друзья»", "21.11.2026 10:00",
    ({"name": "share", "value": "62,5", "comment": "Доля"},), (("Комплект", "0.1.0"),),
)  # fmt: skip


def code(source: str, *outputs: dict, tags: tuple[str, ...] = ()) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}, execution_count=1)
    cell.outputs = [nbformat.from_dict(output) for output in outputs]
    return cell


def shown(data: dict) -> dict:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def page(*cells: nbformat.NotebookNode) -> str:
    return render_report(nbformat.v4.new_notebook(cells=list(cells)), COVER)


def text_of(cells: str) -> nbformat.NotebookNode:
    return nbformat.v4.new_markdown_cell(cells)


class TestPage:
    def test_frame(self) -> None:
        made = page(text_of("# Отчёт"))
        assert made.startswith('<!DOCTYPE html>\n<html lang="ru">')
        assert "<title>Малый отчёт — Школа &lt;7&gt; &amp; «друзья»</title>" in made
        assert "default-src &#39;none&#39;" in made or "default-src 'none'" in made
        assert not FOREIGN.search(made)
        assert "<script" not in made
        assert "62,5" in made

    def test_contents_lead_to_sections(self) -> None:
        made = page(text_of("## Первый"), code("x", shown({"text/html": '<h2 id="свой">Второй <b>раздел</b></h2>'})))
        links = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a>', made)
        assert links == [("r-1", "Первый"), ("свой", "Второй раздел")]
        assert all(f'id="{name}"' in made for name, _ in links)

    def test_a_file_in_the_page_is_saved_without_network(self, tmp_path: Path, chromium: Any) -> None:
        content = bytes(range(256))
        row = display.Downloads([display.Download("Рейтинг-лист (Excel)", "рейтинг.xlsx", content)])
        (tmp_path / "отчёт.html").write_text(page(code("x", shown({"text/html": row.html()}))), encoding="utf-8")
        with chromium.new_context(offline=True) as context:
            opened = context.new_page()
            opened.goto((tmp_path / "отчёт.html").as_uri())
            with opened.expect_download() as saved:
                opened.get_by_text("Рейтинг-лист (Excel)").click()
            assert saved.value.suggested_filename == "рейтинг.xlsx"
            assert Path(saved.value.path()).read_bytes() == content

    def test_the_passport_s_title_is_the_only_one(self) -> None:
        made = page(text_of("# Отчёт\n\nЧто решить."), code("p", shown({"text/html": "<h1>Отчёт</h1>"})))
        assert made.count("<h1") == 1
        assert "Что решить." in made

    def test_code_is_folded_and_parameters_are_technical(self) -> None:
        made = page(
            code("share = 50.0", tags=("parameters",)),
            code("share = 62.5", tags=("injected-parameters",)),
            code("import os"),
            code("show(x)", shown({"text/html": "<p>Итог</p>"})),
        )
        body, technical = made.split('<details class="wbp-tech">')
        assert "показать расчёт" in body
        assert body.count("<pre") == 1
        assert technical.count("<pre") == 3

    def test_warnings_are_not_for_readers(self) -> None:
        made = page(
            code("w", {"output_type": "stream", "name": "stderr", "text": "UserWarning: внутри"}),
            code("p", {"output_type": "stream", "name": "stdout", "text": "<b>вывод</b>"}),
        )
        assert "UserWarning" not in made
        assert "&lt;b&gt;вывод&lt;/b&gt;" in made

    def test_the_notebook_s_own_style_sheet_is_dropped(self) -> None:
        made = page(code("page.head()", shown({"text/html": "<style>.x{}</style>"})))
        assert made.count("<style>") == 1

    def test_pictures_are_embedded(self) -> None:
        made = page(code("fig", shown({"image/png": "iVBORw0KGgo=\n", "text/plain": "<Figure>"})))
        assert '<img src="data:image/png;base64,iVBORw0KGgo=" alt="Рисунок">' in made
        assert "Figure" not in made

    @pytest.mark.parametrize("kind", ["text/html", "text/markdown", "text/plain", "image/svg+xml", "image/png"])
    @pytest.mark.parametrize(
        "hostile", ["<script>alert(1)</script>", "<img src='http://evil.example/x' onerror='a()'>"]
    )
    def test_hostile_outputs(self, kind: str, hostile: str) -> None:
        made = page(code("x", shown({kind: hostile})), text_of(hostile))
        assert "<script" not in made
        assert not FOREIGN.search(html.unescape(re.sub(r"&lt;.*?&gt;", "", made)))

    def test_widgets_and_scripts_are_not_shipped(self) -> None:
        made = page(
            code("w", shown({"application/javascript": "alert(1)"})),
            code("w", shown({"application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": "Box()"})),
        )
        assert "alert(1)" not in made
        assert "model_id" not in made
