"""The tables of extracurricular achievements: technological cards, the journal, the contest, individual routes.

Apart from the other tables because one room, the points-and-rating system, reads them and nobody else.
"""

from __future__ import annotations

from workbook.school.schema import Column, Kind, Table
from workbook.school.shared_columns import pupil_column, year_column

__all__ = ["ACHIEVEMENTS"]

_SCALES = ("школьный", "районный", "городской", "региональный", "всероссийский", "международный")
_FORMS = ("очно", "дистанционно", "платный")
_ROLES = ("организатор", "капитан", "исполнитель", "зритель")
_RESULTS = ("участник", "призёр", "победитель")
_DIRECTIONS = (
    "интеллектуальное", "творческое", "спортивное", "социальное", "патриотическое", "экологическое", "лидерское",
)  # fmt: skip
_STEPS = ("внесена", "подтверждена", "обжалована", "оставлена в силе", "отозвана")
_NOMINATIONS = ("Интеллект", "Творчество", "Спорт", "Волонтёр", "Лидер", "Команда года", "Прорыв")


ACHIEVEMENTS: tuple[Table, ...] = (
    Table(
        "cards", "Технологические карты", "технологическая карта мероприятия",
        (
            Column("card", "Код карты", Kind.CODE, "Код технологической карты", "К-012"),
            Column("title", "Название", Kind.TEXT, "Название мероприятия", "Олимпиада по математике, школьный этап"),
            Column("event", "Событие", Kind.CODE, "Общий код этапов одного события: засчитывается лучший этап",
                   "ВСОШ-МА", required=False),
            Column("direction", "Направление", Kind.CHOICE, "Направление достижений", "интеллектуальное",
                   allowed=_DIRECTIONS),
            Column("scale", "Уровень", Kind.CHOICE, "Уровень мероприятия", "школьный", allowed=_SCALES),
            Column("organizer", "Организатор", Kind.TEXT, "Кто проводит", "школа", required=False),
            Column("form", "Форма", Kind.CHOICE, "Форма участия", "очно", allowed=_FORMS),
            Column("participation", "Участие", Kind.CHOICE, "Индивидуальное или групповое участие",
                   "индивидуальное", allowed=("индивидуальное", "групповое")),
            Column("partner", "Партнёр", Kind.TEXT, "Партнёр: учреждение дополнительного образования, вуз",
                   "Дом детского творчества", required=False),
            Column("starts", "Начало", Kind.DATE, "Дата начала", "05.10.2025"),
            Column("ends", "Окончание", Kind.DATE, "Дата окончания", "12.10.2025"),
            Column("grades", "Параллели", Kind.TEXT, "Для каких параллелей", "5–9", required=False,
                   pattern=r"\d{1,2}([–-]\d{1,2})?"),
            Column("responsible", "Ответственный", Kind.CODE, "Код ответственного", "П-017", required=False),
            Column("purpose", "Цель", Kind.TEXT, "Зачем мероприятие ученику", "Решать нестандартные задачи",
                   required=False),
            Column("evidence", "Подтверждение", Kind.TEXT, "Чем подтверждается результат", "протокол этапа",
                   required=False),
            Column("version", "Версия", Kind.TEXT, "Версия карты", "1", required=False),
            Column("skills", "Результаты", Kind.TEXT, "Какие умения развивает, через точку с запятой",
                   "ставить вопрос; работать в команде", required=False),
            Column("criteria", "Критерии", Kind.TEXT, "По чему судят об успехе, через точку с запятой",
                   "верность решения; ясность записи", required=False),
            Column("risks", "Риски", Kind.TEXT, "Что может помешать и что тогда делать",
                   "совпадает с каникулами: перенести на неделю", required=False),
            Column("hours", "Часов ученика", Kind.NUMBER, "Сколько часов берёт подготовка и участие", "6",
                   required=False, unit="ч", low=0, high=1000),
            Column("places", "Мест", Kind.INTEGER, "Сколько учеников школы могут участвовать; пусто — без предела",
                   "10", required=False, unit="чел.", low=1, high=10000),
        ),
        key=("card",),
    ),
    Table(
        "card_stages", "Этапы мероприятий", "этап мероприятия по карте",
        (
            Column("card", "Код карты", Kind.CODE, "Код технологической карты", "К-012", refers="cards.card"),
            Column("number", "№ этапа", Kind.INTEGER, "Номер этапа по порядку", "1", low=1, high=50),
            Column("stage", "Этап", Kind.TEXT, "Название этапа", "подготовка"),
            Column("teacher_does", "Что делает учитель", Kind.TEXT, "Деятельность учителя",
                   "разбирает задачи прошлых лет", required=False),
            Column("pupil_does", "Что делает ученик", Kind.TEXT, "Деятельность ученика", "решает и проверяет себя",
                   required=False),
            Column("minutes", "Минут", Kind.NUMBER, "Сколько длится этап", "45", required=False, unit="мин",
                   low=0, high=10000),
        ),
        key=("card", "number"),
    ),
    Table(
        "card_points", "Баллы карты", "баллы за роль и результат по карте",
        (
            Column("card", "Код карты", Kind.CODE, "Код технологической карты", "К-012", refers="cards.card"),
            Column("role", "Роль", Kind.CHOICE, "Роль ученика", "исполнитель", allowed=_ROLES),
            Column("result", "Результат", Kind.CHOICE, "Результат участия", "призёр", allowed=_RESULTS),
            Column("points", "Баллы", Kind.NUMBER, "Сколько баллов даёт карта вместо общей шкалы", "4",
                   unit="баллов", low=0, high=1000),
            Column("cap_group", "Группа лимита", Kind.TEXT, "Группа карт с общим лимитом", "конкурсы чтецов",
                   required=False),
        ),
        key=("card", "role", "result"),
    ),
    Table(
        "participations", "Участие в мероприятиях", "результат ученика или команды в мероприятии",
        (
            Column("record", "Номер записи", Kind.CODE, "Номер записи в журнале достижений", "Д-0417",
                   required=False),
            Column("card", "Код карты", Kind.CODE, "Код технологической карты", "К-012", refers="cards.card"),
            pupil_column(),
            Column("team", "Команда", Kind.CODE, "Код команды, если участие групповое", "7А-робот", required=False),
            Column("role", "Роль", Kind.CHOICE, "Роль ученика", "исполнитель", allowed=_ROLES),
            Column("result", "Результат", Kind.CHOICE, "Результат участия", "призёр", allowed=_RESULTS),
            Column("date", "Дата", Kind.DATE, "Дата результата", "12.10.2025"),
            Column("form", "Форма", Kind.CHOICE, "Форма участия, если отличается от карты", "очно",
                   required=False, allowed=_FORMS),
            Column("evidence", "Подтверждение", Kind.TEXT, "Номер документа", "протокол № 4", required=False),
            Column("entered_by", "Кто внёс", Kind.CODE, "Код внёсшего запись", "П-017", required=False),
            Column("verified_by", "Кто проверил", Kind.CODE, "Код проверившего; пусто — запись не подтверждена",
                   "П-004", required=False),
            Column("place", "Место", Kind.INTEGER, "Место в мероприятии, если правила школы его учитывают", "4",
                   required=False, low=1, high=1000),
            Column("replaces", "Взамен записи", Kind.CODE, "Номер прежней записи, которую эта исправляет",
                   "Д-0398", required=False),
        ),
    ),
    Table(
        "record_steps", "Движение записей", "шаг записи журнала достижений; строки только добавляют",
        (
            Column("record", "Номер записи", Kind.CODE, "Номер записи в журнале достижений", "Д-0417"),
            Column("number", "№ шага", Kind.INTEGER, "Номер шага этой записи по порядку", "2", low=1, high=100),
            Column("date", "Дата", Kind.DATE, "День шага", "14.10.2025"),
            Column("step", "Шаг", Kind.CHOICE, "Что сделано с записью", "подтверждена", allowed=_STEPS),
            Column("by", "Кто", Kind.CODE, "Код того, кто это сделал; апелляцию подаёт ученик", "П-004"),
            Column("ground", "Основание", Kind.TEXT, "Документ или причина", "протокол № 4", required=False),
        ),
        key=("record", "number"),
    ),
    Table(
        "jury", "Оценки жюри", "оценка участника конкурса достижений по одному критерию",
        (
            Column("contest", "Конкурс", Kind.TEXT, "Название конкурса достижений", "Ученик года — 2026"),
            Column("nomination", "Номинация", Kind.CHOICE, "Номинация конкурса", "Интеллект", allowed=_NOMINATIONS),
            pupil_column(required=False),
            Column("team", "Команда", Kind.CODE, "Код команды в номинации «Команда года»", "7а-робот",
                   required=False),
            Column("expert", "Член жюри", Kind.CODE, "Код члена жюри", "Ж-02"),
            Column("criterion", "Критерий", Kind.TEXT, "Что оценивали", "значимость достижений"),
            Column("score", "Балл", Kind.NUMBER, "Оценка члена жюри", "8", low=0, high=100),
            Column("date", "Дата", Kind.DATE, "День оценки", "20.05.2026", required=False),
        ),
        key=("contest", "nomination", "pupil", "team", "expert", "criterion"),
    ),
    Table(
        "routes", "Индивидуальные маршруты", "маршрут ученика на учебный год",
        (
            year_column(),
            pupil_column(),
            Column("interests", "Интересы", Kind.TEXT, "Направления через точку с запятой, важные первыми",
                   "творческое; экологическое", required=False),
            Column("goal", "Цель ученика", Kind.TEXT, "Чего ученик хочет добиться, его словами",
                   "выступить на конференции", required=False),
            Column("goal_points", "Цель в баллах", Kind.NUMBER, "Сколько баллов ученик хочет набрать за период", "12",
                   required=False, unit="баллов", low=0, high=10000),
            Column("hours", "Часов в запасе", Kind.NUMBER, "Сколько часов до конца периода ученик готов отдать", "30",
                   required=False, unit="ч", low=0, high=5000),
            Column("agreed", "День беседы", Kind.DATE, "Когда маршрут обсудили; мероприятия берут после этого дня",
                   "15.01.2026", required=False),
            Column("support", "Кто помогает", Kind.CODE, "Код взрослого, который сопровождает", "П-017",
                   required=False),
            Column("consent", "Согласие родителей", Kind.CHOICE, "Дано ли согласие на маршрут и показ страницы", "да",
                   required=False, allowed=("да", "нет")),
            Column("reflection", "Что получилось", Kind.TEXT, "Слова ученика в конце периода",
                   "понравилось работать в паре",
                   required=False),
        ),
        key=("year", "pupil"),
    ),
    Table(
        "route_steps", "Шаги маршрутов", "мероприятие в маршруте ученика",
        (
            year_column(),
            pupil_column(),
            Column("card", "Код карты", Kind.CODE, "Код технологической карты", "К-012", refers="cards.card"),
            Column("state", "Состояние", Kind.CHOICE, "Что с этим шагом", "запланировано",
                   allowed=("запланировано", "выполнено", "снято")),
            Column("reflection", "Что получилось", Kind.TEXT, "Слова ученика о мероприятии", "волновался, но рассказал",
                   required=False),
        ),
        key=("year", "pupil", "card"),
    ),
)  # fmt: skip
"""In the order in which a school meets them."""
