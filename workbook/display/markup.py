"""The one door through which a value enters HTML: cleaned of invisible tricks, then escaped.

Apart because every block uses it and no block may have a second way; the hostile-name tests aim here.
"""

from __future__ import annotations

import html
import re
from typing import Any

__all__ = ["clean", "escape"]

# Control characters (but tab and line feed), lone surrogates and non-characters can break a page or a file;
# bidirectional controls make «1002» read as «2001». A visible mark stays where they stood: the value was odd.
_ODD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]"
)
_MARK = "\ufffd"


def clean(value: object) -> str:
    """Return the value as text without characters that are not text.

    Parameters
    ----------
    value : object
        Anything; ``None`` gives an empty text.

    Returns
    -------
    str
        Control, bidirectional-control and surrogate characters are replaced by U+FFFD, carriage returns by line feeds.

    Examples
    --------
    >>> clean("7 А" + chr(0x202E))
    '7 А\ufffd'
    """
    if value is None:
        return ""
    return _ODD.sub(_MARK, str(value).replace("\r\n", "\n").replace("\r", "\n"))


def escape(value: Any) -> str:
    """Return the value as HTML text, safe between tags and inside double-quoted attributes.

    Examples
    --------
    >>> escape('<b title="x">')
    '&lt;b title=&quot;x&quot;&gt;'
    """
    return html.escape(clean(value), quote=True)
