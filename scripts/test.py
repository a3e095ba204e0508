"""Door: make the folder ready for tests, find or install Chromium, then run pytest on all cores, a file on each."""

import os
import shutil
import subprocess
import sys

from ready import main, say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def browser() -> str:
    """Return the path of a Chromium; install Debian's where the machine has none and may install it."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), "")
    if not found and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say("Устанавливаю Chromium для проверки страниц…")
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        subprocess.call(["apt-get", "update", "-qq"], **quiet)
        subprocess.call(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], **quiet)
        found = shutil.which("chromium") or ""
    return found


if __name__ == "__main__":
    path = browser()
    if path:
        os.environ["WORKBOOK_CHROMIUM"] = path
    else:
        say("Chromium не найден: проверки страниц в браузере будут пропущены.")
    spread = ["-n", "auto", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder"]
    raise SystemExit(main(["-m", "pytest", *spread, *sys.argv[1:]], extra="test"))
