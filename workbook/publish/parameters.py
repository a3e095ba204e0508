"""The parameters of a notebook: what it may be asked for, and why a value is refused before anything runs.

Apart because papermill only logs a misspelt parameter and writes whatever it was given into code. Here the names come
from the notebook's own ``parameters`` cell, the values are plain, and every refusal says what is allowed.
"""

from __future__ import annotations

import ast
import difflib
import io
import math
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from workbook.errors import Reason, RunFailed

__all__ = ["Parameter", "check_parameters", "parameter_from_text", "read_notebook", "read_parameters"]

_TAG = "parameters"
_KINDS = {"str": "строка", "int": "целое число", "float": "число", "bool": "да или нет", "list": "список"}
_TRUE = ("да", "true", "1", "yes")
_FALSE = ("нет", "false", "0", "no")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One line of the ``parameters`` cell.

    Attributes
    ----------
    name : str
        The variable's name.
    kind : str
        ``"str"``, ``"int"``, ``"float"``, ``"bool"`` or ``"list"`` (a list of plain values).
    default : object
        The literal of the cell; None when there is none.
    required : bool
        The cell names a type and no value, so a run must give one.
    optional : bool
        None is a value too (``str | None``).
    comment : str
        What stands after ``#``: the Russian name of the parameter.
    """

    name: str
    kind: str
    default: Any
    required: bool = False
    optional: bool = False
    comment: str = ""

    @property
    def expects(self) -> str:
        """The Russian name of the type, for error sentences."""
        return _KINDS[self.kind]


def read_notebook(path: Path) -> nbformat.NotebookNode:
    """Read a notebook file.

    Raises
    ------
    RunFailed
        There is no such file, or it is not a notebook.
    """
    try:
        node: nbformat.NotebookNode = nbformat.read(path, as_version=4)
    except FileNotFoundError as error:
        raise RunFailed(f"Тетрадь {path}: такого файла нет.", Reason.NOTEBOOK) from error
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError, AttributeError) as error:
        raise RunFailed(f"Тетрадь {path.name}: файл не читается как тетрадь Jupyter.", Reason.NOTEBOOK) from error
    except OSError as error:
        raise RunFailed(f"Тетрадь {path}: файл не открывается ({error.strerror}).", Reason.NOTEBOOK) from error
    return node


def read_parameters(notebook: nbformat.NotebookNode, title: str) -> dict[str, Parameter]:
    """Read the ``parameters`` cell without running it.

    Parameters
    ----------
    notebook : NotebookNode
    title : str
        The notebook's file name, for error sentences.

    Returns
    -------
    dict of str to Parameter
        In the order of the cell.

    Raises
    ------
    RunFailed
        No such cell, more than one, or a line that is not «имя: тип = значение» with a plain value.

    Examples
    --------
    >>> cell = nbformat.v4.new_code_cell('share: float = 50.0  # Доля', metadata={"tags": ["parameters"]})
    >>> read_parameters(nbformat.v4.new_notebook(cells=[cell]), "t")["share"].comment
    'Доля'
    """
    cells = [
        cell for cell in notebook.cells if cell.cell_type == "code" and _TAG in cell.get("metadata", {}).get("tags", [])
    ]
    if len(cells) != 1:
        found = "нет ячейки" if not cells else "несколько ячеек"
        raise RunFailed(
            f"Тетрадь {title}: {found} с меткой «{_TAG}». Нужна ровно одна: в ней перечислены параметры.",
            Reason.NOTEBOOK,
        )
    source = cells[0].source
    try:
        body = ast.parse(source).body
    except SyntaxError as error:
        raise RunFailed(
            f"Тетрадь {title}: ячейка параметров не читается, строка {error.lineno}.", Reason.NOTEBOOK
        ) from error
    comments = _comments(source)
    parameters: dict[str, Parameter] = {}
    for line in body:
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):
            continue
        parameter = _read_line(line, comments.get(line.end_lineno or line.lineno, ""))
        if parameter is None or parameter.name in parameters:
            raise RunFailed(
                f"Тетрадь {title}: ячейка параметров, строка {line.lineno}: ожидается «имя: тип = значение», "
                "значение — строка, число, True, False или список из них; каждое имя один раз.",
                Reason.NOTEBOOK,
            )
        parameters[parameter.name] = parameter
    return parameters


def check_parameters(parameters: Mapping[str, Parameter], given: Mapping[str, Any], title: str) -> dict[str, Any]:
    """Check the values of a run against the notebook's parameters.

    Parameters
    ----------
    parameters : mapping of str to Parameter
    given : mapping of str to object
        Values for this run.
    title : str
        The notebook's file name, for error sentences.

    Returns
    -------
    dict of str to object
        Every parameter of the notebook with the value in force, in the order of the cell.

    Raises
    ------
    RunFailed
        An unknown name (the nearest one is offered), a missing value, a wrong type.
    """
    for name in given:
        if name not in parameters:
            raise RunFailed(f"Тетрадь {title}: параметра «{name}» нет.{_nearest(str(name), list(parameters))}",
                            Reason.PARAMETER_UNKNOWN)  # fmt: skip
    missing = [name for name, item in parameters.items() if item.required and name not in given]
    if missing:
        names = ", ".join(f"«{name}»" for name in missing)
        raise RunFailed(
            f"Тетрадь {title}: не задано значение параметра {names}. Укажите его при запуске.",
            Reason.PARAMETER_MISSING,
        )
    return {
        name: _checked(given[name], item, title) if name in given else item.default for name, item in parameters.items()
    }


def parameter_from_text(parameter: Parameter, text: str) -> Any:
    """Turn what was typed on the command line into the parameter's type; a text that does not fit stays a text.

    Examples
    --------
    >>> parameter_from_text(Parameter("share", "float", 50.0), "62,5")
    62.5
    """
    word = text.strip()
    if parameter.kind == "list":
        return [part.strip() for part in word.split(",") if part.strip()]
    if parameter.kind == "bool":
        return True if word.lower() in _TRUE else False if word.lower() in _FALSE else text
    if parameter.kind in ("int", "float"):
        try:
            return int(word) if parameter.kind == "int" else float(word.replace(",", "."))
        except ValueError:
            return text
    return text


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {item.start[0]: item.string.lstrip("# ").strip() for item in tokens if item.type == tokenize.COMMENT}


def _read_line(line: ast.stmt, comment: str) -> Parameter | None:
    if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
        name, value = line.target.id, line.value
        kind, optional = _annotation(line.annotation)
        if value is None:
            return Parameter(name, kind, None, True, optional, comment) if kind else None
    elif isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
        name, value, kind, optional = line.targets[0].id, line.value, "", False
    else:
        return None
    try:
        default = ast.literal_eval(value)
    except (ValueError, TypeError):
        return None
    if not _is_plain(default):
        return None
    kind = kind or _kind_of(default)
    if not kind or (default is None and not optional) or not (default is None or _fits(default, kind)):
        return None
    return Parameter(name, kind, _typed(default, kind), False, optional, comment)


def _annotation(node: ast.expr) -> tuple[str, bool]:
    """Return the kind that an annotation names ("" when it is not one of ours) and whether None is allowed."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        parts = [node.left, node.right]
        rest = [part for part in parts if not (isinstance(part, ast.Constant) and part.value is None)]
        return (_annotation(rest[0])[0], True) if len(rest) == 1 else ("", False)
    if isinstance(node, ast.Subscript):
        return _annotation(node.value)
    if isinstance(node, ast.Name) and node.id in _KINDS:
        return node.id, False
    return "", False


def _is_plain(value: Any) -> bool:
    if value is None or type(value) in (str, bool, int):
        return True
    if type(value) is float:
        return math.isfinite(value)
    return type(value) is list and all(_is_plain(item) and type(item) is not list for item in value)


def _kind_of(value: Any) -> str:
    name = type(value).__name__
    return name if name in _KINDS else ""


def _fits(value: Any, kind: str) -> bool:
    return type(value).__name__ == kind or (kind == "float" and type(value) is int)


def _typed(value: Any, kind: str) -> Any:
    return float(value) if kind == "float" and value is not None else value


def _checked(value: Any, parameter: Parameter, title: str) -> Any:
    if value is None and parameter.optional:
        return None
    if not _is_plain(value) or not _fits(value, parameter.kind):
        shown = repr(value) if _is_plain(value) else f"значение типа {type(value).__name__}"
        raise RunFailed(
            f"Тетрадь {title}: параметр «{parameter.name}»: ожидается {parameter.expects}, получено {shown}.",
            Reason.PARAMETER_TYPE,
        )
    return _typed(value, parameter.kind)


def _nearest(name: str, known: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f" Возможно, имелось в виду «{near[0]}»."
    return f" Есть: {', '.join(f'«{item}»' for item in known)}." if known else " Параметров у неё нет."
