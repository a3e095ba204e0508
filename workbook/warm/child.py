"""The first moments of a child: it lets go of the zygote's things and becomes a process of its own.

Apart from the zygote because nothing here may run in the parent.
"""

from __future__ import annotations

import ctypes
import importlib
import os
import random
import resource
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence

from workbook.warm.wire import Order

__all__ = ["live"]

_PR_SET_PDEATHSIG = 1
_STANDARD = 3
_C = ctypes.CDLL(None, use_errno=True)


def live(order: Order, descriptors: Sequence[int], parent: int) -> None:
    """Run the order's function and leave the process; never returns.

    Parameters
    ----------
    order : Order
    descriptors : sequence of int
        The first three become the standard streams, the others are given to the function under their own numbers.
    parent : int
        The zygote; a child whose zygote has died leaves at once.
    """
    code = 1
    try:
        _cut_loose(order, descriptors, parent)
        module, _, function = order.entry.partition(":")
        left = getattr(importlib.import_module(module), function)(dict(order.given), list(descriptors[_STANDARD:]))
        code = int(left or 0)
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else int(leaving.code is not None)
    except BaseException:  # noqa: BLE001 - the last frame of a process: its words go to its own error stream
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError, AttributeError):
                continue
        os._exit(code)


def _cut_loose(order: Order, descriptors: Sequence[int], parent: int) -> None:
    os.setsid()
    _C.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, descriptor in enumerate(descriptors[:_STANDARD]):
        os.dup2(descriptor, number)
        os.close(descriptor)
    _keep_only(descriptors[_STANDARD:])
    os.environ.clear()
    os.environ.update(order.environment)
    if order.folder:
        os.chdir(order.folder)
    tempfile.tempdir = None
    if order.memory:
        resource.setrlimit(resource.RLIMIT_DATA, (order.memory, order.memory))
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "pyarrow" in sys.modules and order.environment.get("ARROW_NUM_THREADS", "").isdigit():
        sys.modules["pyarrow"].set_cpu_count(int(order.environment["ARROW_NUM_THREADS"]))


def _keep_only(descriptors: Sequence[int]) -> None:
    """Close whatever else was inherited: a socket left open here would hide the end of another child."""
    kept = sorted({0, 1, 2, *descriptors})
    for low, high in zip(kept, [*kept[1:], 4096], strict=True):
        os.closerange(low + 1, high)
