"""A warm kernel reads its command line as ipykernel would, only without looking at all that could be set."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config

from workbook.warm import ZYGOTE, Zygote, child_environment, fork_is_safe
from workbook.warm.application import WarmKernelApp, usual_options

USUAL = ["-f", "/tmp/ядро с пробелом.json", "--HistoryManager.enabled=False", "--Session.key=b'a=b'"]


class TestCommandLine:
    @pytest.mark.parametrize("arguments", [USUAL, USUAL[:2], [], USUAL[2:]])
    def test_is_understood_as_by_the_parser(self, arguments: list[str]) -> None:
        ours, theirs = WarmKernelApp(), IPKernelApp()
        for application in (ours, theirs):
            application.parse_command_line(arguments)
        assert ours.config == theirs.config
        assert (ours.connection_file, ours.name) == (theirs.connection_file, theirs.name)

    @pytest.mark.parametrize("more", [["--debug"], ["--pylab=inline"], ["x.py"], ["--", "a"], ["--profile", "свой"]])
    def test_anything_else_is_left_to_the_parser(self, more: list[str]) -> None:
        assert usual_options([*USUAL, *more]) is None
        ours, theirs = WarmKernelApp(), IPKernelApp()
        for application in (ours, theirs):
            application.parse_command_line([*USUAL, *more])
        said = [(app.connection_file, app.log_level, app.profile, app.extra_args) for app in (ours, theirs)]
        assert said[0] == said[1]
        assert ours.config.HistoryManager == theirs.config.HistoryManager


WIDGETS = {"jupyter.widget", "jupyter.widget.control"}
"""What the browser asks for by name: all widgets at once, or else each by itself."""


@pytest.mark.skipif(not fork_is_safe(), reason="без fork тёплых процессов нет")
@pytest.mark.slow
def test_further_options_reach_the_kernel_and_it_says_nothing_of_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_client.provisioning import KernelProvisionerFactory

    surroundings = child_environment({"PATH": "/usr/bin", "HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path / "ipy")})
    nursery = Zygote.own(tmp_path / "zygote", tmp_path / "log", surroundings)
    monkeypatch.setenv(ZYGOTE, str(nursery.path))
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "workbook-warm")
    question = (
        "(lambda shell: (shell.history_manager.enabled, __import__('os').getppid(), "
        f"{WIDGETS!r} <= set(shell.kernel.comm_manager.targets)))(get_ipython())"
    )

    async def ask(config: Config) -> str:
        manager = AsyncKernelManager(config=config, connection_file=str(tmp_path / "k.json"))
        with (tmp_path / "words").open("ab") as words:
            await manager.start_kernel(env=surroundings, cwd=str(tmp_path), stdout=words, stderr=words)
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(60)
            said: list[str] = []
            await client.execute_interactive(
                question, output_hook=lambda message: said.append(message["content"].get("data", {}).get("text/plain"))
            )
            return next(filter(None, said))
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    KernelProvisionerFactory.clear_instance()  # it reads the variable once; who comes after must read it anew
    bare, given = Config(), Config()
    bare.KernelManager.transport = given.KernelManager.transport = "ipc"
    given.WarmProvisioner.options = ["--HistoryManager.enabled=False"]
    try:
        with ThreadPoolExecutor(1) as thread:  # a browser test that came before may have left its loop in this one
            answers = [thread.submit(asyncio.run, ask(config)).result() for config in (bare, given)]
    finally:
        nursery.end()
        KernelProvisionerFactory.clear_instance()
    assert [answer.partition(",")[0] for answer in answers] == ["(True", "(False"]
    assert (tmp_path / "words").read_bytes() == b""  # nothing in the window of whoever asked
    assert all(answer.endswith(" True)") for answer in answers)
    assert len({answer.partition(",")[2] for answer in answers}) == 1  # both are children of the zygote
