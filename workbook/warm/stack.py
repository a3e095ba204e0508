"""What is imported and rehearsed before the first fork, so that a child starts with everything at hand.

Apart from the zygote because this list is what a notebook pays for, and a rehearsal must leave no trace.
"""

from __future__ import annotations

import builtins
import gc
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import SimpleNamespace

__all__ = ["warm_up"]

_LIBRARIES = (
    "pandas", "pandas.core.reshape.reshape", "numpy", "pyarrow", "scipy.special", "scipy.linalg",
    "scipy.sparse.csgraph", "scipy.optimize", "scipy.stats", "matplotlib.figure", "matplotlib.backends.backend_svg",
    "matplotlib.backends.backend_agg", "yaml", "docx", "xlsxwriter", "jinja2.ext", "nbformat", "jupyter_client",
    "ipykernel.kernelapp", "ipykernel.zmqshell", "ipykernel.inprocess.ipkernel", "ipykernel.debugger",
    "tornado.platform.asyncio", "IPython.core.interactiveshell", "IPython.core.oinspect", "IPython.core.completerlib",
    "IPython.lib.lexers", "IPython.core.debugger", "IPython.core.logger", "IPython.extensions.storemagic", "sqlite3",
    "zmq.utils.garbage", "ipywidgets", "encodings.utf_8_sig", "encodings.utf_16_le", "encodings.cp437",
    "pandas.core.arrays.arrow._arrow_utils", "pandas.core.methods.to_dict", "pandas.io.formats.csvs",
    "statsmodels.regression.mixed_linear_model", "workbook.live", "workbook.live.field_sheet",
    "workbook.warm.application", "workbook.warm.kernel",
)  # fmt: skip
"""Imported, never used: what has been *used* may hold threads and locks that a fork would break.

`matplotlib.pyplot` and seaborn are left to the child: pyplot chooses its backend when it is imported. The last modules
of ipykernel and IPython are those that a kernel imports when it starts or runs its first cell.
"""

_PACKAGES = (
    "workbook.settings", "workbook.school", "workbook.estimates", "workbook.fos", "workbook.rating", "workbook.vsoko",
    "workbook.display", "workbook.documents",
)  # fmt: skip
"""What a notebook's cells call: imported with everything inside, so that a new section is warm from its first day."""


_REFUSED = ("polars",)
"""Starts threads when imported, and statsmodels imports it where it is installed, without needing it."""


def warm_up(more: tuple[str, ...] = ()) -> None:
    """Import the stack, draw one small figure, and put everything out of the garbage collector's way.

    Parameters
    ----------
    more : tuple of str
        Further modules, for those who fork something other than a kernel; a function ``rehearse`` of theirs is called.
    """
    with _as_in_a_notebook(), _refused():
        for name in _LIBRARIES:
            importlib.import_module(name)
        asked = [importlib.import_module(name) for name in more]
        for package in _PACKAGES:
            _import_all(package)
    _rehearse()
    for module in asked:
        if hasattr(module, "rehearse"):
            module.rehearse()
    # The inline backend ties itself to the shell when it is imported: that is for the child, which has one.
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib_inline"]:
        del sys.modules[name]
    _gather_names()
    gc.collect()
    gc.freeze()


def _gather_names() -> None:
    """Lay the names of all modules side by side in memory.

    IPython notes them when a kernel starts. Each lies where its module was loaded, and to note it copies that page of
    memory from the parent: five megabytes a kernel.
    """
    gathered = {name.encode().decode(): module for name, module in sys.modules.items()}
    sys.modules.clear()
    sys.modules.update(gathered)


def _import_all(package: str) -> None:
    """Import a package and its modules; one that cannot be imported is a matter of the report that asks for it."""
    places = importlib.import_module(package).__path__
    for found in pkgutil.walk_packages(places, f"{package}.", onerror=lambda _: None):
        with suppress(ImportError, SyntaxError):
            importlib.import_module(found.name)


@contextmanager
def _refused() -> Iterator[None]:
    """Let optional libraries that start threads look absent; what is forked may import them itself."""
    hidden = [name for name in _REFUSED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


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
    from matplotlib.backends.registry import backend_registry

    from workbook import display

    frame = pd.DataFrame(
        {"label": ["7 А", "7 Б"], "value": [40.0, 60.0], "low": [30.0, 50.0], "high": [50.0, 70.0], "n": [25, 27]}
    )
    drawing = display.charts.intervals(frame, label="label", value="value", low="low", high="high", n="n", unit="%")
    display.Chart(drawing, "Репетиция", "Репетиция").body()
    display.Table(frame, {"label": display.col("Класс"), "value": display.col("Доля", "percent")}).body()
    display.look()
    backend_registry.list_all()  # type: ignore[no-untyped-call]  # looks through the installed packages once
