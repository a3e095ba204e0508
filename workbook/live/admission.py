"""Who is let in when many come at once: few pages are built at a time, the others wait in line, late ones are told so.

Apart from the server because every page that starts a kernel asks here, and a lesson's page does too.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from voila.tornado.handler import TornadoVoilaHandler

from workbook import display
from workbook.live.incidents import record_incident
from workbook.live.prompt_client import GIVEN_UP
from workbook.live.russian_handler import RussianHandler, environment

__all__ = ["Admission", "AdmittedPage"]

_PER_CORE = 2
_LINE_SECONDS = 20.0
_RETRY_SECONDS = 5
_SILENCE_SECONDS = 200.0
_HEARTBEAT = "<script>window.voila_heartbeat"
_TOO_LONG = "Страница не построилась вовремя. Обновите её; если не поможет, сообщите ведущему номер происшествия: "


class Admission:
    """The seats of pages being built and the line before them.

    Parameters
    ----------
    seats : int
        How many pages are built at once; more would only slow each other down. 0 means two for each core.
    patience : float
        Seconds that a request may stand in line.
    """

    def __init__(self, seats: int = 0, patience: float = _LINE_SECONDS) -> None:
        self._seats = asyncio.Semaphore(seats or _PER_CORE * (os.cpu_count() or 1))
        self._patience = patience

    @asynccontextmanager
    async def seat(self) -> AsyncIterator[bool]:
        """Stand in line; give whether a seat was had, and free it afterwards."""
        try:
            async with asyncio.timeout(self._patience):
                await self._seats.acquire()
        except TimeoutError:
            yield False
            return
        try:
            yield True
        finally:
            self._seats.release()


class AdmittedPage(RussianHandler, TornadoVoilaHandler):
    """A page made by a kernel: built when there is a seat, and never left half built without a word."""

    silence: float = _SILENCE_SECONDS
    """Seconds without anything new after which the page is closed with a notice."""

    def initialize(self, **given: Any) -> None:
        """Remember where to ask for a seat: the :class:`Admission` given as ``admission``."""
        self._admission: Admission = given.pop("admission")
        super().initialize(**given)

    async def build(self, path: str) -> None:
        """Send the page, or the request to wait."""
        async with self._admission.seat() as admitted:
            if self._left():
                return
            if admitted:
                await self._send(path)
            else:
                self._ask_to_wait()

    async def _send(self, path: str) -> None:
        clock: Callable[[], float] = asyncio.get_running_loop().time
        try:
            async with asyncio.timeout(self.silence) as limit:
                GIVEN_UP.set(lambda: limit.reschedule(clock()))  # a kernel that does not come need not be waited for
                async for piece in self.get_generator(path=path):
                    if not piece.startswith(_HEARTBEAT):
                        limit.reschedule(clock() + self.silence)
                    self.write(piece)
                    self.flush()
        except TimeoutError as error:
            number = record_incident(error, self.request.path)
            page = environment().get_template("unfinished.html.j2")
            self.write(page.render(text=_TOO_LONG + number))

    def _left(self) -> bool:
        """Whether the visitor has gone while standing in line."""
        stream = getattr(self.request.connection, "stream", None)
        return stream is not None and stream.closed()

    def _ask_to_wait(self) -> None:
        self.set_status(503)
        self.set_header("Retry-After", str(_RETRY_SECONDS))
        self.set_header("Cache-Control", "no-store")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        page = environment().get_template("wait.html.j2")
        self.finish(page.render(look=display.look(), seconds=_RETRY_SECONDS, base=self.base_url))
