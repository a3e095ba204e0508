"""The server of live pages: Voilà over the same notebooks, with a Russian home page and nothing else reachable.

Voilà's own tree, file and contents handlers are left out, pages are found by notebook name only, every page asks for
the access key, and the content security policy keeps all requests on this machine.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import nbformat
from jupyter_core.paths import jupyter_path
from tornado import web
from tornado.ioloop import IOLoop, PeriodicCallback
from traitlets.config import Config
from voila.app import Voila

from workbook import display
from workbook.errors import Reason, RunFailed
from workbook.live.admission import Admission, AdmittedPage
from workbook.live.lesson_pages import GROUP, GroupPage, LessonPage, lesson_cards
from workbook.live.russian_handler import TEMPLATES, Entrance, NotFound, RussianHandler, environment
from workbook.live.schools import school_titles
from workbook.warm import ZYGOTE, Nursery, fork_is_safe

__all__ = ["ServeOptions", "pages", "serve"]

_LEFT_OUT = ("/voila/tree", "/voila/api/contents", "/voila/files", "/voila/render", "/login", "/logout")
_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self' ws://127.0.0.1:* ws://localhost:*; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_IDLE_SECONDS = 3600
_CELL_SECONDS = 180
_LOOK_MILLISECONDS = 5000
_WAITING = "live.Page("
_PROVISIONER = "workbook-warm"


@dataclass(frozen=True)
class ServeOptions:
    """Where the live pages come from and how they are offered.

    Attributes
    ----------
    notebooks, data : Path
        Folder of the notebooks and folder of the school folders.
    reports : Path or None
        Folder of finished reports, offered from the home page when it holds an index.
    state : Path
        Folder for the cache of checked tables and the log of incidents.
    port : int
        Port on 127.0.0.1; the next free one is taken when it is busy.
    token : str
        Access key; empty makes a fresh one.
    warm : int
        How many kernels wait ready for each notebook.
    open_browser : bool
        Open the home page in the browser of this machine.
    lessons : Path or None
        Folder of the lessons; those built are offered from the home page.
    leader : bool
        This is the leader's computer: the answers of the group are offered too.
    """

    notebooks: Path
    data: Path
    reports: Path | None
    state: Path
    port: int = 8866
    token: str = ""
    warm: int = 1
    open_browser: bool = True
    lessons: Path | None = None
    leader: bool = False

    @property
    def offers_group(self) -> bool:
        """Whether there is a page of the group's answers, and somebody who may see it."""
        return self.leader and self.lessons is not None and (self.lessons / GROUP).is_file()


@dataclass(frozen=True)
class PageCard:
    """One card of the home page: the notebook's name, its title and what the reader will decide."""

    name: str
    title: str
    purpose: str


def pages(notebooks: Path) -> list[PageCard]:
    """Return a card for each notebook of the folder, from its first Markdown cell.

    Raises
    ------
    RunFailed
        The folder holds no notebook.
    """
    cards = []
    for path in sorted(notebooks.glob("[0-9]*.ipynb")):
        first = nbformat.read(path, as_version=4).cells[0].source
        lines = [line.strip() for line in first.splitlines() if line.strip()]
        title = lines[0].lstrip("# ") if lines else path.stem
        cards.append(PageCard(path.stem, title, " ".join(lines[1:])))
    if not cards:
        raise RunFailed(f"В папке «{notebooks}» нет тетрадей (файлов .ipynb с номером).", Reason.NOTEBOOK)
    return cards


class _Home(RussianHandler):
    """Cards of the notebooks and the choice of a school."""

    def initialize(self, serving: ServeOptions) -> None:
        self.serving = serving

    @web.authenticated
    def get(self) -> None:
        serving = self.serving
        reports = serving.reports is not None and (serving.reports / "index.html").is_file()
        page = environment().get_template("home.html.j2")
        self.finish(
            page.render(
                look=display.look(),
                cards=pages(serving.notebooks),
                schools=list(school_titles(serving.data).items()),
                lessons=lesson_cards(serving.lessons),
                group=serving.offers_group,
                reports=reports,
                base=self.base_url,
            )
        )


class _LivePage(AdmittedPage):
    """One notebook as a page; only names of the served notebooks are known."""

    def initialize(self, **given: Any) -> None:
        self.names: frozenset[str] = given.pop("names")
        super().initialize(**given)

    @web.authenticated
    async def get(self, name: str) -> None:
        if name not in self.names:
            raise web.HTTPError(404)
        await self.build(f"{name}.ipynb")


class _Reports(RussianHandler, web.StaticFileHandler):
    """Finished reports, for those who hold the key."""

    @web.authenticated
    async def get(self, path: str, include_body: bool = True) -> None:  # type: ignore[override]
        parts = Path(path).parts
        if any(part.startswith(".") for part in parts) or Path(path).suffix not in (".html", ""):
            raise web.HTTPError(404)
        await web.StaticFileHandler.get(self, path, include_body)


class _Server(Voila):
    """Voilà with our rooms only."""

    name = "workbook-serve"
    serving: ServeOptions
    nursery: Nursery
    say: Callable[[str], object] = print

    def setup_template_dirs(self) -> None:
        """Put the kit's template before Voilà's own."""
        super().setup_template_dirs()
        own = TEMPLATES / "workbook"
        self.template_paths: list[str] = [str(own), *self.template_paths, *jupyter_path()]
        self.static_paths: list[str] = [str(own / "static"), *self.static_paths]

    def init_handlers(self) -> list[Any]:
        """Keep what a page needs (kernel channel, static files, shutdown), drop browsing, add our pages."""
        base = self.server_url
        kept = [handler for handler in super().init_handlers() if not self._left_out(handler)]
        names = frozenset(card.name for card in pages(self.serving.notebooks))
        voila = {
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
            "admission": Admission(),
        }
        own: list[Any] = [
            (base, _Home, {"serving": self.serving}),
            (f"{base}vhod", Entrance),
            (rf"{base}page/([0-9a-z_]+)", _LivePage, {"names": names, **voila}),
        ]
        if self.serving.lessons is not None:
            own.append((rf"{base}lesson/([0-9][0-9a-z-]*)", LessonPage, {"folder": self.serving.lessons, **voila}))
        if self.serving.offers_group:
            own.append((f"{base}group", GroupPage, {"folder": self.serving.lessons, **voila}))
        if self.serving.reports is not None:
            folder = str(self.serving.reports)
            own.append((rf"{base}reports/(.*)", _Reports, {"path": folder, "default_filename": "index.html"}))
        return [*own, *kept, (r".*", NotFound)]

    def listen(self) -> None:
        """Listen, and say the address as soon as pages can be asked for."""
        IOLoop.current().add_callback(self._ready)
        PeriodicCallback(self._keep_warm, _LOOK_MILLISECONDS).start()
        super().listen()

    async def _keep_warm(self) -> None:
        """Start the parent of the kernels anew when it has died; pages opened meanwhile have plain kernels."""
        with suppress(RunFailed):
            if await asyncio.to_thread(self.nursery.revive):
                os.environ[ZYGOTE] = self.nursery.path

    def _ready(self) -> None:
        address = f"http://127.0.0.1:{self.port}/?token={self.serving.token}"
        self.say(f"Живые страницы открыты: {address}")
        if self.serving.open_browser:
            webbrowser.open(address)

    def _left_out(self, handler: Any) -> bool:
        route = str(handler[0])
        return route == self.server_url or any(route.startswith(self.server_url + part[1:]) for part in _LEFT_OUT)


def _config(options: ServeOptions) -> Config:
    config = Config()
    config.Voila.ip = "127.0.0.1"
    config.Voila.port = options.port
    config.Voila.root_dir = str(options.notebooks)
    config.Voila.token = options.token
    config.Voila.open_browser = False
    config.Voila.tornado_settings = {"headers": {"Content-Security-Policy": _POLICY}}
    config.VoilaConfiguration.template = "lab"
    config.VoilaConfiguration.theme = "light"
    config.VoilaConfiguration.allow_template_override = "NO"
    config.VoilaConfiguration.allow_theme_override = "NO"
    config.VoilaConfiguration.file_allowlist = []
    config.VoilaConfiguration.file_denylist = [".*"]
    config.VoilaConfiguration.show_tracebacks = False
    config.VoilaConfiguration.strip_sources = True
    config.VoilaConfiguration.extension_allowlist = [
        "@voila-dashboards/widgets-manager8",
        "@jupyter-widgets/jupyterlab-manager",
    ]
    config.VoilaConfiguration.resources = {"wb_look": display.look()}
    config.VoilaConfiguration.page_config_hook = _without_mathjax
    config.VoilaConfiguration.preheat_kernel = options.warm > 0
    config.VoilaConfiguration.default_pool_size = options.warm
    config.VoilaExecutor.timeout_func = _time_limit
    config.MappingKernelManager.cull_idle_timeout = _IDLE_SECONDS
    config.MappingKernelManager.cull_interval = 60
    config.MappingKernelManager.cull_connected = True
    config.AsyncKernelManager.client_class = "workbook.live.prompt_client.PromptClient"
    config.WarmProvisioner.options = ["--HistoryManager.enabled=False"]  # nobody types here, and none need be written
    if os.name == "posix":
        config.KernelManager.transport = "ipc"
    return config


def _time_limit(cell: Any) -> int | None:
    """Return the seconds that a cell may take: none for the cell that makes the page, where a warm kernel waits.

    A limit there would end every page that nobody opened within it, and the visitor would find an English notice.
    """
    return None if _WAITING in cell.source else _CELL_SECONDS


def _without_mathjax(page_config: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Point MathJax at this machine instead of a foreign address; it loads only for formulas, and pages hold none."""
    return page_config | {"fullMathjaxUrl": "/voila/static/mathjax.js", "mathjaxConfig": "none"}


def _surroundings(options: ServeOptions) -> Iterator[tuple[str, str]]:
    options.state.mkdir(parents=True, exist_ok=True)
    yield "WORKBOOK_DATA", str(options.data)
    yield "WORKBOOK_REPORTS", str(options.reports or "")
    yield "WORKBOOK_LESSONS", str(options.lessons or "")
    yield "WORKBOOK_OWN", str(options.lessons.parent / ".workbook" / "schools" if options.lessons else "")
    yield "WORKBOOK_CACHE", str(options.state / "cache")
    yield "WORKBOOK_INCIDENTS", str(options.state / "incidents.log")
    yield "VOILA_APP_IP", "127.0.0.1"
    yield "PYTHONWARNINGS", "ignore"


def serve(options: ServeOptions, *, say: Callable[[str], object] = print) -> None:
    """Serve the notebooks as live pages until interrupted.

    Parameters
    ----------
    options : ServeOptions
    say : callable
        Receives one line with the address to open.

    Raises
    ------
    RunFailed
        No notebooks, or no free port.
    """
    pages(options.notebooks)
    token = options.token or secrets.token_hex(16)
    options = replace(options, token=token)
    os.environ.update(dict(_surroundings(options)))
    with _warm_kernels(options.state) as nursery:
        server = _Server(config=_config(options))
        server.nursery = nursery
        server.serving = options
        server.say = say
        server.log_level = logging.ERROR
        server.initialize([])
        server.start()


@contextmanager
def _warm_kernels(state: Path) -> Iterator[Nursery]:
    """Let Jupyter fork the kernels of all pages from one zygote; where that is not possible they start plainly."""
    known = {entry.name for entry in entry_points(group="jupyter_client.kernel_provisioners")}
    nursery = Nursery(state / "zygote", state / "zygote.log")
    try:
        if fork_is_safe() and _PROVISIONER in known:
            nursery.open()
            os.environ.update({ZYGOTE: nursery.path, "JUPYTER_DEFAULT_PROVISIONER_NAME": _PROVISIONER})
    except RunFailed:
        logging.getLogger(__name__).warning("no zygote: kernels start plainly")
    try:
        yield nursery
    finally:
        nursery.close()
