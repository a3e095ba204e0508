"""ipykernel's application, which reads a usual command line without looking at all that could be set.

To build the parser takes the names and the help of every option from the parent's memory: five megabytes a kernel.
Apart from the kernel's start because the class must be there before the fork: to make it costs two megabytes more.
"""

from __future__ import annotations

import os
import re

from ipykernel.kernelapp import IPKernelApp
from traitlets.config import Config
from traitlets.config.loader import DeferredConfigString

__all__ = ["WarmKernelApp", "usual_options"]

_OPTION = re.compile(r"--(?P<owner>[A-Z]\w*)\.(?P<trait>[a-z]\w*)=(?P<value>.*)", re.DOTALL)


class WarmKernelApp(IPKernelApp):
    """`IPKernelApp`; only the reading of its command line and the watch on its parent are its own."""

    name = IPKernelApp.name

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """Take over the options; leave a command line with anything unusual to the parser."""
        given = usual_options(argv or [])
        if given is None:
            super().parse_command_line(argv)
            return
        self.argv = list(argv or [])
        self.cli_config = Config()
        for (owner, trait), value in given.items():
            self.cli_config[owner][trait] = DeferredConfigString(value)
        self.update_config(self.cli_config)

    def init_poller(self) -> None:
        """Leave the watch to the zygote, which ends a kernel that nobody holds.

        A kernel that knows of no parent takes itself for one started by hand and explains in English how to leave it:
        in the window of the server, once for each page, and a full pipe in place of a window would stop it for ever.
        """
        self.parent_handle = os.getppid()


def usual_options(arguments: list[str]) -> dict[tuple[str, str], str] | None:
    """Return the options of a command line that consists of ``-f FILE`` and ``--Class.trait=value``, or None.

    Parameters
    ----------
    arguments : list of str
        What stands after the launcher's name.

    Returns
    -------
    dict or None
        The value of each (class, trait); None when there is anything else, which the application's parser must read.
    """
    found: dict[tuple[str, str], str] = {}
    rest = iter(arguments)
    for argument in rest:
        option = _OPTION.fullmatch(argument)
        if argument == "-f":
            found["IPKernelApp", "connection_file"] = next(rest, "")
        elif option is not None:
            found[option["owner"], option["trait"]] = option["value"]
        else:
            return None
    return found
