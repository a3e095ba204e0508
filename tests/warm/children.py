"""What the tests let a forked child do; imported by the zygote by name."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path


def tell(given: dict, descriptors: list[int]) -> int:
    import pandas as pd

    numpy = sys.modules["numpy"]
    words = [
        str(Path.cwd()), str(pd.get_option("display.max_columns")), str("matplotlib.pyplot" in sys.modules),
        str(os.environ.get("СЛОВО")), str(os.environ.get("ЛИШНЕЕ")), str(numpy.random.random()),
        str(os.getpgid(0) == os.getpid()),
    ]  # fmt: skip
    os.write(descriptors[0], "|".join(words).encode())
    return int(given["leave"])


def list_modules(given: dict, descriptors: list[int]) -> int:
    Path("modules.txt").write_text("\n".join(sys.modules), encoding="utf-8")
    pages = {id(name) >> 12 for name in sys.modules}
    Path("pages.txt").write_text(str(len(pages)), encoding="utf-8")
    os.write(descriptors[0], str(len(list(Path("/proc/self/task").iterdir()))).encode())
    return 0


def tell_heap(given: dict, descriptors: list[int]) -> int:
    """Tell Arrow's allocator and how many megabytes a freed heap still holds, before and after it is returned."""
    import psutil
    import pyarrow

    from workbook.warm.heap import return_memory

    def own() -> int:
        return round(psutil.Process().memory_full_info().uss / 2**20)

    held = [bytes(1000) for _ in range(100_000)]
    top = bytes(1000)  # what stands above keeps the heap from shrinking by itself
    held.clear()
    before = own()
    return_memory()
    os.write(descriptors[0], f"{pyarrow.default_memory_pool().backend_name} {before - own()}".encode())
    return len(top) - 1000


def hang(given: dict, descriptors: list[int]) -> None:
    subprocess.Popen(["sleep", "600"])  # a grandchild that must not stay behind
    os.write(descriptors[0], b"x")
    time.sleep(600)


def eat(given: dict, descriptors: list[int]) -> int:
    try:
        held = bytearray(2**30)
    except MemoryError:
        return 7
    return len(held) % 2
