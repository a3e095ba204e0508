"""A scheduler and two nodes started by hand: reports are made there, and a death loses nothing."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from workbook.errors import RunFailed
from workbook.publish import RunOptions, Status, make_plan, read_journal, run
from workbook.store import Store

pytestmark = pytest.mark.slow

ANSWER = """
from IPython.display import display
row = dict(indicator="answer", title="Ответ", value=float(len(school)), group="", low=None, high=None, n=3, unit="%",
           headline=True, verdict="хорошо", note="")
made = {"application/vnd.workbook.results+json": [row], "text/html": "<p>Показатели</p>", "text/plain": "r"}
display(made, raw=True)
"""
PAUSE = "import time\ntime.sleep(1)"
NODE = """
import sys
from workbook.publish import inputs, node
node.package_digest = lambda: "pinned"
from distributed.cli.dask_worker import main
address, folder = sys.argv[1:]
sys.argv = ["dask worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", folder]
main()
"""


@dataclass
class Dask:
    """Processes of a cluster on this machine."""

    folder: Path
    address: str
    scheduler: subprocess.Popen[bytes]
    nodes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def node(self) -> None:
        place = self.folder / f"node-{len(self.nodes)}"
        with (self.folder / "log").open("ab") as log:
            self.nodes.append(
                subprocess.Popen(
                    [sys.executable, "-c", NODE, self.address, str(place)], stdout=log, stderr=log,
                    start_new_session=True,
                )
            )  # fmt: skip


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Dask]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    with (tmp_path / "log").open("ab") as log:
        made = Dask(tmp_path, f"tcp://127.0.0.1:{port}", subprocess.Popen(command, stdout=log, stderr=log))
    made.node()
    made.node()
    waited(made, 2)
    yield made
    for process in (*made.nodes, made.scheduler):
        if process.poll() is None:
            process.terminate()
    for process in (*made.nodes, made.scheduler):
        process.wait(30)


def waited(dask: Dask, nodes: int) -> None:
    from distributed import Client

    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            with Client(dask.address, timeout=10, set_as_default=False) as client:
                if len(client.nthreads()) == nodes:
                    return
        except OSError:
            pass
        time.sleep(0.5)
    raise AssertionError((dask.folder / "log").read_text(errors="replace"))


@pytest.fixture
def many(tmp_path: Path, make_school: Callable[..., Path]) -> Path:
    root = tmp_path / "данные"
    for number in range(6):
        make_school(root / f"s{number}")
    return root


@pytest.fixture(autouse=True)
def _one_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbook.publish.cluster.package_digest", lambda: "pinned")


def test_the_reports_are_those_of_one_machine_and_deaths_lose_nothing(
    dask: Dask, many: Path, tmp_path: Path, notebook: Callable[..., Path]
) -> None:
    path, here, there = notebook("20_t", PAUSE, ANSWER), tmp_path / "здесь", tmp_path / "кластер"
    plan = make_plan([path], many)
    run(plan, here)
    os.killpg(dask.nodes[0].pid, signal.SIGSTOP)  # a node that no longer answers, then dies in mid-run
    killer = subprocess.Popen(["sh", "-c", f"sleep 4; kill -KILL -{dask.nodes[0].pid}"])
    summary = run(plan, there, RunOptions(scheduler=dask.address))
    killer.wait(30)
    assert {entry.status for entry in summary.entries} == {Status.DONE}, summary.lines()
    assert pages(there) == pages(here)
    assert len(Store(there).rows()) == 6

    dask.scheduler.kill()
    with pytest.raises(RunFailed, match="не отвечает"):
        run(plan, there, RunOptions(scheduler=dask.address, force=True))


@pytest.mark.long
def test_a_scheduler_that_dies_in_mid_run_leaves_the_rest_to_the_next(
    dask: Dask, many: Path, tmp_path: Path, notebook: Callable[..., Path]
) -> None:
    out = tmp_path / "кластер"
    plan = make_plan([notebook("20_t", PAUSE, ANSWER)], many)
    killer = subprocess.Popen(["sh", "-c", f"sleep 6; kill -KILL {dask.scheduler.pid}"])
    summary = run(plan, out, RunOptions(scheduler=dask.address))
    killer.wait(30)
    stopped = [entry for entry in summary.entries if entry.status is Status.STOPPED]
    assert stopped
    assert {entry.message for entry in stopped} == {
        "Связь с планировщиком кластера потеряна: запустите его и повторите команду, готовое не пересчитывается."
    }
    again = run(plan, out)
    assert len(again.entries) == len(stopped)
    assert {entry.status for entry in read_journal(out)} == {Status.DONE}
    assert len(Store(out).rows()) == 6


def test_a_cluster_without_nodes_and_an_address_where_nothing_is(
    tmp_path: Path, many: Path, notebook: Callable[..., Path]
) -> None:
    with pytest.raises(RunFailed, match=r"Планировщик кластера tcp://127\.0\.0\.1:9 не отвечает"):
        run(make_plan([notebook("20_t")], many), tmp_path / "o", RunOptions(scheduler="tcp://127.0.0.1:9"))


def pages(out: Path) -> dict[str, str]:
    """Return the reports without the minute in which each was made."""
    found = {path.parent.name: path.read_text(encoding="utf-8") for path in out.glob("s*/20_t.html")}
    return {name: re.sub(r"\d\d\.\d\d\.\d{4}(,| в)? \d\d:\d\d", "", text) for name, text in found.items()}
