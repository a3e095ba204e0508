"""Numbers as people type them: «0,75», «75 %», «1 250», «−3,5».

Apart from the checks because fields of tables and single answers read numbers alike.
"""

from __future__ import annotations

import math
import re

__all__ = ["read_number"]

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:[.,]\d*)?")
_MINUSES = str.maketrans({"−": "-", "–": "-", "—": "-", ",": "."})


def read_number(text: str, unit: str = "") -> float | None:
    """Read a typed number in the given unit.

    Parameters
    ----------
    text : str
        With a decimal comma or point, with spaces between thousands, with or without the unit.
    unit : str
        What is asked for. Of «%», a share without the sign up to 1 («0,75») is understood as 75 % only when it is
        written with a fraction: a bare «1» is one percent.

    Returns
    -------
    float or None
        In the unit; None when the text is no number.

    Examples
    --------
    >>> read_number("0,75", "%"), read_number("75 %", "%"), read_number("1 250"), read_number("−3,5")
    (75.0, 75.0, 1250.0, -3.5)
    >>> read_number("много") is None
    True
    """
    plain = _SPACES.sub(" ", text).strip().rstrip(".")
    percent = plain.endswith("%")
    if percent:
        plain = plain[:-1].strip()
    elif unit and unit != "%" and plain.casefold().endswith(unit.casefold()):
        plain = plain[: -len(unit)].strip()
    if " " in plain and not _GROUPED.fullmatch(plain.translate(_MINUSES)):
        sign, _, rest = plain.translate(_MINUSES).partition(" ")
        if sign not in ("-", "+"):
            return None
        plain = sign + rest
    digits = plain.replace(" ", "").translate(_MINUSES)
    if not _NUMBER.fullmatch(digits):
        return None
    value = float(digits)
    if not math.isfinite(value):
        return None
    if unit == "%" and not percent and "." in digits and abs(value) <= 1:
        return 100 * value
    return value / 100 if percent and unit != "%" else value
