"""Feedback cards: four on a sheet, cut apart and given out two minutes before the end of a meeting.

Apart from the handout because they are the same for every lesson and carry neither a name nor a code.
"""

from __future__ import annotations

from workbook.course.paper import pdf

__all__ = ["feedback_cards_pdf"]


def feedback_cards_pdf() -> bytes:
    """Typeset one A4 sheet with four cards.

    Returns
    -------
    bytes
        A tagged PDF.
    """
    return pdf(
        "cards",
        {
            "title": "Карточка обратной связи",
            "questions": [
                {"asked": "Чему я сегодня научился (научилась)", "lines": 3},
                {"asked": "Что осталось неясным", "lines": 3},
                {"asked": "Что сделаю в своей школе до следующей встречи", "lines": 3},
            ],
            "pace": {"asked": "Темп занятия", "choices": ["быстро", "в самый раз", "медленно"]},
            "note": "Без имени. Ведущий прочитает все карточки и ответит на вопросы письменно.",
        },
    )
