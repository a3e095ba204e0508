"""What a column of an export may be: its name inside, the word a person answers with, the headers that mean it.

Apart from finding a header because every layout lists its own columns in the same words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbook.school.repairs import fold

__all__ = ["NOT_NEEDED", "NUMBER", "PUPIL", "Role", "plain_label"]

NOT_NEEDED = "нет"
"""What a person answers about a column that is not to be read."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a column of an export may be.

    Attributes
    ----------
    name, title : str
        Inside the package, and what a person writes after «--column Заголовок=».
    pattern : str
        Regular expression of the whole folded header.
    needed : bool
    """

    name: str
    title: str
    pattern: str
    needed: bool = False

    def fits(self, label: str) -> bool:
        """Whether a header means this role."""
        # Headers of open data are English: their letters must not be taken for Russian look-alikes.
        english = " ".join(label.casefold().replace("_", " ").split())
        return any(re.fullmatch(self.pattern, text) for text in (plain_label(label), english))


PUPIL = (
    Role("code", "код ученика", r"(личный )?код( (ученика|участника|обучающегося|учащегося))?|шифр( участника)?"),
    Role(
        "name", "ученик",
        r"ф\.? ?и\.?( ?о\.?)?( .*)?|фамилия.*|учени(к|ца|ки)( .*)?|обучающ\w+( .*)?|"
        r"учащ\w+( .*)?|участник( .*)?|список .*",
    ),
)  # fmt: skip
"""The two ways to name a pupil; the code is preferred."""

NUMBER = Role("number", NOT_NEEDED, r"№( ?п/?п\.?)?|п/?п|номер( п/п)?|n")


def plain_label(label: str) -> str:
    """Reduce a header to what is compared."""
    return " ".join(fold(label).replace("_", " ").split()).strip(" .:;,*")
