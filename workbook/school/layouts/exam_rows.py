"""One result of one pupil in one examination, before it is compared with the others.

Apart because reading and checking share it and neither needs the other.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workbook.school.intake.place import Place

__all__ = ["ExamRow"]


@dataclass(frozen=True, slots=True)
class ExamRow:
    """A result.

    Attributes
    ----------
    place : Place
    number : int
        Row as a person sees it.
    pupil, procedure, subject, year : str
    day : date
        The earliest day when the file tells none.
    primary, test : float or None
    mark : str
    minimum : float or None
        Of the primary score in ОГЭ, of the test score in ЕГЭ.
    ceiling : float
        Greatest primary score.
    """

    place: Place
    number: int
    pupil: str
    procedure: str
    subject: str
    year: str
    day: dt.date
    primary: float | None
    test: float | None
    mark: str
    minimum: float | None
    ceiling: float

    @property
    def score(self) -> float | None:
        """The score to which the minimum belongs."""
        return self.test if self.procedure == "ЕГЭ" else self.primary

    @property
    def below(self) -> bool:
        """Whether the result is under the minimum."""
        return self.minimum is not None and self.score is not None and self.score < self.minimum
