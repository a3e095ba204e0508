"""The server of live pages as a visitor meets it: key, home page, one page in Chromium, nothing else reachable."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import nbformat
import pytest

from workbook.live.server import ServeOptions, _config

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"

pytestmark = pytest.mark.slow

_CELLS = [
    ("markdown", "title", "# Сколько учеников\n\nЧитатель решит, хватает ли учеников.", ()),
    ("code", "parameters", 'school: str = "alfa"\ndata: str = ""\nclass_: str = ""', ("parameters",)),
    (
        "code",
        "page",
        "from workbook import display, live\n"
        "page = live.Page(school=school, data=data, class_=class_)\n"
        'page.head("Сколько учеников", "Хватает ли их.")\n'
        "page.controls(live.choose_school(), "
        'live.choice("class_", "Класс", lambda school: sorted(school["pupils"]["class_"].unique()), empty="все"))',
        (),
    ),
    (
        "code",
        "count",
        "@page.view\ndef count(school, class_):\n"
        '    pupils = school["pupils"]\n'
        '    chosen = pupils if not class_ else pupils[pupils["class_"] == class_]\n'
        '    return display.Text("Учеников: " + str(len(chosen)))',
        (),
    ),
    ("code", "slip", "page.view(no_such_thing)", ()),
]


@pytest.fixture(scope="module")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("тетради")
    notebook = nbformat.v4.new_notebook()
    for kind, name, source, tags in _CELLS:
        make = nbformat.v4.new_markdown_cell if kind == "markdown" else nbformat.v4.new_code_cell
        cell = make(source, id=name)
        cell.metadata["tags"] = list(tags)
        notebook.cells.append(cell)
    notebook.metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(notebook, folder / "10_mini.ipynb")
    folder.joinpath("secret.png").write_bytes(b"\x89PNG not for visitors")
    return folder


_SERVE = """
import sys
from pathlib import Path
from workbook.live.server import ServeOptions, serve
notebooks, data, state = map(Path, sys.argv[1:4])
serve(ServeOptions(notebooks, data, None, state, port=8899, token="klyuch", warm=1, open_browser=False),
      say=lambda line: print(line, flush=True))
"""


@pytest.fixture(scope="module")
def address(notebooks: Path, schools: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    state = tmp_path_factory.mktemp("state")
    command = [sys.executable, "-c", _SERVE, str(notebooks), str(schools), str(state)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+", process.stdout.readline())
        assert found
        yield found.group()
        process.terminate()
        process.wait(timeout=30)


class Visitor:
    """A browser without a screen: keeps cookies, returns status and text."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> tuple[int, str]:
        try:
            with self.opener.open(self.address + path, timeout=60) as answer:
                return answer.status, answer.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode("utf-8", "replace")


class TestReach:
    def test_without_the_key_only_the_entrance(self, address: str) -> None:
        status, text = Visitor(address).get("/")
        assert status == 401
        assert "Нужен ключ доступа" in text
        status, text = Visitor(address).get("/page/10_mini")
        assert "Учеников" not in text
        assert status == 401

    def test_wrong_key(self, address: str) -> None:
        assert Visitor(address).get("/?token=ne-tot")[0] == 401

    def test_home_page_lists_notebooks_and_schools(self, address: str) -> None:
        status, text = Visitor(address).get("/?token=klyuch")
        assert status == 200
        assert "Сколько учеников" in text
        assert '<option value="beta">Школа «Бета»</option>' in text

    @pytest.mark.parametrize(
        "path",
        [
            "/page/secret",
            "/page/../10_mini",
            "/voila/tree/",
            "/voila/render/10_mini.ipynb",
            "/voila/files/secret.png",
            "/voila/api/contents/",
            "/api/contents",
            "/secret.png",
            "/page/10_mini.ipynb",
            "/net-takoy",
        ],
    )
    def test_nothing_else_is_reachable(self, address: str, path: str) -> None:
        visitor = Visitor(address)
        visitor.get("/?token=klyuch")
        status, text = visitor.get(path)
        assert status in (403, 404), path
        assert "PNG not for" not in text

    def test_a_wrong_page_speaks_russian(self, address: str) -> None:
        visitor = Visitor(address)
        visitor.get("/?token=klyuch")
        status, text = visitor.get("/page/net-takoy")
        assert status == 404
        assert "Такой страницы нет" in text


@pytest.mark.browser
class TestBrowser:
    def test_controls_change_the_numbers_and_nothing_leaves_the_machine(self, address: str, chromium: Any) -> None:
        from playwright.sync_api import expect

        errors: list[str] = []
        requests: list[str] = []
        context = chromium.new_context(viewport={"width": 1200, "height": 900})
        tab = context.new_page()
        tab.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("request", lambda request: requests.append(request.url))
        tab.goto(f"{address}/?token=klyuch")
        tab.select_option("#school", "beta")
        tab.click("text=Открыть тетрадь")
        expect(tab.locator("main")).to_contain_text("Учеников: 3", timeout=60_000)
        school, class_ = tab.locator(".wb-controls select").nth(0), tab.locator(".wb-controls select").nth(1)
        class_.select_option(label="8 Б")
        expect(tab.locator("main")).to_contain_text("Учеников: 2", timeout=20_000)
        school.select_option(label="Школа «Альфа»")
        expect(tab.locator("main")).to_contain_text("Школа «Альфа»", timeout=20_000)
        expect(tab.locator("main")).to_contain_text("Сообщите ведущему номер происшествия")
        words = tab.inner_text("body")
        picture = tab.screenshot()
        context.close()
        assert not errors
        assert not [url for url in requests if not url.startswith((address, "data:", "blob:"))]
        assert not re.findall(r"\b(?:Loading|Running|Executing|Error|undefined|None|NaN)\b", words)
        assert len(set(picture)) > 100


class TestWaiting:
    def test_a_warm_page_may_wait_for_its_visitor_and_other_cells_may_not_take_for_ever(self, tmp_path: Path) -> None:
        limit = _config(ServeOptions(tmp_path, tmp_path, None, tmp_path)).VoilaExecutor.timeout_func
        cell = nbformat.v4.new_code_cell
        assert limit(cell("page = live.Page(school=school)")) is None
        assert limit(cell("page.view(rows)")) == 180

    @pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("[0-9]*.ipynb")), ids=lambda path: path.stem)
    def test_every_page_is_made_where_the_server_looks_for_it(self, path: Path) -> None:
        sources = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        assert sum("live.Page(" in source for source in sources) == 1
