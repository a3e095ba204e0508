"""Generate the locked lists and environment.yml from pyproject.toml, the one place where dependencies are named.

Needs uv and the network. ``environment()`` alone needs neither and is called by the test that proves the file fresh.
"""

from __future__ import annotations

import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = "# Сделано из pyproject.toml командой: python scripts/locks.py"


def environment() -> str:
    """Return the text of environment.yml (conda gives Python, pip the locked packages)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [
        HEADER,
        f"name: {project['name']}",
        "channels:",
        "  - conda-forge",
        "dependencies:",
        f"  - python{project['requires-python']}",
        "  - pip",
        "  - pip:",
        *(f'      - "{name}"' for name in project["dependencies"]),
        "      - -e .",
    ]
    return "\n".join(lines) + "\n"


def lock(name: str, *extras: str) -> None:
    """Write one locked list for all platforms, with hashes and without index addresses."""
    chosen = [part for extra in extras for part in ("--extra", extra)]
    subprocess.run(
        ["uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-emit-index-url",
         "--no-emit-find-links", "--no-annotate", "--no-header", "--python-version", "3.11", *chosen,
         "pyproject.toml", "--output-file", name],
        cwd=ROOT, check=True,
    )  # fmt: skip
    path = ROOT / name
    path.write_text(f"{HEADER}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")


if __name__ == "__main__":
    lock("requirements.lock", "build")
    lock("requirements-test.lock", "build", "test")
    (ROOT / "environment.yml").write_text(environment(), encoding="utf-8")
