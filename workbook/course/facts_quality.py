"""Numbers and pictures of lessons about the internal quality system: indicators and the map of deficits."""

from __future__ import annotations
