"""The leader's desk: a lesson is chosen, files of participants are brought, the group is looked at again.

Apart from the page of the group because here files come in and are kept beside those of this computer.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbook import display
from workbook.course.answers import AnswersFile, merged, parse_answers, read_group
from workbook.course.exercise_page import style
from workbook.course.group import look_at_group, named_codes
from workbook.course.group_page import group_blocks
from workbook.course.lesson import read_lesson
from workbook.course.opening import answers_folder, lessons_folder
from workbook.display.blocks import Finding, Findings
from workbook.errors import Reason, WorkbookError

__all__ = ["GroupDesk", "open_group"]


def open_group(lesson: str = "", codes: str = "", lessons: Path | str = "") -> Any:
    """Open the desk in a notebook.

    Parameters
    ----------
    lesson : str
        Folder of the lesson that is looked at first; empty: the first one.
    codes : str
        Codes that were given out: «У-01…У-24»; those of whom nothing came are named.
    lessons : path
        Folder of the lessons; empty: as :func:`workbook.course.open_lesson` finds it.

    Returns
    -------
    Widget

    Raises
    ------
    WorkbookError
        The folder holds no lesson, or not this one.
    """
    return GroupDesk(Path(lessons) if lessons else lessons_folder(), lesson, codes).box


class GroupDesk:
    """The widgets of the leader.

    Attributes
    ----------
    box : Widget
        What is displayed.
    """

    def __init__(self, lessons: Path, lesson: str, codes: str) -> None:
        import ipywidgets

        slugs = sorted(path.parent.name for path in lessons.glob("[0-9]*/lesson.md"))
        if not slugs or (lesson and lesson not in slugs):
            has = f" Есть: {', '.join(slugs)}." if slugs else ""
            raise WorkbookError(f"Занятия «{lesson}» нет в папке {lessons}.{has}", Reason.LESSON)
        self._lessons = lessons
        titles = [(_title(lessons / slug), slug) for slug in slugs]
        self._lesson = ipywidgets.Dropdown(options=titles, value=lesson or slugs[0], description="Занятие")
        self._codes = ipywidgets.Text(value=codes, description="Коды группы", placeholder="У-01…У-24")
        self._upload = ipywidgets.FileUpload(
            accept=".json", multiple=True, description="Добавить файлы участников", layout={"width": "auto"}
        )
        again = ipywidgets.Button(description="Обновить", button_style="primary", layout={"width": "auto"})
        self._told, self._group = ipywidgets.HTML(), ipywidgets.HTML()
        for field in (self._lesson, self._codes):
            field.add_class("wb-label-above")
        self._upload.add_class("wb-upload")
        self._upload.add_class("wb-upload-group")
        again.on_click(lambda _: self.refresh())
        self._lesson.observe(lambda _: self.refresh(), names="value")
        self._upload.observe(self._on_files, names="value")
        buttons = ipywidgets.HBox([again, self._upload])
        buttons.add_class("wb-buttons")
        fields = ipywidgets.VBox(
            [
                ipywidgets.HTML(f"<style>{display.look()}</style>{style()}"),
                self._lesson,
                self._codes,
                buttons,
                self._told,
            ]
        )
        fields.add_class("wb-exercise")
        fields.add_class("wb-opening")
        self.box = ipywidgets.VBox([fields, self._group])
        self.refresh()

    def refresh(self) -> None:
        """Read the files anew and show the group."""
        try:
            lesson = read_lesson(self._lessons / str(self._lesson.value))
            group, refused = read_group(answers_folder(self._lessons), lesson.slug)
            seen = look_at_group(lesson.exercises, group, named_codes(self._codes.value))
        except WorkbookError as refusal:
            self._group.value = Findings([Finding("bad", refusal.message)]).html()
        else:
            self._group.value = group_blocks(lesson, seen, refused).html()

    def _on_files(self, change: Mapping[str, Any]) -> None:
        if not change["new"]:
            return
        said = []
        for file in change["new"]:
            try:
                code = self._take(bytes(file["content"]))
            except WorkbookError as refusal:
                said.append(Finding("warn", f"{file['name']}: {refusal.message}"))
            else:
                said.append(Finding("ok", f"{file['name']}: ответы участника {code} добавлены."))
        self._upload.value = ()
        self._told.value = f'<div role="alert">{Findings(said).html()}</div>'
        self.refresh()

    def _take(self, content: bytes) -> str:
        slug = str(self._lesson.value)
        code, attempts = parse_answers(content, slug)
        file = AnswersFile(answers_folder(self._lessons), slug, code)
        file.write(merged(file.read(), attempts))
        return code


def _title(folder: Path) -> str:
    """Name a lesson as people do; one whose source is being mended has only the name of its folder."""
    try:
        return read_lesson(folder).name
    except WorkbookError:
        return folder.name
