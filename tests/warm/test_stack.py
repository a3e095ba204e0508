"""What a forked child finds imported: all that the cells of a notebook call, and nothing that is its own to choose."""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import workbook
from workbook.warm import Zygote, child_environment, fork_is_safe
from workbook.warm.stack import _import_all as import_all
from workbook.warm.wire import Order

pytestmark = pytest.mark.skipif(not fork_is_safe(), reason="без fork тёплых процессов нет")
HERE = Path(__file__).parent
SOURCES = Path(workbook.__file__).parent
ROOMS = ("settings", "school", "estimates", "fos", "rating", "vsoko", "display", "documents")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[set[str], str, int]]:
    """The modules of a child at its birth, the number of its threads, the pages on which the modules' names lie."""
    folder = tmp_path_factory.mktemp("набор")
    environment = child_environment(os.environ)
    environment["PYTHONPATH"] = f"{HERE}{os.pathsep}{environment['PYTHONPATH']}"
    warm = Zygote.own(folder / "zygote", folder / "log", environment)
    hear, say = os.pipe()
    order = Order("children:list_modules", {}, {"PATH": os.environ["PATH"]}, str(folder))
    with (folder / "words").open("ab") as words, Path(os.devnull).open("rb") as silence:
        child = warm.fork(order, [silence.fileno(), words.fileno(), words.fileno(), say])
    os.close(say)
    with os.fdopen(hear, "rb") as line:
        threads = line.read().decode()
    assert child.wait(20) == 0
    yield (
        set((folder / "modules.txt").read_text(encoding="utf-8").split()),
        threads,
        int((folder / "pages.txt").read_text()),
    )
    warm.end()


def modules(room: str) -> Iterator[str]:
    for path in (SOURCES / room).rglob("*.py"):
        parts = path.relative_to(SOURCES.parent).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def late_imports(room: str) -> Iterator[str]:
    """Libraries that the room's modules import, also those imported inside functions."""
    for path in (SOURCES / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module
            elif isinstance(node, ast.Import):
                yield from (name.name for name in node.names)


class TestStack:
    @pytest.mark.parametrize("room", ROOMS)
    def test_every_module_of_the_methods_and_sections_is_there(
        self, found: tuple[set[str], str, int], room: str
    ) -> None:
        assert set(modules(room)) - found[0] == set()

    @pytest.mark.parametrize("room", ["estimates", "fos", "rating", "vsoko", "documents"])
    def test_so_is_what_they_import_late(self, found: tuple[set[str], str, int], room: str) -> None:
        assert set(late_imports(room)) - found[0] - {"__future__"} == set()

    def test_so_is_what_a_kernel_imports_at_its_first_cell(self, found: tuple[set[str], str, int]) -> None:
        assert {
            "ipykernel.debugger", "debugpy", "IPython.lib.lexers", "tornado.platform.asyncio", "pdb", "sqlite3",
            "workbook.warm.application",
        } <= found[0]  # fmt: skip

    def test_the_backend_of_figures_is_left_to_the_child(self, found: tuple[set[str], str, int]) -> None:
        assert not {"matplotlib.pyplot", "seaborn", "matplotlib_inline", "matplotlib_inline.backend_inline"} & found[0]

    def test_nothing_imported_has_started_a_thread(self, found: tuple[set[str], str, int]) -> None:
        assert found[1] == "1"

    def test_to_note_the_names_of_all_modules_costs_few_pages(self, found: tuple[set[str], str, int]) -> None:
        assert len(found[0]) > 2000
        assert found[2] < len(found[0]) / 10

    def test_a_module_that_cannot_be_imported_leaves_the_others_warm(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        room = tmp_path / "try_room"
        for name, text in {
            "__init__": "", "a_torn": "def", "b_needs": "import library_of_nobody", "d_whole": "",
            "c_torn/__init__": "def", "e_within/__init__": "", "e_within/deep": "",
        }.items():  # fmt: skip
            (room / name).parent.mkdir(exist_ok=True)
            (room / f"{name}.py").write_text(text, encoding="utf-8")
        monkeypatch.syspath_prepend(tmp_path)
        import_all("try_room")
        made = {name for name in sys.modules if name.startswith("try_room")}
        for name in made:
            monkeypatch.delitem(sys.modules, name)
        assert made == {"try_room", "try_room.d_whole", "try_room.e_within", "try_room.e_within.deep"}
