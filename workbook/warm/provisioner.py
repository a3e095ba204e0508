"""Lets papermill, nbclient, Voilà and JupyterLab start warm kernels through the kernelspec ``workbook-warm``.

The kernelspec lies in ``kernelspec`` beside this file and is installed to ``share/jupyter/kernels`` of the environment.
Apart because it is found by Jupyter through an entry point, and because without fork it is Jupyter's own provisioner.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Int, List, Unicode

from workbook.errors import RunFailed
from workbook.warm.asking import ZYGOTE, Zygote, fork_is_safe
from workbook.warm.wire import Order

__all__ = ["WarmProvisioner"]


class WarmProvisioner(LocalProvisioner):
    """Jupyter's local provisioner whose process is a child of the zygote."""

    memory = Int(0, config=True, help="Bytes of private memory that a kernel may take; 0 means no limit.")
    options = List(Unicode(), config=True, help="Further options of each kernel, as --Class.trait=value.")

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork a kernel; where that is not possible start a plain one by the command of the kernelspec."""
        cmd = [*cmd, *self.options]
        process = self._fork(cmd, kwargs) if fork_is_safe() else None
        if process is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process = process
        self.pid = self.pgid = process.pid
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    def _fork(self, cmd: list[str], kwargs: dict[str, Any]) -> Any:
        environment = {str(name): str(value) for name, value in (kwargs.get("env") or os.environ).items()}
        environment.pop("JPY_PARENT_PID", None)  # the line to the zygote does its work
        arguments = cmd[cmd.index("-f") :] if "-f" in cmd else cmd[3:]
        order = Order(
            "workbook.warm.kernel:serve", {"arguments": arguments}, environment, str(kwargs.get("cwd") or Path.cwd()),
            self.memory,
        )  # fmt: skip
        with Path(os.devnull).open("rb") as silence:
            streams = [silence.fileno(), _number(kwargs.get("stdout"), 1), _number(kwargs.get("stderr"), 2)]
            for zygote in self._ways():
                try:
                    return zygote.fork(order, streams)
                except OSError:
                    continue
        return None

    @staticmethod
    def _ways() -> Any:
        """Yield the zygote named by the environment, or else this user's own.

        Whoever names one has it end with him; in its place there must come none that stays for a quarter of an hour.
        """
        named = os.environ.get(ZYGOTE)
        if named:
            yield Zygote(Path(named))
            return
        try:
            yield Zygote.shared()
        except RunFailed:
            return


def _number(stream: Any, default: int) -> int:
    """Return the descriptor of a stream given as `Popen` takes it."""
    if stream is None:
        return default
    if isinstance(stream, int):
        return stream if stream >= 0 else default
    return int(stream.fileno())
