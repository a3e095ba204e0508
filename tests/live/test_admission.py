"""Many visitors at once: few pages are built at a time, late ones are asked to wait, none is left without a word."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tornado import web
from tornado.httpclient import AsyncHTTPClient, HTTPResponse
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

from workbook.live.admission import Admission, AdmittedPage
from workbook.live.prompt_client import PromptClient


class _Slow(AdmittedPage):
    """A page whose pieces come when the test lets them."""

    gate: asyncio.Event
    busiest = 0
    busy = 0

    def initialize(self, **given: Any) -> None:
        self._admission = given["admission"]

    async def prepare(self) -> None:  # type: ignore[override]
        """No key, no cookies: only the line is looked at."""

    def check_xsrf_cookie(self) -> None:
        """Nothing is posted."""

    async def get(self, name: str) -> None:
        await self.build(name)

    async def get_generator(self, path: str | None = None) -> AsyncIterator[str]:
        kind = type(self)
        kind.busy += 1
        kind.busiest = max(kind.busiest, kind.busy)
        try:
            yield "<html>начало"
            if path == "silent":
                for _ in range(1000):
                    await asyncio.sleep(0.05)
                    yield "<script>window.voila_heartbeat()</script>\n"
            elif path == "kernelless":
                unheard = asyncio.ensure_future(_start_in_vain())  # as Voilà does it
                await asyncio.wait([unheard])
                assert isinstance(unheard.exception(), RuntimeError)
                await asyncio.sleep(3600)
            elif path == "slow":
                await kind.gate.wait()
            yield "конец</html>"
        finally:
            kind.busy -= 1


async def _start_in_vain() -> None:
    """Wait for a kernel that is dead already."""

    class Dead(PromptClient):
        async def _answers(self) -> bool:
            return False

        async def is_alive(self) -> bool:
            return False

    await Dead().wait_for_ready(60)


def _ask(admission: Admission, *names: str, silence: float = 60.0) -> tuple[list[HTTPResponse], int]:
    """Send the requests at once; slow pages go on when the first is answered. Tell how many were built at once."""

    async def run() -> tuple[list[HTTPResponse], int]:
        class Slow(_Slow):
            gate = asyncio.Event()

        Slow.silence = silence
        application = web.Application(
            [(r"/([a-z]+)", Slow, {"admission": admission})], base_url="/", log_function=lambda _: None
        )
        listener, port = bind_unused_port()
        server = HTTPServer(application)
        server.add_socket(listener)
        client: Any = AsyncHTTPClient(force_instance=True, max_clients=50)
        asked = [asyncio.ensure_future(client.fetch(f"http://127.0.0.1:{port}/{name}", raise_error=False))
                 for name in names]  # fmt: skip
        await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)
        Slow.gate.set()
        answers = await asyncio.gather(*asked)
        server.stop()
        client.close()
        await server.close_all_connections()
        return answers, Slow.busiest

    # In a thread of its own: a browser test that came before may have left its loop running in this one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()


class TestLine:
    def test_late_ones_are_asked_to_wait(self) -> None:
        answers, busiest = _ask(Admission(seats=2, patience=0.05), *["slow"] * 20)
        late = [answer for answer in answers if answer.code == 503]
        assert busiest == 2
        assert len(late) == 18
        assert all(answer.headers["Retry-After"] == "5" for answer in late)
        page = late[0].body.decode()
        assert "Подождите" in page
        assert '<meta http-equiv="refresh" content="5">' in page
        assert [answer.body.decode() for answer in answers if answer.code == 200] == ["<html>началоконец</html>"] * 2

    def test_those_in_line_are_let_in_when_a_seat_is_free(self) -> None:
        answers, busiest = _ask(Admission(seats=2, patience=30.0), *["quick"] * 20)
        assert [answer.code for answer in answers] == [200] * 20
        assert busiest <= 2


class TestSilence:
    def test_a_page_that_falls_silent_is_closed_with_a_notice_and_its_seat_is_free(self) -> None:
        answers, _ = _ask(Admission(seats=1, patience=30.0), "silent", "quick", silence=0.2)
        silent, quick = (answer.body.decode() for answer in answers)
        assert "не построилась вовремя" in silent
        assert silent.rstrip().endswith("</html>")
        assert quick == "<html>началоконец</html>"

    def test_a_page_whose_kernel_does_not_come_is_closed_at_once(self) -> None:
        answers, _ = _ask(Admission(seats=1, patience=30.0), "kernelless", "quick", silence=3600.0)
        without, quick = (answer.body.decode() for answer in answers)
        assert "не построилась" in without
        assert quick == "<html>началоконец</html>"
