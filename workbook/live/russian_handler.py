"""What every answer of the server is made with: Russian sentences for faults, our own templates, the entrance.

Apart from the server because its pages, of notebooks and of lessons, are several and rest on this alike.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2
from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from workbook import display
from workbook.live.incidents import record_incident

__all__ = ["TEMPLATES", "Entrance", "NotFound", "RussianHandler", "environment"]

TEMPLATES = Path(__file__).parent / "templates"
_MESSAGES = {
    401: "Нужен ключ доступа. Откройте ссылку, которую напечатала команда запуска, или введите ключ ниже.",
    403: "Сюда нельзя. Вернитесь на главную страницу.",
    404: "Такой страницы нет. Вернитесь на главную страницу и выберите тетрадь.",
}


def environment() -> jinja2.Environment:
    """Return the templates of our own pages, escaping everything."""
    return jinja2.Environment(loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True)


class RussianHandler(JupyterHandler):
    """Handlers whose faults are Russian sentences with an incident number."""

    def get_login_url(self) -> str:
        """Send a visitor without the key to the entrance."""
        return f"{self.base_url}vhod"

    def write_error(self, status_code: int, **details: Any) -> None:
        """Show a sentence; keep the traceback in the log."""
        number = ""
        error = details.get("exc_info", (None, None, None))[1]
        if status_code >= 500 and error is not None:
            number = record_incident(error, self.request.path)
        text = _MESSAGES.get(status_code, "Страницу не удалось построить.")
        page = environment().get_template("error.html.j2")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(page.render(look=display.look(), text=text, number=number, base=self.base_url))


class NotFound(RussianHandler):
    """Whatever has no page of its own."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Say so."""
        raise web.HTTPError(404)


class Entrance(RussianHandler):
    """The page that asks for the access key."""

    @allow_unauthenticated
    def get(self) -> None:
        """Ask."""
        self.set_status(401)
        page = environment().get_template("entrance.html.j2")
        self.finish(page.render(look=display.look(), text=_MESSAGES[401], base=self.base_url))
