"""Pictures of a lesson: those drawn from the sample schools at the build, and those that a lesson shows.

Apart from the numbers because a picture is a file with limits of its own: kind, width, weight.
"""

from __future__ import annotations

import base64
import io
import re
import struct
from collections.abc import Container, Mapping
from pathlib import Path
from typing import Any

from workbook import display
from workbook.course.facts import Sample, pictures
from workbook.course.faults import Fault, LessonRefused
from workbook.course.numbers import Recipe, call

__all__ = ["attached", "data_uri", "draw_pictures", "named_pictures", "picture_recipes", "read_pictures"]

_PLACE = "lesson.md, рисунки"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,60}\.png")
_SHOWN = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<path>[^)\s]+)(?:\s+\"[^\"]*\")?\)")
_DOTS = 144
"""Dots an inch: a picture of the usual width is sharp on paper and weighs little."""

_WIDEST = 2000
_HEAVIEST = 400_000
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def picture_recipes(front: Mapping[str, Any], faults: list[Fault]) -> dict[str, Recipe]:
    """Read «рисунки» of the front matter; what is wrong is added to the faults."""
    source = front.get("рисунки") or {}
    if not isinstance(source, Mapping):
        faults.append(Fault(_PLACE, "нужны пары «файл.png: рисунок»"))
        return {}
    found = {}
    for name, recipe in source.items():
        place = f"{_PLACE}, «{name}»"
        if not _NAME.fullmatch(str(name)):
            faults.append(Fault(place, "имя файла — латинские буквы, цифры и дефис, в конце .png"))
        elif not isinstance(recipe, str) or not recipe.strip():
            faults.append(Fault(place, "нужно название рисунка в кавычках. Перечень: workbook lesson facts"))
        else:
            found[str(name)] = Recipe(" ".join(recipe.split()))
    return found


def draw_pictures(recipes: Mapping[str, Recipe], sample: Sample) -> dict[str, bytes]:
    """Draw all pictures of a lesson.

    Returns
    -------
    dict of str to bytes
        «images/x.png» → PNG without date and program, the same at every building.

    Raises
    ------
    LessonRefused
        With every picture that could not be drawn or is too large.
    """
    faults: list[Fault] = []
    made: dict[str, bytes] = {}
    for name, recipe in recipes.items():
        place = f"{_PLACE}, «{name}»"
        figure = call(pictures(), recipe, sample, place, faults)
        if figure is not None:
            made[f"images/{name}"] = _png(figure)
            faults += _limits(made[f"images/{name}"], place)
    if faults:
        raise LessonRefused(faults)
    return made


def named_pictures(text: str) -> tuple[tuple[str, str], ...]:
    """Return what a text shows: alternative text and path of each picture.

    Examples
    --------
    >>> named_pictures("![Две кривые](images/x.png)")
    (('Две кривые', 'images/x.png'),)
    """
    return tuple((match["alt"], match["path"]) for match in _SHOWN.finditer(text))


def attached(text: str, known: Container[str]) -> tuple[str, tuple[str, ...]]:
    """Lead the pictures of a text to attachments of its notebook cell.

    Parameters
    ----------
    text : str
        Markdown.
    known : container of str
        Paths of the pictures of the lesson.

    Returns
    -------
    tuple
        The text, and the paths «images/x.png» of what it needs.

    Examples
    --------
    >>> attached("![Две кривые](images/x.png)", {"images/x.png"})
    ('![Две кривые](attachment:x.png)', ('images/x.png',))
    """
    paths = tuple(dict.fromkeys(path for _, path in named_pictures(text) if path in known))
    for path in paths:
        text = text.replace(f"]({path}", f"](attachment:{path.removeprefix('images/')}")
    return text, paths


def read_pictures(
    folder: Path, paths: Mapping[str, str], drawn: Mapping[str, bytes], faults: list[Fault]
) -> dict[str, bytes]:
    """Read the pictures a lesson shows.

    Parameters
    ----------
    folder : Path
        Of the lesson.
    paths : mapping of str to str
        «images/x.png» → the place that shows it.
    drawn : mapping of str to bytes
        Pictures just drawn, which are not yet in the folder.
    faults : list of Fault
        Grows by pictures that are not there, lie elsewhere or are too large.
    """
    found: dict[str, bytes] = {}
    for path, place in paths.items():
        if not path.startswith("images/") or not _NAME.fullmatch(path.removeprefix("images/")):
            faults.append(
                Fault(place, f"рисунок «{path}»: файл PNG лежит в папке images занятия, имя — латинские буквы и цифры")
            )
        elif path in drawn:
            found[path] = drawn[path]
        elif not (folder / path).is_file():
            faults.append(Fault(place, f"рисунка «{path}» нет в папке занятия и среди «рисунки» шапки"))
        else:
            found[path] = (folder / path).read_bytes()
            faults += _limits(found[path], place)
    return found


def data_uri(content: bytes) -> str:
    """Return a PNG as an address that holds the picture itself."""
    return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"


def _png(figure: Any) -> bytes:
    from workbook.display import theme

    target = io.BytesIO()
    with theme.context():
        figure.savefig(target, format="png", dpi=_DOTS, metadata={"Software": None}, facecolor="white")
    import matplotlib.pyplot as plt

    plt.close(figure)
    return target.getvalue()


def _limits(content: bytes, place: str) -> list[Fault]:
    if not content.startswith(_SIGNATURE) or len(content) < 24:
        return [Fault(place, "это не рисунок PNG")]
    width = struct.unpack(">I", content[16:20])[0]
    faults = []
    if width > _WIDEST:
        faults.append(Fault(place, f"ширина рисунка — {_dots(width)}; можно не больше {_WIDEST}"))
    if len(content) > _HEAVIEST:
        faults.append(Fault(place, f"рисунок весит {len(content) // 1000} кБ; можно не больше {_HEAVIEST // 1000}"))
    return faults


def _dots(width: int) -> str:
    return display.count(width, "точка", "точки", "точек")
