"""How a school's passport calls it, read without reading the school.

Apart from the school's own reading because a plan of thousands of schools needs a name for the page and nothing more.
"""

from __future__ import annotations

from pathlib import Path

import yaml

__all__ = ["school_title"]


def school_title(folder: Path) -> str:
    """Return the title in ``school.yml``, or the folder's name when there is none that can be read."""
    try:
        content = yaml.safe_load((folder / "school.yml").read_text(encoding="utf-8-sig"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError):
        return folder.name
    for place in (content, content.get("школа") if isinstance(content, dict) else None):
        if isinstance(place, dict) and isinstance(place.get("название"), str):
            return str(place["название"]).strip() or folder.name
    return folder.name
