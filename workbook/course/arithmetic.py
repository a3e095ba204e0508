"""«сосчитать»: the four operations on numbers that have names, as an author types them.

Apart from the numbers because what is typed becomes a tree of which only arithmetic is taken; nothing is executed.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from fractions import Fraction

__all__ = ["ArithmeticRefused", "calculate", "names_in"]

_LONGEST = 300
_SIGNS = str.maketrans({"−": "-", "–": "-", "·": "*", "×": "*", "÷": "/", "\u00a0": " "})
_COMMA = re.compile(r"(?<=\d),(?=\d)")
_OPERATIONS: Mapping[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}


class ArithmeticRefused(ValueError):
    """The expression is not arithmetic on known numbers; the sentence says why."""


def names_in(expression: str) -> frozenset[str]:
    """Return the names of numbers an expression speaks of.

    Raises
    ------
    ArithmeticRefused
        It cannot be read.
    """
    return frozenset(node.id for node in ast.walk(_tree(expression)) if isinstance(node, ast.Name))


def calculate(expression: str, values: Mapping[str, float]) -> float:
    """Work out an expression; decimal parts are exact, so 0,1 + 0,2 is 0,3.

    Parameters
    ----------
    expression : str
        Numbers with a decimal comma, names, ``+ − * /`` and parentheses.
    values : mapping of str to float
        By name.

    Raises
    ------
    ArithmeticRefused
        Something else is written, a name is unknown, or it divides by zero.

    Examples
    --------
    >>> calculate("(доля − 0,3) * 100", {"доля": 0.75})
    45.0
    """
    try:
        return float(_value(_tree(expression).body, values))
    except ZeroDivisionError as error:
        raise ArithmeticRefused("делится на ноль") from error
    except OverflowError as error:
        raise ArithmeticRefused("вышло слишком большое число") from error


def _tree(expression: str) -> ast.Expression:
    if len(expression) > _LONGEST:
        raise ArithmeticRefused(f"длиннее {_LONGEST} знаков: разбейте на несколько чисел")
    plain = _COMMA.sub(".", expression.translate(_SIGNS)).strip()
    try:
        return ast.parse(plain, mode="eval")
    except (SyntaxError, ValueError, RecursionError) as error:
        if ":" in plain:
            raise ArithmeticRefused("не читается: деление — знак «/», а не двоеточие") from error
        raise ArithmeticRefused("не читается: нужны числа, имена чисел, + − * / и скобки") from error


def _value(node: ast.expr, values: Mapping[str, float]) -> Fraction:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return Fraction(str(value))
        case ast.Name(id=name):
            if name not in values:
                raise ArithmeticRefused(f"числа «{name}» нет среди «числа»")
            return Fraction(str(values[name]))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, values)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _value(inner, values)
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _OPERATIONS:
            return _OPERATIONS[type(operation)](_value(left, values), _value(right, values))
    raise ArithmeticRefused("можно только + − * / и скобки")
