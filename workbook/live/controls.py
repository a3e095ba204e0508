"""Controls made from a notebook's parameters: described here without widgets, drawn only when a person is watching."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbook.school import Column

__all__ = ["Control", "Options", "choice", "choose_school", "form", "number", "slider", "toggle"]

Options = Callable[..., Mapping[str, str] | Iterable[str]] | Mapping[str, str] | Iterable[str]


@dataclass(frozen=True)
class Control:
    """One parameter that a visitor may change.

    Attributes
    ----------
    name : str
        The parameter's name in the notebook.
    title : str
        The Russian label beside the control.
    kind : str
        ``choice``, ``slider``, ``number``, ``toggle`` or ``form``.
    options : callable, mapping or iterable
        Allowed values of a choice with their labels; a callable asks for what it needs by argument name, as a view
        does.
    empty : str
        Label of the empty value («все»); without it an empty value means the first option.
    low, high, step : float
        Limits of a slider or a number.
    fields, long : tuple
        Columns of a form, and the names of those that take several lines.
    sample : callable or None
        Asked without arguments when a visitor wants the fields of a form filled: ``header → text``.
    sample_title : str
        The label of the button that asks for it.
    """

    name: str
    title: str
    kind: str
    options: Options | None = None
    empty: str = ""
    low: float = 0
    high: float = 100
    step: float = 1
    fields: tuple[Column, ...] = ()
    long: tuple[str, ...] = ()
    sample: Callable[[], Mapping[str, str]] | None = None
    sample_title: str = ""

    def labelled(self, found: Mapping[str, str] | Iterable[str]) -> dict[str, str]:
        """Return ``value → label`` in the order to show, the empty value first when it is allowed."""
        pairs = dict(found) if isinstance(found, Mapping) else {str(value): str(value) for value in found}
        return ({"": self.empty} | pairs) if self.empty else pairs

    def widget(self, value: Any, labels: Mapping[str, str]) -> Any:
        """Draw the control with ipywidgets; ``labels`` are the options of a choice."""
        import ipywidgets

        look = {"description_width": "initial"}
        if self.kind == "choice":
            return ipywidgets.Dropdown(
                options=[(label, key) for key, label in labels.items()],
                value=value if value in labels else None,
                description=self.title,
                style=look,
                layout=ipywidgets.Layout(width="auto", min_width="260px", max_width="100%"),
            )
        if self.kind == "slider":
            whole = all(float(part).is_integer() for part in (self.low, self.high, self.step))
            make = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
            cast = int if whole else float
            return make(
                value=value, min=cast(self.low), max=cast(self.high), step=cast(self.step), description=self.title,
                continuous_update=False, style=look, layout=ipywidgets.Layout(width="420px", max_width="100%"),
            )  # fmt: skip
        if self.kind == "number":
            return ipywidgets.BoundedFloatText(
                value=value, min=self.low, max=self.high, step=self.step, description=self.title, style=look,
                layout=ipywidgets.Layout(width="260px"),
            )  # fmt: skip
        if self.kind == "form":
            from workbook.live.field_sheet import draw_form

            return draw_form(self, str(value))
        return ipywidgets.Checkbox(value=bool(value), description=self.title, indent=False, style=look)


def choose_school(title: str = "Школа") -> Control:
    """Offer every school folder beside the current one."""
    return Control("school", title, "choice")


def choice(name: str, title: str, options: Options, *, empty: str = "") -> Control:
    """Offer one of several values.

    Parameters
    ----------
    name, title : str
        The parameter and its Russian label.
    options : callable, mapping or iterable
        ``value → label``, values alone, or a function of ``school``, ``settings`` and other parameters giving one.
    empty : str
        Label under which the empty value may be chosen, such as «все».
    """
    return Control(name, title, "choice", options, empty)


def slider(name: str, title: str, low: float, high: float, *, step: float = 1) -> Control:
    """Offer a number between two limits by dragging."""
    return Control(name, title, "slider", low=low, high=high, step=step)


def number(name: str, title: str, low: float, high: float, *, step: float = 1) -> Control:
    """Offer a number between two limits by typing."""
    return Control(name, title, "number", low=low, high=high, step=step)


def toggle(name: str, title: str) -> Control:
    """Offer yes or no."""
    return Control(name, title, "toggle")


def form(
    name: str,
    title: str,
    fields: Iterable[Column],
    *,
    long: Iterable[str] = (),
    sample: Callable[[], Mapping[str, str]] | None = None,
    sample_title: str = "Заполнить поля из образца",
) -> Control:
    """Offer a sheet of fields made from the columns of a table; its value is text, a line «Заголовок: …» a field.

    Parameters
    ----------
    name, title : str
        The parameter (a text) and its Russian label.
    fields : iterable of Column
        A field for each; one with allowed values becomes a choice. An empty field adds no line.
    long : iterable of str
        Names of the columns that take several lines of text.
    sample : callable, optional
        Fills the fields at a visitor's wish: ``header → text``.
    sample_title : str
        What the button that fills them is called: it says where the values come from.
    """
    return Control(
        name, title, "form", fields=tuple(fields), long=tuple(long), sample=sample, sample_title=sample_title
    )
