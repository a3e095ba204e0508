"""The fields of work on one's own data: the form to take, the book to bring, its faults, the door to the notebook.

Apart from the other fields because its answer is not typed but read from a file, and half of it is downloads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

from workbook import display
from workbook.course.checking import check_school
from workbook.course.exercise import Answer, OwnSchool
from workbook.course.fields import Fields, points_to_tick
from workbook.course.own_school import Desk, Taken, blank_form, marked_book, sample_form, take_school
from workbook.display.blocks import Finding, Findings
from workbook.errors import WorkbookError
from workbook.school import TABLES, Severity

__all__ = ["own_school_fields"]

_SHOWN = 12
"""Faults that are listed on the page; the marked book holds them all."""

_TONES = {Severity.ERROR: "bad", Severity.WARNING: "warn", Severity.REPAIR: "info"}


def own_school_fields(body: OwnSchool, answer: Answer, desk: Desk | None) -> Fields:
    """Draw the fields.

    Parameters
    ----------
    body : OwnSchool
    answer : Answer
        What was found at the last bringing, as :func:`workbook.course.check` takes it.
    desk : Desk or None
        None while no code is known: a school must belong to somebody.
    """
    if desk is None:
        import ipywidgets

        told = ipywidgets.HTML('<div class="wb"><p>Сначала введите свой код в начале страницы.</p></div>')
        return Fields(told, lambda: answer, ())
    return _Sheet(body, answer if isinstance(answer, Mapping) else {}, desk).fields()


class _Sheet:
    """The widgets of one such exercise; its box has the trait ``value``, the rows and errors found."""

    def __init__(self, body: OwnSchool, answer: Mapping[str, Any], desk: Desk) -> None:
        import ipywidgets
        import traitlets

        self._body, self._desk = body, desk
        self._form, self._told, self._door = (ipywidgets.HTML() for _ in range(3))
        self._upload = ipywidgets.FileUpload(
            accept=".xlsx", description="Вернуть заполненную форму", layout={"width": "auto"}
        )
        self._upload.add_class("wb-upload")
        self._upload.add_class("wb-upload-form")
        self._upload.observe(self._on_file, names="value")
        self._points = points_to_tick(body.points, answer.get("сверено"))
        self._after = ipywidgets.VBox([self._door, *self._points])
        steps = (
            f"<p><b>Шаг 1. Форма.</b> Таблицы: {_titles(body)}.</p>",
            "<p><b>Шаг 2. Заполненная форма.</b> Книга XLSX до 5 МБ; вместо имён — коды. Она не покидает этот "
            "компьютер.</p>",
        )
        first, second = (ipywidgets.HTML(f'<div class="wb">{step}</div>') for step in steps)
        parts = [first, self._takers(), self._form, second, self._upload, self._told, self._after]
        self.box = ipywidgets.VBox(parts, layout={"width": "100%"})
        self.box.add_class("wb-own-school")
        self.box.add_traits(value=traitlets.Any(allow_none=True))
        found = answer.get("строк")
        self.box.value = (
            {"строк": dict(found), "ошибок": answer.get("ошибок", 0)} if isinstance(found, Mapping) else None
        )
        self._show_door()

    def fields(self) -> Fields:
        def read() -> Answer:
            if self.box.value is None:
                return None
            ticked = [number for number, point in enumerate(self._points, start=1) if point.value]
            return {**self.box.value, "сверено": ticked}

        return Fields(self.box, read, (self.box, *self._points))

    def _takers(self) -> Any:
        import ipywidgets

        body, desk = self._body, self._desk
        buttons = [self._taker("Пустая форма", "forma.xlsx", lambda: blank_form(body))]
        if body.sample:
            name = "Форма с учебными данными"
            buttons.append(self._taker(name, "uchebnye-dannye.xlsx", lambda: sample_form(body, desk)))
        row = ipywidgets.HBox(buttons)
        row.add_class("wb-buttons")
        return row

    def _taker(self, title: str, name: str, make: Callable[[], bytes]) -> Any:
        """Draw a button that writes the form when asked: a form of many tables takes a second."""
        import ipywidgets

        button = ipywidgets.Button(description=title, layout={"width": "auto"})

        def react(_: Any) -> None:
            try:
                file = display.Download(f"Сохранить: {title.lower()}", name, make())
            except WorkbookError as refusal:
                self._form.value = Findings([Finding("bad", refusal.message)]).html()
            else:
                self._form.value = display.Downloads([file]).html()

        button.on_click(react)
        return button

    def _on_file(self, change: Mapping[str, Any]) -> None:
        if not change["new"]:
            return
        content = bytes(change["new"][0]["content"])
        # The widget would not notice the same file brought again.
        self._upload.value = ()
        self._told.value = '<div class="wb" role="status"><p>Книга проверяется…</p></div>'
        try:
            taken = take_school(self._body, self._desk, content)
        except WorkbookError as refusal:
            self._told.value = f'<div role="alert">{Findings([Finding("bad", refusal.message)]).html()}</div>'
            return
        self._told.value = f'<div role="alert">{self._heard(taken)}</div>'
        self.box.value = {"строк": dict(taken.rows), "ошибок": taken.errors}
        self._show_door()

    def _heard(self, taken: Taken) -> str:
        rows = "; ".join(f"«{TABLES[name].title}» — {count}" for name, count in taken.rows.items())
        severities = list(_TONES)
        worst = sorted(taken.problems, key=lambda problem: severities.index(problem.severity))
        findings = [Finding("info", f"Прочитано строк: {rows}.")]
        findings += [Finding(_TONES[problem.severity], problem.message) for problem in worst[:_SHOWN]]
        blocks: list[display.Block] = [Findings(findings)]
        rest = len(worst) - _SHOWN
        if rest > 0:
            more = display.count(rest, "замечание", "замечания", "замечаний")
            blocks.append(display.Text(f"И ещё {more}: все они отмечены в книге ниже."))
        if taken.kept and worst:
            marked = marked_book(self._desk, taken.problems)
            blocks.append(display.Downloads([display.Download("Книга с отметками", "zamechaniya.xlsx", marked)]))
        return display.Stack(blocks).html()

    def _show_door(self) -> None:
        """Open the way to the notebook when the data may be used."""
        fit = self.box.value is not None and not check_school(self._body, self.box.value)
        self._after.layout.display = "" if fit else "none"
        if not fit:
            return
        owner, name, tool = self._desk.folder.name, self._desk.name, self._body.notebook
        if self._desk.page:
            address = f"{self._desk.page}{quote(tool)}?own={quote(owner)}&school={quote(name)}"
            way = (
                f'<p><a class="wb-download" target="_blank" rel="noopener" href="{display.escape(address)}">Открыть '
                "тетрадь с моей школой</a></p>"
            )
        else:
            way = (
                f"<p>Откройте тетрадь <code>notebooks/{display.escape(tool)}.ipynb</code> и впишите в её параметры: "
                f'<code>school: str = "{display.escape(name)}"</code>, '
                f'<code>data: str = "{display.escape(self._desk.folder.as_posix())}"</code>.</p>'
            )
        self._door.value = (
            f'<div class="wb"><p><b>Шаг 3. Тетрадь.</b></p>{way}<p><b>Отметьте, что сделано.</b></p></div>'
        )


def _titles(body: OwnSchool) -> str:
    return ", ".join(f"«{display.escape(TABLES[name].title)}»" for name in body.tables)
