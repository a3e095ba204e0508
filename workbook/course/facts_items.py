"""Numbers and pictures of lessons about item analysis: difficulty, discrimination, options."""

from __future__ import annotations
