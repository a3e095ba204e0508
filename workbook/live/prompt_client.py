"""A kernel's client that knows when a new kernel is ready without listening to its silence.

Apart from the server because Jupyter makes clients by the name of their class.
"""

from __future__ import annotations

import asyncio
import queue
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient

__all__ = ["GIVEN_UP", "PromptClient"]

_ASK_SECONDS = 1.0

GIVEN_UP: ContextVar[Callable[[], object] | None] = ContextVar("GIVEN_UP", default=None)
"""Called when the kernel does not come: Voilà starts it in a task whose error nobody hears, and its page would wait."""


class PromptClient(AsyncKernelClient):
    """Jupyter's asynchronous client; only the wait for a new kernel is its own.

    Jupyter's reads what a kernel says until nothing comes for a fifth of a second. This one reads until the kernel says
    that it has done with the question: whatever it had said before has been heard by then.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel has answered a question on both of its channels.

        Raises
        ------
        RuntimeError
            The kernel died, or did not answer in time.
        """
        try:
            async with asyncio.timeout(timeout):
                while not await self._answers():
                    if not await self.is_alive():
                        raise RuntimeError("Kernel died before replying to kernel_info")
        except (TimeoutError, RuntimeError) as error:
            if (tell := GIVEN_UP.get()) is not None:
                tell()
            if isinstance(error, TimeoutError):
                raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds") from error
            raise

    async def _answers(self) -> bool:
        """Ask what kernel this is; a first question may come before the channels have met and is asked once more."""
        asked = self.kernel_info()
        try:
            while (answer := await self.shell_channel.get_msg(timeout=_ASK_SECONDS))["parent_header"][
                "msg_id"
            ] != asked:
                continue
            while not _is_idle(await self.iopub_channel.get_msg(timeout=_ASK_SECONDS), asked):
                continue
        except queue.Empty:
            return False
        self._handle_kernel_info_reply(answer)
        return True


def _is_idle(said: dict[str, Any], asked: str) -> bool:
    return bool(
        said["msg_type"] == "status"
        and said["content"]["execution_state"] == "idle"
        and said["parent_header"].get("msg_id") == asked
    )
