"""Make the folder ready to work: its own Python environment from the locked list, then one command in it.

Standard library only, because nothing else is there yet. The other doors of this folder call :func:`main`.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "workbook.stamp"
OLDEST = (3, 11)


def say(text: str) -> None:
    """Print a line at once, also where the console cannot show every letter."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "replace").decode(encoding), flush=True)


def interpreter() -> Path:
    """Return the environment's Python."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def lock_name(extra: str) -> str:
    """Return the locked list for users («») or for tests («test»)."""
    return f"requirements-{extra}.lock" if extra else "requirements.lock"


def wanted(extra: str) -> str:
    """Return what the stamp must say: the locked list, the project file and the Python in use."""
    digest = hashlib.sha256()
    for name in (lock_name(extra), "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    digest.update(f"{sys.version_info[:2]} {sys.platform} {ROOT}".encode())
    return digest.hexdigest()


def is_ready(extra: str) -> bool:
    """Whether the environment already holds what the locked list names (the test list holds the users' one)."""
    if not (STAMP.is_file() and interpreter().exists()):
        return False
    stamps = STAMP.read_text(encoding="utf-8").split()
    return any(wanted(name) in stamps for name in {extra, "test"})


def run(command: list[str]) -> None:
    """Run a step and stop with a Russian sentence when it fails."""
    status = subprocess.call(command, cwd=ROOT)
    if status:
        say(f"Не удалось выполнить шаг установки (код {status}): {' '.join(command[:6])} …")
        say("Проверьте подключение к сети и место на диске, затем повторите ту же команду.")
        raise SystemExit(status)


def install(extra: str) -> None:
    """Make ``.venv`` from the locked list: by uv when it is present, else by pip; from ``wheels/`` when offline."""
    say("Готовлю рабочее окружение .venv: это делается один раз и занимает от одной до пяти минут…")
    lock, wheels = ROOT / lock_name(extra), ROOT / "wheels"
    offline = ["--no-index", "--find-links", str(wheels)] if wheels.is_dir() else []
    STAMP.unlink(missing_ok=True)
    uv = shutil.which("uv")
    if uv:
        if not interpreter().exists():
            run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)])
        install = [uv, "pip", "install", "--quiet", "--python", str(interpreter()), *offline]
    else:
        if not interpreter().exists():
            make_venv()
        install = [str(interpreter()), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *offline]
    run([*install, "--require-hashes", "-r", str(lock)])
    run([*install, "--no-deps", "--no-build-isolation", "-e", str(ROOT)])
    STAMP.write_text(wanted(extra), encoding="utf-8")
    say("Окружение готово.")


def make_venv() -> None:
    """Make an empty environment with the standard library's means."""
    import venv

    try:
        venv.EnvBuilder(with_pip=True, clear=True).create(VENV)
    except (subprocess.CalledProcessError, OSError) as error:
        say(f"Не удалось создать окружение .venv: {error}")
        say("В Debian и Ubuntu установите пакет: sudo apt install python3-venv. Затем повторите команду.")
        raise SystemExit(1) from error


def main(command: list[str], extra: str = "") -> int:
    """Make ready, then run Python with these words in the environment.

    Parameters
    ----------
    command : list of str
        What follows ``python``: ``["-m", "workbook", "run"]`` or a script and its words.
    extra : str
        ``"test"`` for the tools of the tests.
    """
    if sys.version_info < OLDEST:
        say(f"Нужен Python {OLDEST[0]}.{OLDEST[1]} или новее, а запущен {sys.version.split()[0]}.")
        say("Установите новый Python с официального сайта и запустите команду снова.")
        return 1
    if not is_ready(extra):
        install(extra)
    environment = os.environ | {"PYTHONUTF8": "1"}
    try:
        return subprocess.call([str(interpreter()), *command], cwd=ROOT, env=environment)
    except KeyboardInterrupt:
        return 130
