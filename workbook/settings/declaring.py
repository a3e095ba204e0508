"""How a rule is declared: its default with the Russian key, meaning, source and limits beside it.

Apart because sections of rules of different parts of the kit are declared in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any

__all__ = ["Number", "freeze", "rule"]

_OWN = "методика школы"

Number = float | int


def rule(
    default: Any,
    key: str,
    meaning: str,
    source: str = _OWN,
    *,
    low: float | None = None,
    high: float | None = None,
    allowed: tuple[str, ...] = (),
    complete: bool = False,
) -> Any:
    """Declare one rule as a dataclass field; a source left out means that the school's own act decides.

    A `complete` table is given with all its lines or not at all: half a school's table and half the kit's would be
    nobody's act.
    """
    metadata = {"key": key, "meaning": meaning, "source": source, "low": low, "high": high, "allowed": allowed,
                "complete": complete}  # fmt: skip
    if isinstance(default, Mapping):
        frozen = freeze(default)
        return field(default_factory=lambda: frozen, metadata=metadata)
    return field(default=default, metadata=metadata)


def freeze(value: Mapping[str, Any]) -> MappingProxyType[str, Any]:
    """Return the mapping, and every mapping in it, unchangeable."""
    return MappingProxyType({k: freeze(v) if isinstance(v, Mapping) else v for k, v in value.items()})
