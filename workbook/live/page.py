"""One notebook, three lives: the page holds the parameters, and a view shows the same block in each life.

In JupyterLab and under papermill a view is displayed once. Under Voilà the parameters become controls, and each view
re-renders alone when a parameter that it asks for by name has changed. There a page opens as soon as the controls and
the conclusions stand; the sections below follow one by one.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from workbook import display
from workbook.errors import DataRefused, MissingData, Reason, WorkbookError
from workbook.live.controls import Control
from workbook.live.following import Following
from workbook.live.incidents import apology, watch_cells
from workbook.live.mode import cache_folder, data_root, is_live, own_schools, reports_root, request_parameters
from workbook.live.schools import school_titles
from workbook.school import School, read_school
from workbook.school.municipality import read_municipality
from workbook.store import Store

__all__ = ["Page"]

View = Callable[..., Any]
_AWAITED = display.Text("Раздел строится…", tone="quiet")


@lru_cache(maxsize=4)
def _read(folder: Path) -> School:
    return read_school(folder, cache=cache_folder())


_read_municipality = lru_cache(maxsize=2)(read_municipality)


class Page:
    """The state of one report or live page.

    Parameters
    ----------
    **parameters
        The notebook's parameters by name. ``school`` is a school id, ``data`` the folder of the school folders
        (empty: the runner's or the sample one); the others are the notebook's own plain values. A page of the
        municipality has ``reports``, the reports folder, and no ``school``: its views' ``school`` is then the
        municipality with its shared tables, and ``store`` what the reports of all its schools found.

    Raises
    ------
    DataRefused, FileRefused, SettingsRefused
        The school's folder cannot be read at all.
    """

    def __init__(self, **parameters: Any) -> None:
        self._values = dict(parameters)
        self._controls: dict[str, Control] = {}
        self._widgets: dict[str, Any] = {}
        self._views: list[tuple[View, frozenset[str], Any]] = []
        self._derived: dict[str, Callable[..., Any]] = {}
        self._kept: dict[str, tuple[tuple[Any, ...], Any]] = {}
        self._opened = False
        self._shared: dict[str, Any] = {}
        self._following = Following(self._build)
        self._settling = False
        self._gap = ""
        self.live = is_live()
        if self.live:
            watch_cells()
            asked = request_parameters()
            self._take_request(asked)
        # A participant of a lesson may ask for the schools that she brought herself, by her code.
        own = own_schools(asked.get("own", "")) if self.live else None
        self.root = own or data_root(str(parameters.get("data", "")))

    def __getitem__(self, name: str) -> Any:
        """Return the value of a parameter now in force."""
        return self._values[name]

    @property
    def school(self) -> School:
        """The school now chosen, read and checked; on a page of the municipality, the municipality."""
        if "school" not in self._values:
            return _read_municipality(self.root)
        return _read(self.root / str(self._values["school"]))

    # What the notebook calls, in the order of its cells

    def head(self, title: str, purpose: str) -> None:
        """Show the passport of the report: what it is, whose, for which decision."""
        if not self.live:
            _show(display.Look())
        self.view(lambda school: display.Passport(school, title=title, purpose=purpose))

    def controls(self, *controls: Control) -> None:
        """Name the parameters that a visitor may change; widgets are drawn only under Voilà, where they are named.

        The first panel stays at the top of the window; a panel named further down stands in its section.

        Raises
        ------
        DataRefused
            A parameter's value is not among its options (in a report; a live page falls back to the first option).
        """
        self._controls.update({control.name: control for control in controls})
        self._settle(strict=not self.live)
        if self.live:
            self._draw_controls(controls)

    def value(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Name something that several views need, computed once for the same parameters; usable as a decorator.

        The function asks by argument name, as a view does; views and other values ask for it by its own name.
        """
        self._derived[function.__name__] = function
        return function

    def view(self, function: View) -> View:
        """Show what the function returns; usable as a decorator.

        The function asks for what it needs by argument name: ``school`` (:class:`School`), ``settings`` (the school's
        rules), any parameter of the notebook or any :meth:`value`.
        """
        names = self._needs(function)
        if self.live:
            later = self._opened
            widget = self._place(_AWAITED.html() if later else self._markup(function), later=later)
            self._views.append((function, names, widget))
            if later:
                self._following.add(function, widget)
            self._opened = bool(self._widgets)
            _show(widget)
        else:
            _show(self._block(function))
        return function

    def files(self, title: str) -> Callable[[View], View]:
        """Show files that take long to write: a report holds them, a live page writes them when asked.

        Parameters
        ----------
        title : str
            What the button of a live page says: «Подготовить сборник всех карт».

        Returns
        -------
        callable
            A decorator of a function that asks for what it needs as a view does; the files go when that changes.
        """

        def offered(function: View) -> View:
            if self.live:
                self._draw_files(title, function)
                return function
            return self.view(function)

        return offered

    def record(self, function: Callable[..., pd.DataFrame]) -> None:
        """Show the report's key figures and hand them to the results store."""
        arguments = inspect.signature(function).parameters

        def results(**given: Any) -> display.Block:
            return display.Results(function(**given))

        results.__signature__ = inspect.Signature(list(arguments.values()))  # type: ignore[attr-defined]
        self.view(results)

    def foot(self) -> None:
        """Close the report: rules in force, notes on the data, and who decides."""
        self.view(lambda school, settings: display.Foot(settings, school.problems))
        if self.live:
            self._following.begin()

    # How it works

    def _take_request(self, given: dict[str, str]) -> None:
        for name, text in given.items():
            if name in self._values and name not in ("data", "reports"):
                kind = type(self._values[name])
                try:
                    self._values[name] = text == "True" if kind is bool else kind(text)
                except ValueError:
                    continue

    def _needs(self, function: Callable[..., Any]) -> frozenset[str]:
        """Return the parameters on which a function rests, those of the values it asks for included."""
        names: set[str] = set()
        for name in inspect.signature(function).parameters:
            names |= self._needs(self._derived[name]) if name in self._derived else {name}
        return frozenset(names)

    def _call(self, function: Callable[..., Any]) -> Any:
        return function(**{name: self._given(name) for name in inspect.signature(function).parameters})

    def _given(self, name: str) -> Any:
        if name == "school":
            return self.school
        if name == "settings":
            return self.school.settings
        if name == "store":
            return Store(reports_root(str(self._values.get("reports", ""))))
        if name not in self._derived:
            return self._values[name]
        function = self._derived[name]
        stand = tuple(self._given(need) for need in sorted(self._needs(function) - {"settings"}))
        kept = self._kept.get(name)
        if kept is None or not _same(kept[0], stand):
            kept = self._kept[name] = (stand, self._call(function))
        return kept[1]

    def _labels(self, control: Control) -> dict[str, str]:
        if control.name == "school":
            return school_titles(self.root)
        if control.options is None:
            return {}
        try:
            found = self._call(control.options) if callable(control.options) else control.options
        except WorkbookError as refusal:
            if not self.live and not isinstance(refusal, MissingData):
                raise
            found = ()  # the views say why
        return control.labelled(found)

    def _settle(self, *, strict: bool) -> None:
        """Give every choice a value that exists."""
        for name, control in self._controls.items():
            if control.kind != "choice":
                continue
            labels = self._labels(control)
            value = str(self._values[name])
            if value in labels or (not labels and name != "school"):
                continue
            if strict and value:
                known = ", ".join(f"«{key}»" for key in list(labels)[:12] if key)
                raise DataRefused(
                    f"Параметр «{control.title}» ({name}): значения «{value}» нет. Есть: {known}.",
                    Reason.PARAMETER_TYPE,
                )
            self._values[name] = type(self._values[name])(next(iter(labels)))

    def _block(self, function: View) -> Any:
        """Return what the view shows; a report says the same gap once, however many views in a row it stops."""
        said, self._gap = self._gap, ""
        try:
            return self._call(function)
        except MissingData as gap:
            self._gap = gap.message
            if gap.message == said and not self.live:
                return None
            return display.Findings([display.finding("neutral", f"Раздел не построен. {gap.message}")])

    def _place(self, markup: str, *, later: bool = False) -> Any:
        """Return a place for a view: all share one layout and one style, which a browser need not make forty times."""
        import ipywidgets

        classes = ("wb-view", "wb-busy") if later else ("wb-view",)
        widget = ipywidgets.HTML(markup, _dom_classes=classes, **self._shared)
        self._shared = {"layout": widget.layout, "style": widget.style}
        return widget

    def _markup(self, function: View) -> str:
        try:
            return str(self._block(function).html())
        except Exception as error:  # noqa: BLE001 - a visitor sees a sentence and a number, the log keeps the traceback
            return str(apology(error, getattr(function, "__name__", "view")).html())

    def _build(self, function: View, widget: Any) -> None:
        """Render a section that was shown as one being built."""
        widget.value = self._markup(function)
        widget.remove_class("wb-busy")

    def _draw_controls(self, controls: tuple[Control, ...]) -> None:
        import ipywidgets

        below, drawn = bool(self._widgets), []
        for control in controls:
            name = control.name
            value = str(self._values[name]) if control.kind == "choice" else self._values[name]
            widget = control.widget(value, self._labels(control))
            widget.observe(self._changed(name), names="value")
            self._widgets[name] = widget
            drawn.append(widget)
        panel = ipywidgets.HBox(drawn)
        panel.add_class("wb-controls")
        if below:
            panel.add_class("wb-in-section")
        _show(panel)

    def _draw_files(self, title: str, function: View) -> None:
        import ipywidgets

        button, held = ipywidgets.Button(description=title, layout=ipywidgets.Layout(width="auto")), self._place("")
        button.add_class("wb-later")
        self._views.append((lambda: display.Stack([]), self._needs(function), held))

        def write(_: Any) -> None:
            button.disabled = True
            held.value = display.Text("Файлы готовятся…", tone="quiet").html()
            held.value = self._markup(function)
            button.disabled = False

        button.on_click(write)
        _show(ipywidgets.VBox([button, held], layout=ipywidgets.Layout(align_items="flex-start")))

    def _changed(self, name: str) -> Callable[[dict[str, Any]], None]:
        def react(change: dict[str, Any]) -> None:
            if self._settling or change["new"] is None:
                return
            before = dict(self._values)
            kind = type(self._values[name])
            self._values[name] = kind(change["new"])
            self._settle(strict=False)
            self._refresh_choices(besides=name)
            changed = {key for key, value in self._values.items() if before[key] != value}
            if "school" in changed:
                changed.add("settings")
            self._rerender(changed)

        return react

    def _refresh_choices(self, besides: str) -> None:
        """Offer what the other controls now allow; what a form took from its sample follows the sample."""
        self._settling = True
        try:
            for name, control in self._controls.items():
                if control.kind == "choice" and name in self._widgets and name != besides:
                    widget, labels = self._widgets[name], self._labels(control)
                    options = tuple((label, key) for key, label in labels.items())
                    if tuple(widget.options) != options:
                        widget.options = options
                    widget.value = str(self._values[name]) if str(self._values[name]) in labels else None
                if control.kind == "form" and name in self._widgets and name != besides:
                    self._widgets[name].follow()
                    self._values[name] = self._widgets[name].value
        finally:
            self._settling = False

    def _rerender(self, changed: set[str]) -> None:
        waiting = [(function, widget) for function, names, widget in self._views if names & changed]
        self._following.drop(waiting)
        for _, widget in waiting:
            widget.add_class("wb-busy")
        for function, widget in waiting:
            self._build(function, widget)


def _same(first: tuple[Any, ...], second: tuple[Any, ...]) -> bool:
    """Whether two lists of parameters are equal; a school is the same only as the very same value."""
    return all(a is b if isinstance(a, School) else a == b for a, b in zip(first, second, strict=True))


def _show(thing: Any) -> None:
    from IPython.display import display as show

    if thing is not None:
        show(thing)
