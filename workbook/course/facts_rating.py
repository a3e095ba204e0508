"""Numbers and pictures of lessons about the rating list: cards, points, lists."""

from __future__ import annotations
