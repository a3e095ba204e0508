"""Рабочая тетрадь ВСОКО: methods, forms, notebooks and reports for the internal quality system of a Russian school."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "0.1.0"
