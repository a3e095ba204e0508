"""No table of the rating report is cut by the edge of its page: the last column holds the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from workbook import display
from workbook.display import rating_sections as show
from workbook.rating import firmness, season, sexes, social, year_change
from workbook.school import read_school

pytestmark = [pytest.mark.slow, pytest.mark.browser]

WIDTHS = (860, 1180, 1366)
"""A page beside its controls, a small and a usual screen."""

CUT = """() => {
  document.querySelectorAll('details').forEach(fold => { fold.open = true });
  return [...document.querySelectorAll('.wb-scroll')].filter(frame => frame.scrollWidth > frame.clientWidth)
    .map(frame => frame.getAttribute('aria-label') + ': ' + frame.querySelector('thead').innerText);
}"""


def sections(folder: Path) -> str:
    """Write every section of the report that has a table."""
    school = read_school(folder)
    found, privacy = season(school), school.settings.privacy
    firm = firmness(school)
    blocks = [
        show.places(found, "", 60, firm), show.firm_places(found, firm, 60), show.explained(found, "", firm),
        show.classes(found), show.directions(found),
        show.involved(found, sexes(school["pupils"], school.year), privacy),
        show.social_projects(social(found, privacy.small_cell), privacy),
        show.years(year_change(school, found), privacy), show.journal(found), show.movement(found),
        *(show.publication(found, privacy, scheme=scheme) for scheme in ("полосы", "первые")),
    ]  # fmt: skip
    return "".join(block.html() for block in blocks)


@pytest.mark.parametrize("name", ["shkola-7", "gimnaziya-1", "shkola-3"])
def test_tables_fit_their_page(municipality: Path, chromium: Any, name: str) -> None:
    text = f"<style>body {{ margin: 8px }}\n{display.look()}</style>{sections(municipality / name)}"
    for width in WIDTHS:
        with chromium.new_context(viewport={"width": width, "height": 900}) as context:
            page = context.new_page()
            page.set_content(text)
            assert page.locator(".wb-scroll").count() > 15
            assert page.evaluate(CUT) == [], width
