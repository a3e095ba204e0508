"""Certificate of taking part in the course: who, how many hours, what was made; nothing it cannot answer for.

Apart from the handout because it is given once, by a person who signs it, with names that never enter the kit's files.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from workbook import display
from workbook.course.paper import pdf

__all__ = ["Certificate", "certificate_pdf"]

_NOTE = (
    "Подтверждает участие и сделанную работу. Не является удостоверением о повышении квалификации: его выдаёт "
    "организация с лицензией на дополнительное профессиональное образование (закон № 273-ФЗ, статьи 76 и 91)."
)


@dataclass(frozen=True)
class Certificate:
    """What is printed; an empty field becomes a line for a pen.

    Attributes
    ----------
    participant, product, place, leader : str
        Whom it is given to; what the team has made; place and date; the leader's name.
    course : str
        Title of the course.
    hours : float or None
        Academic hours.
    meetings, of : int or None, int
        Meetings the person was at, and how many there were.
    """

    participant: str = ""
    product: str = ""
    place: str = ""
    leader: str = ""
    course: str = "«Фонды оценочных средств, рейтинг и внутренняя оценка качества образования»"
    hours: float | None = None
    meetings: int | None = None
    of: int = 14


def certificate_pdf(certificate: Certificate | None = None) -> bytes:
    """Typeset a certificate.

    Parameters
    ----------
    certificate : Certificate, optional
        Without it a template to be filled in by hand.

    Returns
    -------
    bytes
        One tagged A4 page, landscape.

    Raises
    ------
    WorkbookError
        A sign that cannot be printed.
    """
    given = certificate or Certificate()
    fields = asdict(given)
    hours, of = fields.pop("hours"), fields.pop("of")
    return pdf(
        "certificate",
        fields
        | {
            "title": "Свидетельство об участии",
            "course-kind": "Рабочая тетрадь ВСОКО",
            "hours": "" if hours is None else display.number(hours),
            "hours-word": "академических часов" if hours is None else _hours(hours),
            "meetings": "" if given.meetings is None else str(given.meetings),
            "meetings-all": str(of),
            "note": _NOTE,
        },
    )


def _hours(hours: float) -> str:
    if hours != int(hours):
        return "академического часа"
    return display.plural(int(hours), "академический час", "академических часа", "академических часов")
