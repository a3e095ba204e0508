"""Warm processes: one parent imports the stack once and is forked for each report, kernel or live page.

Apart from `publish` and `live` because both use it, and so do papermill, JupyterLab and Voilà by way of the kernelspec
``workbook-warm`` (``papermill -k workbook-warm``), which every installation places beside ``python3``. Fork
is used on Linux only; elsewhere everybody starts a plain process and gets the same bytes.
"""

from __future__ import annotations

from workbook.warm.asking import ZYGOTE, Forked, Nursery, Zygote, child_environment, fork_is_safe

__all__ = ["ZYGOTE", "Forked", "Nursery", "Zygote", "child_environment", "fork_is_safe"]
