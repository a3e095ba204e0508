"""Live pages: our server with the warm kernel and no pool against plain Voilà, in headless Chromium.

Both serve the same notebooks of the same school, with one BLAS thread, each with its own cache of checked tables; both
are opened once before anything is timed, and the pages of both must say the same. Then: seconds until a control is
there, enabled, and the first sections stand under it, and until all sections stand (arms take turns, a browser without
a cache each time); memory that a finished open page adds (proportional set size of the server with all its processes,
several pages at once); and bursts of twenty requests at once, each of which must end, within a stated patience, in a
finished page or in the request to wait. Kernels of closed pages are ended before the next measurement.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import psutil
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "ARROW_NUM_THREADS")
TOKEN = "klyuch"
PATIENCE = 300_000  # milliseconds for the browser: a busy machine is slow, not hung
REST = 8.0  # seconds between the last section and the weighing
USUAL = ("10_fos", "31_marks", "20_rating")
BAR_READY, BAR_MEMORY = 0.6, 0.4
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
SERVE = """
import sys
from pathlib import Path
from workbook.live.server import ServeOptions, serve
serve(ServeOptions(Path(sys.argv[1]), Path(sys.argv[2]), None, Path(sys.argv[3]), port=int(sys.argv[4]), token="klyuch",
                   warm=0, open_browser=False), say=lambda line: print(line, flush=True))
"""
READY = """() => {
  const seen = e => e && e.getClientRects().length > 0;
  const control = document.querySelector(".wb-controls select, .wb-controls input");
  const views = [...document.querySelectorAll(".wb-view:not(.wb-busy)")];
  const stand = views.filter(view => seen(view) && view.innerText.trim());
  return seen(control) && !control.disabled && stand.length > 1;
}"""
WHOLE = """() => document.querySelector(".wb-foot") && !document.querySelector(".wb-busy")"""


@dataclass
class Arm:
    """A running server: where its page is, and what was measured of it."""

    title: str
    address: str
    """With a place for the notebook's name."""
    process: psutil.Process
    notebook: str = ""
    ready: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    whole: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    memory: dict[str, float] = field(default_factory=dict)

    @property
    def page(self) -> str:
        """Where the page of the notebook in hand is."""
        return self.address.format(self.notebook)

    def typical(self, seconds: dict[str, list[float]]) -> float:
        """Return the mean over notebooks of the medians of their openings."""
        return statistics.mean(statistics.median(values) for values in seconds.values())


def main() -> None:
    """Open, weigh, storm."""
    options = _arguments()
    print(f"Тетради {', '.join(options.notebooks)}, школа {options.school}, ядер {os.cpu_count()}, нагрузка до замера "
          f"{os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        ours, plain = stack.enter_context(_ours(folder, options)), stack.enter_context(_plain(folder, options))
        with sync_playwright() as tools:
            path = os.environ.get("WORKBOOK_CHROMIUM") or shutil.which("chromium")
            browser = tools.chromium.launch(executable_path=path, args=list(FLAGS))
            for notebook in options.notebooks:
                print(f"\n{notebook}", flush=True)
                ours.notebook = plain.notebook = notebook
                _compare(browser, ours, plain)
                _time(browser, ours, plain, options.openings)
                _weigh(browser, ours, plain, options.sessions)
            browser.close()
        missed = _ratios(ours, plain)
        missed |= _storm(ours, options.bursts, options) > 0
        _storm(plain, options.plain_bursts, options)
    raise SystemExit(missed)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.py live", description=__doc__)
    parser.add_argument("--notebooks", nargs="+", default=USUAL, help="names; bursts ask for the last one")
    parser.add_argument("--school", default="shkola-7")
    parser.add_argument("--openings", type=int, default=7, help="timed openings of each arm")
    parser.add_argument("--sessions", type=int, default=5, help="pages open at once when memory is measured")
    parser.add_argument("--bursts", type=int, default=10)
    parser.add_argument("--plain-bursts", type=int, default=2, help="bursts against plain Voilà, for comparison")
    parser.add_argument("--size", type=int, default=20, help="requests in a burst")
    parser.add_argument("--patience", type=float, default=120.0, help="seconds after which a request counts as hung")
    return parser.parse_args()


@contextmanager
def _ours(folder: Path, options: argparse.Namespace) -> Iterator[Arm]:
    command = [sys.executable, "-c", SERVE, str(ROOT / "notebooks"), str(ROOT / "datasets" / "municipality"),
               str(folder / "ours"), "8951"]  # fmt: skip
    with _running(command, _environment(folder / "ours")) as process:
        assert process.stdout is not None
        found = re.search(rb"http://127\.0\.0\.1:\d+", process.stdout.readline())
        if found is None:
            raise SystemExit("наш сервер не запустился")
        page = f"{found.group().decode()}/page/{{}}?school={options.school}&token={TOKEN}"
        yield Arm("тёплое ядро без запаса", page, psutil.Process(process.pid))


@contextmanager
def _plain(folder: Path, options: argparse.Namespace) -> Iterator[Arm]:
    command = [sys.executable, "-m", "voila", str(ROOT / "notebooks"), "--no-browser", "--port=8952",
               "--Voila.ip=127.0.0.1", "--Voila.log_level=CRITICAL"]  # fmt: skip
    with _running(command, _environment(folder / "plain")) as process:
        until = time.monotonic() + 60
        while not _answers("http://127.0.0.1:8952/voila/static/"):
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("Voilà не запустилась")
            time.sleep(0.2)
        page = f"http://127.0.0.1:8952/voila/render/{{}}.ipynb?school={options.school}"
        yield Arm("обычная Voilà", page, psutil.Process(process.pid))


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _answers(address: str) -> bool:
    try:
        urlopen(address, timeout=5).close()
    except URLError as error:
        return hasattr(error, "code")  # a refusal is an answer
    return True


def _environment(folder: Path) -> dict[str, str]:
    """Return the same surroundings for both: one thread, the sample schools, a cache of its own."""
    folder.mkdir()
    made = {
        **os.environ, **dict.fromkeys(THREADS, "1"), "WORKBOOK_DATA": str(ROOT / "datasets" / "municipality"),
        "WORKBOOK_CACHE": str(folder / "cache"), "PYTHONWARNINGS": "ignore",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
    }  # fmt: skip
    made.pop("PYTHONDONTWRITEBYTECODE", None)
    return made


@contextmanager
def _opened(browser: Any, arm: Arm) -> Iterator[Any]:
    """Open the page in a browser that knows nothing; leave with its kernel ended."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, locale="ru-RU")
    tab = context.new_page()
    tab.goto(arm.page, wait_until="commit", timeout=PATIENCE)
    tab.wait_for_function(READY, polling=50, timeout=PATIENCE)
    kernel = _kernel(tab.locator("#jupyter-config-data").first.text_content().encode())
    try:
        yield tab
    finally:
        context.close()
        _leave(arm, kernel)


def _compare(browser: Any, *arms: Arm) -> None:
    """Warm both arms up and leave when their pages do not say the same."""
    said = []
    for arm in arms:
        with _opened(browser, arm) as tab:
            said.append(_words(tab))
    if said[0] != said[1]:
        different = [pair for pair in zip(*said, strict=False) if pair[0] != pair[1]]
        raise SystemExit(f"страницы расходятся: разделов {[len(texts) for texts in said]}; {different[:1]}")
    print(f"страницы обоих говорят одно и то же: разделов {len(said[0])}", flush=True)


def _words(tab: Any) -> list[str]:
    """Return the words of all sections when the last one stands; spaces are a matter of style sheets."""
    tab.wait_for_function(WHOLE, polling=50, timeout=PATIENCE)
    last: list[str] = []
    while (now := ["".join(text.split()) for text in tab.locator(".wb-view").all_text_contents()]) != last:
        last = now
        tab.wait_for_timeout(3000)
    return last


def _time(browser: Any, ours: Arm, plain: Arm, openings: int) -> None:
    for turn in range(openings):
        for arm in (ours, plain) if turn % 2 else (plain, ours):
            ready, whole = arm.ready[arm.notebook], arm.whole[arm.notebook]
            with _opened(browser, arm) as tab:
                ready.append(_since_asked(tab))
                html = tab.evaluate("performance.getEntriesByType('navigation')[0].responseEnd / 1000")
                tab.wait_for_function(WHOLE, polling=50, timeout=PATIENCE)
                whole.append(_since_asked(tab))
            print(f"круг {turn + 1}, {arm.title}: готово за {ready[-1]:.2f} с (из них страница {html:.2f} с), "
                  f"все разделы за {whole[-1]:.2f} с", flush=True)  # fmt: skip
            _quiet(arm)


def _ratios(ours: Arm, plain: Arm) -> bool:
    """Print the ratios of each notebook and of all together; return whether a bar is missed."""
    for name, times in ours.ready.items():
        ready, memory = statistics.median(times) / statistics.median(plain.ready[name]), ours.memory[name]
        print(f"{name}: управление готово за {ready:.2f} времени обычной, память {memory / plain.memory[name]:.2f}")
    mine, theirs = (arm.typical(arm.ready) for arm in (ours, plain))
    kept, usual = (statistics.mean(arm.memory.values()) for arm in (ours, plain))
    print(f"управление готово: {mine:.2f} с против {theirs:.2f} с, доля {mine / theirs:.2f} (планка {BAR_READY}); все "
          f"разделы: {ours.typical(ours.whole):.2f} с против {plain.typical(plain.whole):.2f} с\n"
          f"память страницы: {kept:.0f} МБ против {usual:.0f} МБ, доля {kept / usual:.2f} (планка {BAR_MEMORY})",
          flush=True)  # fmt: skip
    return mine / theirs > BAR_READY or kept / usual > BAR_MEMORY


def _since_asked(tab: Any) -> float:
    """Return the seconds since the browser asked for the page; making an empty tab is not the page's matter."""
    return float(tab.evaluate("performance.now() / 1000"))


def _weigh(browser: Any, ours: Arm, plain: Arm, sessions: int) -> None:
    for arm in (ours, plain):
        _quiet(arm)
        before, kernels = _megabytes(arm), _processes(arm)
        with ExitStack() as stack:
            for _ in range(sessions):
                tab = stack.enter_context(_opened(browser, arm))
                tab.wait_for_function(WHOLE, polling=50, timeout=PATIENCE)
            time.sleep(REST)
            memory = arm.memory[arm.notebook] = (_megabytes(arm) - before) / sessions
            print(f"память, {arm.title}: без страниц {before:.0f} МБ, на открытую страницу {memory:.0f} МБ "
                  f"(процессов прибавилось {_processes(arm) - kernels})", flush=True)  # fmt: skip
        _quiet(arm)


def _processes(arm: Arm) -> int:
    return len(arm.process.children(recursive=True))


def _megabytes(arm: Arm) -> float:
    total = 0
    for process in (arm.process, *arm.process.children(recursive=True)):
        try:
            total += process.memory_full_info().pss
        except psutil.Error:
            continue
    return total / 2**20


def _quiet(arm: Arm, seconds: float = 30.0) -> None:
    """Wait until the kernels of closed pages are gone (the zygote stays)."""
    stays = 1 if arm.title.startswith("тёплое") else 0
    until = time.monotonic() + seconds
    while _processes(arm) > stays and time.monotonic() < until:
        time.sleep(0.1)


def _storm(arm: Arm, bursts: int, options: argparse.Namespace) -> int:
    """Send the bursts; return how many requests had no good end."""
    total: Counter[str] = Counter()
    longest: dict[str, float] = {}
    for turn in range(bursts):
        with ThreadPoolExecutor(options.size) as pool:
            waiting = [pool.submit(_ask, arm.page, options.patience) for _ in range(options.size)]
            answers = [one.result() for one in waiting]
        total.update(end for end, _, _ in answers)
        for end, seconds, _ in answers:
            longest[end] = max(longest.get(end, 0.0), seconds)
        print(f"наплыв {turn + 1}, {arm.title}: {dict(Counter(end for end, _, _ in answers))}, "
              f"последний ответ через {max(seconds for _, seconds, _ in answers):.1f} с", flush=True)  # fmt: skip
        for _, _, kernel in answers:
            if kernel:
                _leave(arm, kernel)
        _quiet(arm)
    bad = sum(total.values()) - total["готово"] - total["подождите"]
    words = ", ".join(f"{end} {total[end]} (до {longest[end]:.1f} с)" for end in sorted(total))
    print(f"наплывы, {arm.title}: запросов {sum(total.values())}: {words}; без ответа за {options.patience:.0f} с или "
          f"оборвано: {bad}", flush=True)  # fmt: skip
    return bad


def _ask(page: str, patience: float) -> tuple[str, float, str]:
    """Read a whole streaming answer; return how it ended, after how many seconds, and the kernel of the page."""
    began = time.monotonic()
    place = urlsplit(page)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=patience)
    body = b""
    try:
        line.request("GET", f"{place.path}?{place.query}")
        answer = line.getresponse()
        while piece := answer.read1(65536):
            body += piece
            if time.monotonic() - began > patience:
                return "повисло", patience, _kernel(body)
    except TimeoutError:
        return "повисло", patience, _kernel(body)
    except (OSError, http.client.HTTPException):
        return "оборвано", time.monotonic() - began, _kernel(body)
    finally:
        line.close()
    return _end(answer, body), time.monotonic() - began, _kernel(body)


def _end(answer: http.client.HTTPResponse, body: bytes) -> str:
    text = body.decode("utf-8", "replace")
    if answer.status == 503 and answer.getheader("Retry-After") and "Подождите" in text:
        return "подождите"
    whole = text.rstrip().endswith("</html>") and "wb-passport" in text and "voila_finish()" in text
    broken = "не удалось построить" in text or "не построилась" in text
    return "готово" if answer.status == 200 and whole and not broken else f"сломано ({answer.status})"


def _kernel(body: bytes) -> str:
    found = re.search(rb'"kernelId": ?"([0-9a-f-]{36})"', body)
    return found.group(1).decode() if found else ""


def _leave(arm: Arm, kernel: str) -> None:
    """End the kernel as a closed tab does."""
    place = urlsplit(arm.page)
    line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
    headers = {"Cookie": "_xsrf=bench", "X-XSRFToken": "bench"}
    line.request("POST", f"/voila/api/shutdown/{kernel}?token={TOKEN}", headers=headers)
    if line.getresponse().status >= 400:
        raise SystemExit(f"{arm.title}: ядро закрытой страницы не остановлено")
    line.close()


if __name__ == "__main__":
    main()
