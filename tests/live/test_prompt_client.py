"""The client of live kernels: ready when the kernel has answered, and a dead kernel is noticed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

from workbook.live.prompt_client import PromptClient

from .alone import alone

pytestmark = pytest.mark.slow


async def _started(folder: Path) -> tuple[AsyncKernelManager, PromptClient]:
    manager = AsyncKernelManager(
        client_class="workbook.live.prompt_client.PromptClient", connection_file=str(folder / "kernel.json")
    )
    await manager.start_kernel(cwd=str(folder))
    client = manager.client()
    assert isinstance(client, PromptClient)
    client.start_channels()
    return manager, client


def test_a_ready_kernel_answers_and_has_nothing_left_to_say(tmp_path: Path) -> None:
    async def talk() -> tuple[str, list[str]]:
        manager, client = await _started(tmp_path)
        try:
            await client.wait_for_ready(timeout=60)
            asked = client.execute("print('раз')")
            reply = await client.get_shell_msg(timeout=30)
            assert reply["parent_header"]["msg_id"] == asked
            said = []
            while (message := await client.get_iopub_msg(timeout=30))["content"].get("execution_state") != "idle":
                assert message["parent_header"]["msg_id"] == asked
                said.append(message["msg_type"])
            return reply["content"]["status"], said
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    status, said = alone(talk())
    assert status == "ok"
    assert said == ["status", "execute_input", "stream"]


@pytest.mark.skipif(os.name != "posix", reason="сигналы")
def test_a_dead_kernel_is_an_error(tmp_path: Path) -> None:
    async def talk() -> None:
        manager, client = await _started(tmp_path)
        try:
            await manager.signal_kernel(signal.SIGKILL)
            with pytest.raises(RuntimeError):
                await client.wait_for_ready(timeout=30)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    alone(talk())
