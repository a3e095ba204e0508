"""What a technological card says beyond its first line: skills, criteria, risks, hours, places, stages.

Apart from the events because these words are chosen by direction and level, not by the event. Some cards stay
incomplete on purpose: a registry that is always full teaches nobody to look.
"""

from __future__ import annotations

import pandas as pd

__all__ = ["card_stages", "detailed"]

_SKILLS = {
    "интеллектуальное": "ставить вопрос; искать решение; обосновывать ответ",
    "творческое": "замышлять; владеть выразительными средствами; показывать работу",
    "спортивное": "держать нагрузку; соблюдать правила; действовать в команде",
    "социальное": "замечать, кому нужна помощь; договариваться; доводить до конца",
    "патриотическое": "работать с источником; рассказывать о находке; действовать в команде",
    "экологическое": "наблюдать и записывать; делать вывод; беречь место, где работаешь",
    "лидерское": "распределять дела; говорить перед людьми; отвечать за итог",
}
_CRITERIA = {
    "интеллектуальное": "верность решения; ясность записи",
    "творческое": "замысел; исполнение; свой взгляд",
    "спортивное": "результат; соблюдение правил",
    "социальное": "польза для людей; доля своего участия",
    "патриотическое": "работа с источником; точность рассказа",
    "экологическое": "полнота наблюдений; обоснованность вывода",
    "лидерское": "ясность плана; участие других; итог дела",
}
_RISKS = {
    "очно": "нет сопровождающего: назвать запасного за неделю",
    "дистанционно": "нет связи в день этапа: договориться о запасном дне",
    "платный": "взнос с семьи: участие не обязательно и баллов не даёт",
}
_HOURS = {"школьный": 3, "районный": 6, "городской": 9, "региональный": 14, "всероссийский": 20, "международный": 8}
_PLACES = {"районный": 12, "городской": 8, "региональный": 4, "всероссийский": 3}
_STAGES = {
    "индивидуальное": (
        ("знакомство с заданием", "показывает задания прошлых лет", "выбирает, с чего начать", 30),
        ("подготовка", "разбирает ошибки, даёт совет", "решает или мастерит, ведёт записи", 90),
        ("выступление", "сопровождает", "участвует", 60),
        ("разговор об итогах", "спрашивает, что получилось", "называет удачу и следующий шаг", 20),
    ),
    "групповое": (
        ("сбор команды", "помогает распределить роли", "выбирает роль", 30),
        ("репетиция", "наблюдает, подсказывает", "отрабатывает свою часть", 120),
        ("выступление", "сопровождает", "действует по роли", 90),
        ("разговор об итогах", "ведёт обсуждение в кругу", "говорит о вкладе каждого", 30),
    ),
}


def detailed(deck: pd.DataFrame) -> pd.DataFrame:
    """Add skills, criteria, risks, hours and places to the cards.

    Every ninth card has no criteria, every eleventh no skills, every thirteenth no hours; only events away from
    school have places, and risks stand where something was learnt the hard way (every second card).
    """
    number = pd.Series(range(1, len(deck) + 1), index=deck.index)
    group = deck["participation"] == "групповое"
    hours = deck["scale"].map(_HOURS).astype("float64") * group.map({True: 1.5, False: 1.0})
    hours = hours.mask(deck["form"] == "дистанционно", hours / 2)
    places = deck["scale"].map(_PLACES).astype("float64")
    return deck.assign(
        skills=deck["direction"].map(_SKILLS).where(number % 11 != 0, None),
        criteria=deck["direction"].map(_CRITERIA).where(number % 9 != 0, None),
        risks=deck["form"].map(_RISKS).where(number % 2 == 0, None),
        hours=hours.where(number % 13 != 0),
        places=places.where((deck["form"] == "очно") & ~group & deck["event"].isna()),
    )


def card_stages(deck: pd.DataFrame) -> pd.DataFrame:
    """Return the stages of the cards; paid contests and every seventh card have none."""
    rows: list[dict[str, object]] = []
    for place, (card, form, part) in enumerate(zip(deck["card"], deck["form"], deck["participation"], strict=True), 1):
        if form == "платный" or place % 7 == 0:
            continue
        rows += [
            {"card": card, "number": number, "stage": stage, "teacher_does": teacher, "pupil_does": pupil,
             "minutes": minutes}
            for number, (stage, teacher, pupil, minutes) in enumerate(_STAGES[str(part)], 1)
        ]  # fmt: skip
    return pd.DataFrame(rows)
