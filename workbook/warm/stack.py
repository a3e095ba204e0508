"""What is imported and rehearsed before the first fork, so that a child starts with everything at hand.

Apart from the zygote because this list is what a notebook pays for, and a rehearsal must leave no trace.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

__all__ = ["warm_up"]

_MODULES = (
    "pandas", "numpy", "pyarrow", "scipy.special", "matplotlib.figure", "matplotlib.backends.backend_svg",
    "matplotlib.backends.backend_agg", "yaml", "nbformat", "ipykernel.kernelapp", "ipykernel.zmqshell",
    "ipykernel.inprocess.ipkernel", "jupyter_client", "IPython.core.interactiveshell",
    "workbook.school", "workbook.settings", "workbook.estimates", "workbook.fos", "workbook.rating", "workbook.vsoko",
    "workbook.live", "workbook.display", "workbook.display.charts", "workbook.display.figure",
    "workbook.display.fos_sections", "workbook.display.rating_sections", "workbook.display.vsoko_sections",
)  # fmt: skip
"""Imported, never used: what has been *used* may hold threads and locks that a fork would break.

`matplotlib.pyplot` and seaborn are left to the child: pyplot chooses its backend when it is imported.
"""


def warm_up(more: tuple[str, ...] = ()) -> None:
    """Import the stack, draw one small figure, and put everything out of the garbage collector's way.

    Parameters
    ----------
    more : tuple of str
        Further modules, for those who fork something other than a kernel.
    """
    with _as_in_a_notebook():
        for name in (*_MODULES, *more):
            importlib.import_module(name)
    _rehearse()
    # The inline backend ties itself to the shell when it is imported: that is for the child, which has one.
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib_inline"]:
        del sys.modules[name]
    gc.collect()
    gc.freeze()


@contextmanager
def _as_in_a_notebook() -> Iterator[None]:
    """Let pandas believe that a notebook imports it: it fixes ``display.max_columns`` once, at import."""
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None, config={})  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del builtins.get_ipython  # type: ignore[attr-defined]


def _rehearse() -> None:
    """Do once what every report does: find the fonts, set a line of text, draw an interval chart, write HTML."""
    import pandas as pd

    from workbook import display

    frame = pd.DataFrame(
        {"label": ["7 А", "7 Б"], "value": [40.0, 60.0], "low": [30.0, 50.0], "high": [50.0, 70.0], "n": [25, 27]}
    )
    drawing = display.charts.intervals(frame, label="label", value="value", low="low", high="high", n="n", unit="%")
    display.Chart(drawing, "Репетиция", "Репетиция").body()
    display.Table(frame, {"label": display.col("Класс"), "value": display.col("Доля", "percent")}).body()
    display.look()
