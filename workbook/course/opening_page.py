"""What a lesson begins with on the screen: whose answers these are, how far they go, the file to take along.

Apart from the lesson opened because it only shows and asks; what a code or a file means is decided there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from workbook import display
from workbook.course.answers import AnswersFile
from workbook.course.attempt import Attempt
from workbook.course.exercise_page import style
from workbook.display.blocks import badge
from workbook.errors import WorkbookError

__all__ = ["OpeningPage"]


class _Opened(Protocol):
    file: AnswersFile | None

    @property
    def states(self) -> Mapping[str, Attempt]: ...
    @property
    def progress(self) -> str: ...
    def enter(self, code: str) -> None: ...
    def bring(self, content: bytes) -> None: ...
    def content(self) -> bytes: ...


class OpeningPage:
    """The widgets above a lesson.

    Attributes
    ----------
    box : Widget
        What is displayed.
    """

    def __init__(self, opened: _Opened) -> None:
        import ipywidgets

        self._opened = opened
        self._told, self._way, self._file = (ipywidgets.HTML() for _ in range(3))
        self._code = ipywidgets.Text(description="Ваш код участника", placeholder="например, У-07")
        self._code.on_msg(self._on_message)
        button = ipywidgets.Button(description="Открыть мои ответы", button_style="primary", layout={"width": "auto"})
        button.on_click(lambda _: self.enter(self._code.value))
        self._upload = ipywidgets.FileUpload(
            accept=".json", description="Вернуть файл ответов", layout={"width": "auto"}
        )
        self._upload.add_class("wb-upload")
        self._upload.add_class("wb-upload-answers")
        self._told.add_class("wb-opening-told")
        self._upload.observe(self._on_file, names="value")
        row = ipywidgets.Box([self._code, button])
        row.add_class("wb-code-row")
        files = ipywidgets.HBox([self._file, self._upload])
        files.add_class("wb-buttons")
        title = (
            '<div class="wb"><h3>Чьи это ответы</h3><p>Введите код, который дал ведущий: ответы сохранятся и откроются '
            "под ним снова. За одним компьютером могут работать несколько человек, у каждого свой код.</p></div>"
        )
        self.box = ipywidgets.VBox(
            [
                ipywidgets.HTML(f"<style>{display.look()}</style>{style()}"), ipywidgets.HTML(title), row, self._told,
                self._way, files,
            ]
        )  # fmt: skip
        self.box.add_class("wb-exercise")
        self.box.add_class("wb-opening")
        self.refresh()

    def enter(self, code: str) -> None:
        """Open the answers of a code, and say what came of it."""
        self._tell(lambda: self._opened.enter(code))

    def refresh(self) -> None:
        """Show how far the lesson is and the file as it now is."""
        opened = self._opened
        kinds = ["wb-done" if a.solved else "wb-tried" if a.tries or a.opened else "" for a in opened.states.values()]
        strip = "".join(f'<i class="{kind}"></i>' for kind in kinds)
        self._way.value = (
            f'<div class="wb"><p class="wb-way"><b>{opened.progress}</b> упражнений</p>'
            f'<div class="wb-strip" aria-hidden="true">{strip}</div></div>'
        )
        if opened.file is None:
            self._file.value = ""
            return
        name = f"{opened.file.lesson}-{opened.file.participant}.json"
        file = display.Download("Забрать файл ответов", name, opened.content())
        self._file.value = f'<div class="wb">{file.button()}</div>'

    def _tell(self, act: Callable[[], None]) -> None:
        try:
            act()
        except WorkbookError as refusal:
            words, tone, text = "не открыто", "bad", refusal.message
        else:
            words, tone = "открыто", "ok"
            code = self._opened.file.participant if self._opened.file else ""
            self._code.value = code
            begun = any(attempt.begun for attempt in self._opened.states.values())
            text = f"Ответы участника {code}" + (": продолжаем." if begun else ": начинаем с чистого листа.")
        self._told.value = f'<div class="wb" role="alert"><p>{badge(words, tone)} {display.escape(text)}</p></div>'

    def _on_message(self, _: Any, content: Any, __: Any) -> None:
        if isinstance(content, dict) and content.get("event") == "submit":
            self.enter(self._code.value)

    def _on_file(self, change: Mapping[str, Any]) -> None:
        if change["new"]:
            content = bytes(change["new"][0]["content"])
            self._upload.value = ()  # else the same file brought again would not be noticed
            self._tell(lambda: self._opened.bring(content))
