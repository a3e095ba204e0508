"""Pages that are not notebooks: the index and the lists of problems, made from templates that escape everything.

Apart from the report template because nbconvert's environment does not escape by itself, and this one always does.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from workbook.display import look

__all__ = ["POLICY", "page_style", "render_page"]

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'"
"""What a published page may load: nothing but itself."""

_TEMPLATES = Path(__file__).parent / "templates"


def render_page(template: str, **values: Any) -> str:
    """Render one of the package's own templates; every value is text unless it is ``Markup``."""
    return _environment().get_template(template).render(policy=POLICY, style=Markup(page_style()), **values)


@cache
def page_style() -> str:
    """Return the style sheet of published pages: the frame's, then that of the blocks."""
    frame = (_TEMPLATES / "page.css").read_text(encoding="utf-8")
    return f"{frame}\n{look()}".replace("</", "<\\/")


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
