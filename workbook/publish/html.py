"""The report as one HTML file that opens anywhere, offline, without scripts.

Apart because nbconvert's own templates link MathJax, require.js and mermaid from the network and show every warning.
The exporter is made once and kept: making it costs more than rendering a report.
"""

from __future__ import annotations

import copy
import html
import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.highlight import Highlight2HTML
from traitlets import default

from workbook.publish.cleaning import clean_html, markdown_html
from workbook.publish.pages import POLICY, page_style

__all__ = ["Cover", "rehearse", "render_report"]

_TEMPLATES = Path(__file__).parent / "templates"
_HEADING = re.compile(r"<h2\b([^>]*)>(.*?)</h2>", re.DOTALL | re.IGNORECASE)
_TITLE = re.compile(r"\A\s*# .*\n?")
_ID = re.compile(r"""\bid\s*=\s*["']([^"']+)["']""")
_MARKUP = re.compile(r"<[^>]*>")
_HIDDEN_TAGS = ("parameters", "injected-parameters")
_PICTURES = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpeg"}


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands around a report.

    Attributes
    ----------
    title, school_title : str
        The notebook's heading and the school's name.
    made : str
        When it was computed, as people read it.
    parameters : tuple of mapping
        ``name``, ``value``, ``comment`` of each parameter.
    origin : tuple of (str, str)
        Russian label and value: notebook file, versions, key.
    """

    title: str
    school_title: str
    made: str
    parameters: tuple[Mapping[str, str], ...] = ()
    origin: tuple[tuple[str, str], ...] = ()


def render_report(executed: nbformat.NotebookNode, cover: Cover) -> str:
    """Render an executed notebook.

    Parameters
    ----------
    executed : NotebookNode
        As :func:`workbook.publish.execution.execute` returns it; it is not changed.
    cover : Cover

    Returns
    -------
    str
        The page; code is folded, warnings are absent, markup in data is text.
    """
    resources = {
        "report": {
            "title": cover.title, "school_title": cover.school_title, "made": cover.made, "policy": POLICY,
            "style": page_style(), "parameters": cover.parameters, "origin": cover.origin,
        }
    }  # fmt: skip
    page, _ = _exporter().from_notebook_node(_prepared(executed), resources=resources)
    return _with_contents(str(page))


def rehearse() -> None:
    """Render a small report once: templates, the words of a lexer and the notebook's schema are compiled for later."""
    cell, note = nbformat.v4.new_code_cell("x = 1  # y\n'z'"), nbformat.v4.new_markdown_cell("# Репетиция\n\n## Раздел")
    cell.outputs = [nbformat.v4.new_output("display_data", {"text/html": "<p>Репетиция</p>"})]
    render_report(nbformat.v4.new_notebook(cells=[note, cell]), Cover("", "", ""))


class _ReportExporter(TemplateExporter):
    """Renders our template and nothing after it: nbconvert's HTML exporter parses each page once more."""

    output_mimetype = "text/html"

    @default("file_extension")
    def _own_extension(self) -> str:
        return ".html"


@cache
def _exporter() -> Any:
    exporter: Any = _ReportExporter(template_name="report", extra_template_basedirs=[str(_TEMPLATES)])  # type: ignore[no-untyped-call]
    exporter.register_filter("highlight_code", Highlight2HTML(pygments_lexer="ipython3"))  # type: ignore[no-untyped-call]
    exporter.register_filter("safe_markdown", markdown_html)
    return exporter


def _prepared(executed: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return a copy whose cells hold what they show; a passport comes first, with the only title."""
    node = copy.deepcopy(executed)
    for cell in node.cells:
        if cell.cell_type == "code":
            hidden = any(tag in _HIDDEN_TAGS for tag in cell.metadata.get("tags", []))
            shown = "" if hidden else "".join(_output_html(output) for output in cell.outputs)
            cell.metadata["wbp_shown"] = shown
            cell.metadata["wbp_title"] = "<h1" in shown
    titled = next((place for place, cell in enumerate(node.cells) if cell.metadata.get("wbp_title")), None)
    if titled and node.cells[0].cell_type == "markdown":
        first = node.cells.pop(0)
        first.source = _TITLE.sub("", first.source, count=1)
        node.cells.insert(titled, first)
    return node


def _output_html(output: nbformat.NotebookNode) -> str:
    if output.output_type == "stream":
        text = "".join(output.text)
        return _text(text) if output.name == "stdout" and text.strip() else ""
    data = output.get("data", {})
    if "text/html" in data:
        return clean_html("".join(data["text/html"])).strip()
    if "text/markdown" in data:
        return markdown_html("".join(data["text/markdown"]))
    for kind in _PICTURES:
        if kind in data:
            return _picture(kind, "".join(data[kind]))
    return _text("".join(data["text/plain"])) if "text/plain" in data else ""


def _text(text: str) -> str:
    return f'<pre class="wbp-text">{html.escape(text)}</pre>'


def _picture(kind: str, content: str) -> str:
    encoded = b64encode(content.encode()).decode() if kind == "image/svg+xml" else "".join(content.split())
    return clean_html(f'<p><img src="data:{kind};base64,{encoded}" alt="Рисунок"></p>')


def _with_contents(page: str) -> str:
    """Give each section heading an anchor and put the table of contents in its place."""
    entries: list[str] = []

    def anchor(found: re.Match[str]) -> str:
        attributes, inner = found.groups()
        known = _ID.search(attributes)
        name = html.unescape(known.group(1)) if known else f"r-{len(entries) + 1}"
        words = " ".join(_MARKUP.sub("", inner).split())
        entries.append(f'<li><a href="#{html.escape(name)}">{words}</a></li>')
        return found.group(0) if known else f'<h2 id="{name}"{attributes}>{inner}</h2>'

    page = _HEADING.sub(anchor, page)
    contents = ""
    if len(entries) > 1:
        contents = (
            f'<nav class="wbp-toc" aria-label="Содержание"><strong>Содержание</strong><ol>{"".join(entries)}</ol></nav>'
        )
    return page.replace("<!--toc-->", contents or "<div></div>", 1)
