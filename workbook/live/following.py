"""Sections that follow: a page opens with its conclusions, and the rest is built when the browser has taken it over.

Apart from the page because it is about time, not about content. A section sent while the browser is still gathering
the widgets would be lost, so the browser must speak first: it carries a number over a link as soon as it has them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

__all__ = ["Following"]

_BREATH = 0.02  # seconds between sections: what the visitor asks meanwhile is answered in between
_PATIENCE = 20.0  # seconds after which the sections are built without a word from the browser


class Following:
    """Sections in line.

    Parameters
    ----------
    build : callable
        Builds one section: takes its function and its widget.
    """

    def __init__(self, build: Callable[[Any, Any], object]) -> None:
        self._build = build
        self._line: list[tuple[Any, Any]] = []
        self._unseen: list[Any] | None = []
        self._task: asyncio.Task[None] | None = None

    def add(self, function: Any, widget: Any) -> None:
        """Put a section at the end of the line."""
        self._line.append((function, widget))

    def drop(self, sections: list[tuple[Any, Any]]) -> None:
        """Leave out sections that are built already."""
        self._line = [section for section in self._line if section not in sections]

    def begin(self) -> None:
        """Wait for the browser from now on; where nothing runs after the cells, build all at once."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            while self._line:
                self._next()
            return
        import ipywidgets

        said, heard = ipywidgets.IntText(1), ipywidgets.IntText(0)
        heard.observe(lambda _: self._taken_over(), names="value")
        self._link = ipywidgets.jsdlink((said, "value"), (heard, "value"))
        self._waiting = loop.call_later(_PATIENCE, self._start)

    def _taken_over(self) -> None:
        """Build what is in line; what was built unasked may have been lost on its way and is said again."""
        self._waiting.cancel()
        unseen, self._unseen = self._unseen, None
        for widget in unseen or ():
            widget.send_state()
        self._start()

    def _start(self) -> None:
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._build_all())

    async def _build_all(self) -> None:
        while self._line:
            self._next()
            await asyncio.sleep(_BREATH)

    def _next(self) -> None:
        function, widget = self._line.pop(0)
        self._build(function, widget)
        if self._unseen is not None:
            self._unseen.append(widget)
