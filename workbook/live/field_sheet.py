"""A sheet of fields as one control: its value is the text of what was filled, a line «Заголовок: …» a field.

Apart from the other controls because it is drawn of many widgets and yet is one parameter of the notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from workbook.errors import WorkbookError

if TYPE_CHECKING:
    from workbook.live.controls import Control
    from workbook.school import Column

__all__ = ["draw_form", "form_text", "form_values"]

_KEPT = "не менять"
_SHORT = 25
"""Letters of an example up to which fields stand side by side."""


def form_text(values: Mapping[str, str]) -> str:
    """Write the filled fields as lines; each line of a long text stands under its header.

    Examples
    --------
    >>> form_text({"Название": "Кросс", "Этапы": "старт\\nфиниш", "Цель": ""})
    'Название: Кросс\\nЭтапы: старт\\nЭтапы: финиш'
    """
    lines = [(header, line.strip()) for header, text in values.items() for line in text.splitlines()]
    return "\n".join(f"{header}: {line}" for header, line in lines if line)


def form_values(text: str) -> dict[str, str]:
    """Read the lines of :func:`form_text` back."""
    values: dict[str, str] = {}
    for line in text.splitlines():
        header, colon, value = line.partition(":")
        if colon:
            name = header.strip()
            values[name] = f"{values[name]}\n{value.strip()}" if name in values else value.strip()
    return values


def draw_form(control: Control, value: str) -> Any:
    """Draw the sheet folded, with buttons that fill it from the sample and clear it.

    Parameters
    ----------
    control : Control
        Of the kind «form».
    value : str
        What is filled already.

    Returns
    -------
    Widget
        Has the trait ``value`` as every other control, and ``follow()``, to be called when the sample may have changed:
        fields that still hold what the former sample gave take what the new one gives, typed ones stay.
    """
    import ipywidgets
    import traitlets

    given = form_values(value)
    fields = {
        column.header: _field(column, given.get(column.header, ""), tall=column.name in control.long)
        for column in control.fields
    }
    sheet = ipywidgets.GridBox(
        list(fields.values()),
        layout=ipywidgets.Layout(
            grid_template_columns="repeat(auto-fill, minmax(300px, 1fr))",
            grid_gap="2px 18px",
            width="100%",
            grid_auto_flow="row dense",
        ),
    )
    clear = _button("Очистить поля", lambda: dict.fromkeys(fields, ""))
    buttons = [clear] if control.sample is None else [_button(control.sample_title, control.sample), clear]
    inside = ipywidgets.VBox(
        [ipywidgets.HBox(buttons, layout=ipywidgets.Layout(flex_flow="row wrap")), sheet],
        layout=ipywidgets.Layout(
            max_height="46vh", overflow="auto", width="100%", align_items="stretch", display="none"
        ),
    )
    opener = _opener(control.title, inside)
    box = ipywidgets.VBox([opener, inside], layout=ipywidgets.Layout(width="100%", align_items="stretch"))
    box.add_class("wb-fields")
    box.add_traits(value=traitlets.Unicode(value))
    filling: list[bool] = []
    poured: dict[str, str] = {}

    def gather(*_: Any) -> None:
        if not filling:
            box.value = form_text({header: field.value or "" for header, field in fields.items()})

    def pour(source: Callable[[], Mapping[str, str]]) -> Callable[[Any], None]:
        def react(_: Any) -> None:
            try:
                values = source()
            except WorkbookError:
                return  # the school has nothing to copy from, and the views say why
            fill(values)
            poured.clear()
            poured.update({header: fields[header].value for header in values if source is control.sample})

        return react

    def fill(values: Mapping[str, str]) -> None:
        filling.append(True)
        for header in fields.keys() & values.keys():
            _put(fields[header], values[header])
        filling.clear()
        gather()

    def follow() -> None:
        if control.sample is None or not poured:
            return
        try:
            values = control.sample()
        except WorkbookError:
            return
        kept = {header: text for header, text in values.items() if fields[header].value == poured.get(header)}
        fill(kept)
        poured.update({header: fields[header].value for header in kept})

    box.follow = follow

    for field in fields.values():
        field.observe(gather, names="value")
    for button in buttons:
        button.on_click(pour(button.source))
    return box


def _field(column: Column, value: str, *, tall: bool) -> Any:
    import ipywidgets

    look = {"description_width": "125px"}
    # Not grid_column: the widgets' own script wipes it out when it clears grid_area.
    row = "auto / 1 / auto / -1" if tall or len(column.example) > _SHORT else "auto"
    wide = ipywidgets.Layout(width="98%", grid_area=row, height="88px" if tall else "auto")
    about = {"description": column.header, "style": look, "layout": wide, "tooltip": f"{column.meaning}"}
    if column.allowed:
        field = ipywidgets.Dropdown(options=[(_KEPT, ""), *((one, one) for one in column.allowed)], **about)
        _put(field, value)
        return field
    make = ipywidgets.Textarea if tall else ipywidgets.Text
    hint = f"{column.meaning}; пусто — {_KEPT}" if tall else _KEPT
    return make(value=value, placeholder=hint, continuous_update=False, **about)


def _put(field: Any, text: str) -> None:
    """Set a field; a choice that does not offer the text stays empty."""
    options = getattr(field, "options", None)
    known = options is None or text in [value for _, value in options]
    field.value = text if known else ""


def _opener(title: str, inside: Any) -> Any:
    """Draw the line that folds the sheet: a button, because the widgets' own accordion is out of a keyboard's reach."""
    import ipywidgets

    button = ipywidgets.Button(description=f"▸ {title}", layout=ipywidgets.Layout(width="auto"))
    button.add_class("wb-fold")

    def turn(_: Any) -> None:
        folded = inside.layout.display == "none"
        inside.layout.display = "flex" if folded else "none"
        button.description = f"{'▾' if folded else '▸'} {title}"

    button.on_click(turn)
    return button


def _button(title: str, source: Callable[[], Mapping[str, str]]) -> Any:
    import ipywidgets

    button = ipywidgets.Button(description=title, layout=ipywidgets.Layout(width="auto"))
    button.source = source
    return button
