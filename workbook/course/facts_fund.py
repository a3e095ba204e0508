"""Numbers and pictures of lessons about the fund of assessment tools: codifier, specification, passport."""

from __future__ import annotations
