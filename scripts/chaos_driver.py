"""`workbook run` that tells which phase it is in: started by `scripts/chaos.py` as `chaos_driver.py PIPE WAY run …`.

Apart because it is the process to be killed. The run is the real one; only the way of computing is chosen for it, and
its zygote imports no more than a worker does: a hundred kills and reruns would otherwise be hours of imports.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from types import SimpleNamespace
from typing import Any

LIGHT = (
    "from workbook.warm import stack, zygote; stack._LIBRARIES = stack._PACKAGES = (); stack._rehearse = lambda: None; "
    "zygote.main()  # workbook.warm.zygote"
)


def main() -> int:
    """Run the command line with telling parts."""
    pipe, way = int(sys.argv[1]), sys.argv[2]
    say = functools.partial(_say, pipe)
    say("planning")
    from workbook import cli, publish
    from workbook.publish import crew, index, journal, runner, staging
    from workbook.warm import asking

    _tell(say, crew.Crew, "open", "warming")
    _tell(say, journal.Journal, "running", "cells")
    _tell(say, staging.Staging, "publish", "publish", "cells")
    _tell(say, runner, "compact", "compaction", "cells")
    _tell(say, index, "compact", "compaction", "index")
    _tell(say, runner, "write_index", "index")
    asking.subprocess = SimpleNamespace(**{**vars(subprocess), "Popen": _light})  # type: ignore[attr-defined]
    publish.RunOptions = functools.partial(publish.RunOptions, kernel=way)  # type: ignore[misc,assignment]
    return cli.main(sys.argv[3:])


def _say(pipe: int, phase: str) -> None:
    os.write(pipe, phase.encode() + b"\n")


def _tell(say: Any, place: Any, name: str, phase: str, after: str = "") -> None:
    """Let a function say its phase when it begins, and another one when it has ended."""
    done = getattr(place, name)

    @functools.wraps(done)
    def telling(*given: Any, **more: Any) -> Any:
        say(phase)
        made = done(*given, **more)
        if after:
            say(after)
        return made

    setattr(place, name, telling)


def _light(command: list[str], **more: Any) -> Any:
    if "workbook.warm.zygote" in command:
        command = [command[0], "-c", LIGHT, *command[3:]]
    return subprocess.Popen(command, **more)


if __name__ == "__main__":
    raise SystemExit(main())
