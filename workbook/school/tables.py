"""The tables of a school folder, one schema object each: the single place where columns are named.

Validation, blank forms, the data dictionary and the error texts are made from these objects.
"""

from __future__ import annotations

from types import MappingProxyType

from workbook.school.achievement_tables import ACHIEVEMENTS
from workbook.school.quality_tables import QUALITY
from workbook.school.schema import Column, Kind, Table
from workbook.school.shared_columns import (
    PUPIL_PATTERN,
    TEACHER_PATTERN,
    class_column,
    pupil_column,
    subject_column,
    teacher_column,
    year_column,
)

__all__ = ["TABLES"]

_TIERS = ("Б", "П", "В")
_PROCEDURES = ("стартовая", "диагностика", "промежуточная", "метапредметная", "ВПР", "ОГЭ", "ЕГЭ", "НИКО")
_PERIODS = (
    "1 четверть", "2 четверть", "3 четверть", "4 четверть",
    "1 триместр", "2 триместр", "3 триместр",
    "1 полугодие", "2 полугодие", "год",
)  # fmt: skip
_WAVES = ("начало", "конец")


def _grade() -> Column:
    return Column(
        "grade", "Параллель", Kind.INTEGER, "Номер параллели", "7", low=1, high=11, synonyms=("Класс обучения",)
    )


def _procedure() -> Column:
    return Column(
        "procedure", "Процедура", Kind.CHOICE, "Оценочная процедура", "ВПР", allowed=_PROCEDURES,
        synonyms=("Оценочная процедура",),
    )  # fmt: skip


def _fos() -> Column:
    return Column("fos", "Код ФОС", Kind.CODE, "Код оценочного средства (работы)", "МА7-ИТ", refers="fos_plan.fos")


def _content() -> Column:
    return Column("content", "КЭС", Kind.CODE, "Код контролируемого элемента содержания", "2.3")


def _skill() -> Column:
    return Column("skill", "КПУ", Kind.CODE, "Код проверяемого умения", "1.2")


def _tier() -> Column:
    return Column(
        "tier", "Уровень сложности", Kind.CHOICE, "Б — базовый, П — повышенный, В — высокий", "Б", allowed=_TIERS,
        synonyms=("Уровень",),
    )  # fmt: skip


_ALL = (
    Table(
        "pupils", "Ученики", "ученик в учебном году",
        (
            year_column(),
            Column(
                "pupil", "Код ученика", Kind.CODE, "Код вместо имени; ключ «имя — код» хранится вне папки", "У-0123",
                pattern=PUPIL_PATTERN, synonyms=("Код", "Ученик"),
            ),
            class_column(),
            Column(
                "level", "Уровень образования", Kind.CHOICE, "НОО — 1–4, ООО — 5–9, СОО — 10–11 классы", "ООО",
                allowed=("НОО", "ООО", "СОО"), synonyms=("Уровень",),
            ),
            Column("sex", "Пол", Kind.CHOICE, "Пол ученика", "ж", required=False, allowed=("ж", "м")),
            Column("profile", "Профиль", Kind.TEXT, "Профиль класса, если есть", "технологический", required=False),
            Column("enrolled", "Дата прибытия", Kind.DATE, "Дата зачисления в класс", "01.09.2025", required=False,
                   synonyms=("Дата приб.",)),
            Column("left", "Дата выбытия", Kind.DATE, "Дата выбытия, если ученик выбыл", "15.01.2026", required=False,
                   synonyms=("Дата выб.",)),
            Column(
                "leave_reason", "Причина выбытия", Kind.CHOICE, "Почему ученик выбыл", "переезд", required=False,
                allowed=("переезд", "перевод в другую школу", "перевод в другой класс", "отчисление", "выпуск",
                         "другое"), synonyms=("Причина",),
            ),
        ),
        key=("year", "pupil"),
    ),
    Table(
        "teachers", "Учителя", "учитель",
        (
            Column("teacher", "Код учителя", Kind.CODE, "Код учителя вместо имени", "П-017",
                   pattern=TEACHER_PATTERN, synonyms=("Учитель",)),
            Column("subjects", "Предметы", Kind.TEXT, "Предметы через точку с запятой", "математика; информатика"),
            Column("category", "Категория", Kind.CHOICE, "Квалификационная категория", "первая", required=False,
                   allowed=("высшая", "первая", "соответствие", "без категории")),
            Column("experience_years", "Стаж", Kind.INTEGER, "Педагогический стаж", "12", required=False,
                   unit="лет", low=0, high=65),
            Column("role", "Роль", Kind.TEXT, "Роль в школе", "руководитель методического объединения",
                   required=False),
        ),
        key=("teacher",),
    ),
    Table(
        "marks", "Текущие отметки", "одна отметка в журнале",
        (
            pupil_column(), subject_column(), teacher_column(required=False),
            Column("date", "Дата", Kind.DATE, "Дата урока", "12.11.2025"),
            Column(
                "work_type", "Вид работы", Kind.CHOICE, "За что поставлена отметка", "контрольная",
                allowed=("контрольная", "проект", "сочинение", "самостоятельная", "устный ответ", "домашняя",
                         "тетрадь", "урок"), synonyms=("Тип работы",),
            ),
            Column("weight", "Вес", Kind.NUMBER, "Вес отметки по положению школы", "5", required=False,
                   low=0, high=100),
            Column("mark", "Отметка", Kind.CHOICE, "5–2; н/а — не аттестован; осв — освобождён; н — не был; "
                   "точка — отложено", "4", allowed=("5", "4", "3", "2", "н/а", "осв", "н", ".")),
        ),
    ),
    Table(
        "period_marks", "Отметки за период", "отметка ученика по предмету за период",
        (
            year_column(), pupil_column(), subject_column(),
            Column("period", "Период", Kind.CHOICE, "Учебный период или год", "год", allowed=_PERIODS),
            Column("mark", "Отметка", Kind.CHOICE, "5–2; н/а — не аттестован; осв — освобождён; зч и незач — "
                   "безотметочный предмет", "4", allowed=("5", "4", "3", "2", "н/а", "осв", "зч", "незач")),
            teacher_column(required=False),
        ),
        key=("year", "pupil", "subject", "period"),
    ),
    Table(
        "procedures", "Результаты процедур", "результат ученика в одной оценочной процедуре",
        (
            year_column(), pupil_column(), _procedure(), _grade(), subject_column(),
            Column("primary_score", "Первичный балл", Kind.NUMBER, "Сумма баллов за работу; пусто — не писал", "17",
                   required=False, unit="баллов", low=0, high=1000),
            Column("max_score", "Максимальный балл", Kind.NUMBER, "Наибольший возможный первичный балл", "25",
                   unit="баллов", low=1, high=1000),
            Column("test_score", "Тестовый балл", Kind.NUMBER, "Балл ЕГЭ по стобалльной шкале", "64",
                   required=False, unit="баллов", low=0, high=100),
            Column("mark", "Отметка за работу", Kind.CHOICE, "Отметка по шкале процедуры", "4", required=False,
                   allowed=("5", "4", "3", "2")),
            Column("journal_mark", "Отметка по журналу", Kind.CHOICE, "Отметка за последний период перед работой",
                   "4", required=False, allowed=("5", "4", "3", "2")),
        ),
        key=("year", "pupil", "procedure", "subject"),
    ),
    Table(
        "scales", "Шкалы перевода", "нижняя граница отметки в процедуре",
        (
            _procedure(), year_column(), _grade(), subject_column(),
            Column("mark", "Отметка", Kind.CHOICE, "Отметка, граница которой задана", "3",
                   allowed=("5", "4", "3")),
            Column("min_score", "Минимальный балл", Kind.NUMBER, "Наименьший первичный балл на эту отметку", "8",
                   unit="баллов", low=0, high=1000),
        ),
        key=("procedure", "year", "grade", "subject", "mark"),
    ),
    Table(
        "references", "Ориентиры", "показатель региона или муниципалитета",
        (
            _procedure(), year_column(), _grade(), subject_column(),
            Column("territory", "Территория", Kind.CHOICE, "Чей это показатель", "регион",
                   allowed=("регион", "муниципалитет")),
            Column("unit", "Единица", Kind.CHOICE, "В чём выражено среднее", "процент выполнения",
                   allowed=("процент выполнения", "отметка", "тестовый балл")),
            Column("mean", "Среднее", Kind.NUMBER, "Среднее по территории", "58,4", low=0, high=100),
            Column("sd", "Разброс школ", Kind.NUMBER, "Стандартное отклонение средних по школам", "6,2",
                   required=False, low=0, high=100),
            Column("minimum", "Минимум", Kind.NUMBER, "Установленный минимальный балл", "36", required=False,
                   low=0, high=100),
        ),
        key=("procedure", "year", "grade", "subject", "territory", "unit"),
    ),
    Table(
        "fos_plan", "План ФОС", "оценочное средство, которое должно быть",
        (
            Column("fos", "Код ФОС", Kind.CODE, "Код оценочного средства (работы)", "МА7-ИТ"),
            Column("title", "Название", Kind.TEXT, "Название работы", "Итоговая работа за 7 класс", required=False),
            subject_column(), _grade(),
            Column("control_type", "Вид контроля", Kind.CHOICE, "Вид контроля", "промежуточный",
                   allowed=("входной", "текущий", "тематический", "промежуточный", "итоговый", "внешний")),
            teacher_column(required=False),
            Column("due", "Срок", Kind.DATE, "К какому дню средство должно быть готово", "20.04.2026"),
            Column("version", "Версия", Kind.TEXT, "Версия оценочного средства", "2", required=False),
            Column("revised", "Дата обновления", Kind.DATE, "Когда средство обновлено", "12.03.2026",
                   required=False),
            Column("expertise", "Экспертиза", Kind.CHOICE, "Решение экспертизы", "принято", required=False,
                   allowed=("принято", "доработать", "отклонено", "не проводилась")),
        ),
        key=("fos",),
    ),
    Table(
        "codifier", "Кодификатор", "строка кодификатора предмета",
        (
            subject_column(), _grade(),
            Column("kind", "Раздел", Kind.CHOICE, "КЭС — элемент содержания, КПУ — проверяемое умение", "КЭС",
                   allowed=("КЭС", "КПУ")),
            Column("code", "Код", Kind.CODE, "Код в кодификаторе", "2.1"),
            Column("title", "Название", Kind.TEXT, "Элемент содержания или умение", "Линейные уравнения"),
            Column("assessed", "Проверяется", Kind.CHOICE, "Проверяется ли в работах; пусто — да", "да",
                   required=False, allowed=("да", "нет")),
        ),
        key=("subject", "grade", "kind", "code"),
    ),
    Table(
        "blueprint", "Спецификация", "ячейка спецификации работы",
        (
            _fos(), _content(),
            Column("content_title", "Содержание", Kind.TEXT, "Название элемента содержания", "Линейные уравнения",
                   required=False),
            _skill(),
            Column("skill_title", "Умение", Kind.TEXT, "Название умения", "Решать уравнения", required=False),
            _tier(),
            Column("items", "Заданий", Kind.INTEGER, "Сколько заданий должно быть в варианте", "2", low=0, high=100),
            Column("score", "Баллов", Kind.NUMBER, "Сколько баллов они дают вместе", "2", unit="баллов",
                   low=0, high=1000),
        ),
        key=("fos", "content", "skill", "tier"),
    ),
    Table(
        "items", "Банк заданий", "задание банка",
        (
            Column("item", "Код задания", Kind.CODE, "Код задания в банке", "МА7-014"),
            subject_column(), _grade(), _content(), _skill(), _tier(),
            Column("kind", "Тип задания", Kind.CHOICE, "Как отвечает ученик", "выбор ответа",
                   allowed=("выбор ответа", "краткий ответ", "развёрнутый ответ")),
            Column("key", "Ключ", Kind.TEXT, "Верный ответ", "Б", required=False, synonyms=("Верный ответ",)),
            Column("options", "Вариантов ответа", Kind.INTEGER, "Сколько вариантов ответа предложено", "4",
                   required=False, low=2, high=10),
            Column("max_score", "Максимальный балл", Kind.NUMBER, "Наибольший балл за задание", "1",
                   unit="баллов", low=1, high=20),
            Column("minutes", "Минут", Kind.NUMBER, "Время на выполнение", "3", required=False, unit="мин",
                   low=0, high=240),
            Column("author", "Автор", Kind.CODE, "Код автора задания", "П-017", required=False),
            Column("revised", "Дата обновления", Kind.DATE, "Когда задание проверено", "12.03.2026",
                   required=False),
            Column("enemies", "Не вместе с", Kind.TEXT, "Коды заданий, которые подсказывают друг друга",
                   "МА7-015; МА7-016", required=False),
            Column("text", "Условие", Kind.TEXT, "Текст задания, как его видит ученик", "Вычислите: −3,5 + 1,2.",
                   required=False, synonyms=("Текст задания",)),
            Column("choices", "Варианты ответов", Kind.TEXT,
                   "Тексты вариантов ответа по порядку А, Б, В, …, через вертикальную черту", "−2,3 | −4,7 | 2,3 | 4,7",
                   required=False),
            Column("status", "Статус", Kind.CHOICE, "На каком шаге задание: в варианты входят апробированные и новые",
                   "апробировано", required=False,
                   allowed=("черновик", "на экспертизе", "новое", "апробировано", "архив")),
            Column("version", "Версия", Kind.TEXT, "Версия задания", "2", required=False),
            Column("review_due", "Пересмотреть до", Kind.DATE, "К какому дню задание нужно проверить снова",
                   "01.09.2027", required=False),
            Column("expected", "Ожидаемое выполнение", Kind.NUMBER,
                   "Сколько учеников из ста справятся, по мнению авторов или экспертов", "65", required=False,
                   unit="%", low=0, high=100),
            Column("uses", "Использовано раз", Kind.INTEGER, "В скольких работах задание уже было", "1",
                   required=False, low=0, high=1000),
        ),
        key=("item",),
    ),
    Table(
        "responses", "Ответы на задания", "ответ ученика на задание",
        (
            Column("test", "Код работы", Kind.CODE, "Код ФОС, по которому проведена работа", "МА7-ИТ",
                   refers="fos_plan.fos", synonyms=("Код ФОС", "Работа")),
            Column("variant", "Вариант", Kind.CODE, "Номер варианта", "1", required=False),
            pupil_column(),
            Column("item", "Код задания", Kind.CODE, "Код задания в банке", "МА7-014", refers="items.item"),
            Column("answer", "Ответ", Kind.TEXT, "Что ответил ученик; пусто — ответа нет", "Б", required=False),
            Column("score", "Балл", Kind.NUMBER, "Балл за задание; пусто — ответа нет", "1", required=False,
                   unit="баллов", low=0, high=20),
        ),
        key=("test", "pupil", "item"),
    ),
    Table(
        "expertise", "Экспертиза", "оценка эксперта по одному критерию",
        (
            _fos(),
            Column("expert", "Код эксперта", Kind.CODE, "Код эксперта вместо имени", "Э-03", pattern=r"Э-\d{2,4}"),
            Column("criterion", "Критерий", Kind.INTEGER, "Номер критерия листа экспертизы", "5", low=1, high=12),
            Column("score", "Балл", Kind.INTEGER, "0 — нет, 1 — частично, 2 — да", "2", low=0, high=2),
            Column("comment", "Замечание", Kind.TEXT, "Что исправить", "Уточнить условие задания 4",
                   required=False),
            Column("date", "Дата", Kind.DATE, "Дата экспертизы", "15.03.2026", required=False),
        ),
        key=("fos", "expert", "criterion"),
    ),
    Table(
        "judgements", "Суждения о порогах", "суждение эксперта о пороге отметки",
        (
            _fos(),
            Column("expert", "Код эксперта", Kind.CODE, "Код эксперта вместо имени", "Э-03", pattern=r"Э-\d{2,4}"),
            Column("method", "Метод", Kind.CHOICE, "Метод установления порога", "Ангофф",
                   allowed=("Ангофф", "Эбел", "закладка", "Хофсти", "Бойк", "пограничная группа")),
            Column("round", "Тур", Kind.INTEGER, "Номер тура обсуждения", "1", low=1, high=9),
            Column("mark", "Отметка", Kind.INTEGER, "Отметка, к которой ведёт порог", "3", low=3, high=5),
            Column("item", "Код задания", Kind.CODE, "Задание (Ангофф, Эбел, закладка)", "МА7-014", required=False,
                   refers="items.item"),
            pupil_column(required=False),
            Column("quantity", "Что оценено", Kind.TEXT,
                   "Эбел: «обязательное, лёгкое»; Хофсти: «порог от», «порог до», «ниже порога от», «ниже порога до»; "
                   "Бойк: «порог», «не ниже порога»", "порог от", required=False),
            Column("value", "Значение", Kind.NUMBER,
                   "Ангофф и Эбел: сколько из ста учеников на границе отметки справятся; закладка: место задания по "
                   "трудности; пороги и доли: % от максимума и % учеников; пограничная группа: 1", "60",
                   low=0, high=1000),
        ),
        key=("fos", "expert", "method", "round", "mark", "item", "pupil", "quantity"),
    ),
    *ACHIEVEMENTS,
    Table(
        "survey", "Опросы", "один ответ на вопрос",
        (
            year_column(),
            Column("wave", "Срез", Kind.CHOICE, "Начало или конец года", "начало", allowed=_WAVES),
            Column("group", "Группа", Kind.CHOICE, "Кто отвечал", "ученики",
                   allowed=("ученики", "родители", "педагоги")),
            Column("respondent", "Код ответившего", Kind.CODE, "Код анкеты или ученика", "Р-0042"),
            Column("instrument", "Методика", Kind.TEXT, "Название опросника", "мотивация"),
            Column("question", "Вопрос", Kind.CODE, "Номер вопроса или «итог»", "итог"),
            Column("value", "Значение", Kind.NUMBER, "Балл ответа", "14", low=-1000, high=1000),
        ),
        key=("year", "wave", "group", "respondent", "instrument", "question"),
    ),
    Table(
        "group_results", "Личностные результаты групп", "число учеников в группе, без кодов",
        (
            year_column(),
            Column("wave", "Срез", Kind.CHOICE, "Начало или конец года", "начало", allowed=_WAVES),
            class_column(),
            Column("instrument", "Методика", Kind.TEXT, "Название методики", "ценностные ориентации"),
            Column("category", "Группа результата", Kind.TEXT, "Уровень или категория", "высокий"),
            Column("count", "Учеников", Kind.INTEGER, "Сколько учеников в группе", "11", unit="чел.",
                   low=0, high=10000),
        ),
        key=("year", "wave", "class_", "instrument", "category"),
    ),
    Table(
        "competences", "Компетенции педагогов", "балл учителя по области",
        (
            year_column(), teacher_column(),
            Column("domain", "Область", Kind.CHOICE, "Область компетенций", "оценочная",
                   allowed=("предметная", "методическая", "оценочная", "психолого-педагогическая", "ИКТ")),
            Column("wave", "Срез", Kind.CHOICE, "Начало или конец года", "начало", allowed=_WAVES),
            Column("method", "Способ", Kind.CHOICE, "Как получен балл", "тест",
                   allowed=("тест", "наблюдение", "самооценка", "отзыв")),
            Column("score", "Балл", Kind.NUMBER, "Балл от 0 до 100", "72", low=0, high=100),
        ),
        key=("year", "teacher", "domain", "wave", "method"),
    ),
    Table(
        "observations", "Посещённые уроки", "критерий посещённого урока",
        (
            Column("lesson", "Код урока", Kind.CODE, "Код посещённого урока", "УР-031"),
            Column("date", "Дата", Kind.DATE, "Дата урока", "19.11.2025"),
            Column("school", "Код школы", Kind.CODE, "Код школы, где дан урок", "shkola-7", required=False),
            class_column(), subject_column(), teacher_column(),
            Column("observer", "Код наблюдателя", Kind.CODE, "Кто заполнил карту", "П-004"),
            Column("role", "Карту заполнил", Kind.CHOICE, "Наблюдатель или сам учитель", "наблюдатель",
                   allowed=("наблюдатель", "самоанализ")),
            Column("criterion", "Критерий", Kind.INTEGER, "Номер критерия карты урока", "6", low=1, high=12),
            Column("score", "Балл", Kind.INTEGER, "0 — нет, 1 — частично, 2 — да", "1", low=0, high=2),
            Column("techniques", "Приёмы", Kind.TEXT, "Номера приёмов через точку с запятой", "1; 5; 12",
                   required=False),
        ),
        key=("lesson", "observer", "criterion"),
    ),
    Table(
        "applications", "Заявления в профиль", "компонент рейтинга поступающего в профильный класс",
        (
            year_column(),
            Column("applicant", "Номер заявления", Kind.CODE, "Номер вместо имени", "З-018"),
            Column("profile", "Профиль", Kind.TEXT, "Профиль класса", "технологический"),
            Column("component", "Показатель", Kind.TEXT, "Компонент рейтинга", "ОГЭ математика"),
            Column("score", "Балл", Kind.NUMBER, "Балл по компоненту", "78", low=0, high=1000),
            Column("minimum_met", "Минимум достигнут", Kind.CHOICE, "Достигнут ли минимум", "да",
                   allowed=("да", "нет")),
            Column("privilege", "Преимущество", Kind.CHOICE, "Есть ли преимущественное право", "нет",
                   required=False, allowed=("да", "нет")),
        ),
        key=("year", "applicant", "profile", "component"),
    ),
    Table(
        "plan", "План мероприятий", "мероприятие плана",
        (
            Column("plan", "План", Kind.TEXT, "Название плана", "План ВСОКО"),
            Column("event", "Мероприятие", Kind.TEXT, "Что делается", "Мониторинг дефицитов"),
            Column("start", "Начало", Kind.DATE, "Дата начала", "10.09.2025", month="первый"),
            Column("end", "Окончание", Kind.DATE, "Дата окончания", "30.09.2025", required=False, month="последний"),
            Column("audience", "Участники", Kind.TEXT, "Для кого", "учителя", required=False),
            Column("product", "Продукт", Kind.TEXT, "Что получится", "Карта дефицитов", required=False),
            Column("responsible", "Ответственный", Kind.TEXT, "Кто отвечает", "заместитель директора",
                   required=False),
            Column("indicator", "Показатель", Kind.TEXT, "По чему судят о результате", "доля обновлённых ФОС",
                   required=False),
            Column("baseline", "Исходное значение", Kind.NUMBER, "Значение в начале", "60", required=False),
            Column("target", "Целевое значение", Kind.NUMBER, "Значение в конце", "100", required=False),
            Column("status", "Статус", Kind.CHOICE, "Состояние", "выполнено", required=False,
                   allowed=("не начато", "идёт", "выполнено", "отменено")),
            Column("evidence", "Подтверждение", Kind.TEXT, "Документ", "протокол № 3", required=False),
        ),
        key=("plan", "event"),
    ),
    *QUALITY,
    Table(
        "requests", "Обращения в службу", "обращение в консультационную службу",
        (
            Column("date", "Дата", Kind.DATE, "Дата обращения", "14.10.2025"),
            Column("direction", "Направление", Kind.TEXT, "Направление работы службы", "экспертиза ФОС"),
            Column("executor", "Исполнитель", Kind.CHOICE, "Кто отвечал", "руководитель службы",
                   allowed=("учителя — разработчики ФОС", "зам. директора по информатизации",
                            "руководитель службы")),
            Column("client", "Клиент", Kind.CHOICE, "Кто обратился", "учителя школы",
                   allowed=("учителя школы", "учителя района и города", "ученики", "родители", "педагоги ДО")),
            Column("topic", "Тема", Kind.TEXT, "С чем обратились", "как составить кодификатор"),
            Column("form", "Форма", Kind.CHOICE, "Форма консультации", "очно", required=False,
                   allowed=("очно", "дистанционно", "письменно")),
            Column("minutes", "Минут", Kind.NUMBER, "Сколько длилась", "30", required=False, unit="мин",
                   low=0, high=1000),
            Column("answered", "Дата ответа", Kind.DATE, "Когда ответили", "15.10.2025", required=False),
            Column("outcome", "Результат", Kind.TEXT, "Чем закончилось", "решено", required=False),
            Column("score", "Оценка", Kind.INTEGER, "Оценка обратившегося", "5", required=False, low=1, high=5),
        ),
    ),
    Table(
        "schools", "Школы", "школа муниципалитета",
        (
            Column("school", "Код школы", Kind.CODE, "Латинские буквы, цифры и дефис", "shkola-7",
                   pattern=r"[a-z0-9-]{1,32}"),
            Column("title", "Название", Kind.TEXT, "Название школы", "Школа № 7"),
            Column("municipality", "Муниципалитет", Kind.TEXT, "Муниципалитет", "Заречный район"),
            Column("pupils", "Учеников", Kind.INTEGER, "Сколько учеников", "412", unit="чел.", low=1, high=10000),
            Column("status", "Статус", Kind.CHOICE, "Статус школы в проекте", "обычная",
                   allowed=("обычная", "ШНОР", "школа-лидер")),
            Column("latitude", "Широта", Kind.NUMBER, "Широта", "55,75", required=False, low=-90, high=90),
            Column("longitude", "Долгота", Kind.NUMBER, "Долгота", "37,62", required=False, low=-180, high=180),
            Column("parents_higher", "Родители с высшим образованием", Kind.NUMBER,
                   "Доля учеников, у которых оба родителя с высшим образованием", "34", required=False, unit="%",
                   low=0, high=100),
            Column("special_needs", "Дети с ОВЗ", Kind.NUMBER, "Доля учеников с ОВЗ", "4", required=False,
                   unit="%", low=0, high=100),
            Column("other_language", "Неродной русский", Kind.NUMBER, "Доля учеников с неродным русским", "3",
                   required=False, unit="%", low=0, high=100),
            Column("wants_help", "Нужна помощь", Kind.TEXT, "Дефициты через точку с запятой", "математика",
                   required=False),
            Column("offers_help", "Готова помочь", Kind.TEXT, "Сильные стороны через точку с запятой",
                   "русский язык", required=False),
        ),
        key=("school",), municipal=True,
    ),
    Table(
        "risk_profile", "Рисковый профиль", "показатель фактора риска школы",
        (
            Column("school", "Код школы", Kind.CODE, "Код школы", "shkola-7", refers="schools.school"),
            Column("factor", "Фактор", Kind.INTEGER, "Номер фактора риска", "8", low=1, high=12),
            Column("indicator", "Показатель", Kind.TEXT, "Название показателя", "низкая мотивация, %"),
            Column("value", "Значение", Kind.NUMBER, "Значение показателя", "31"),
            Column("best", "Лучшее", Kind.NUMBER, "Значение без риска", "0"),
            Column("worst", "Худшее", Kind.NUMBER, "Значение наибольшего риска", "60"),
        ),
        key=("school", "factor", "indicator"), municipal=True,
    ),
)  # fmt: skip

TABLES: MappingProxyType[str, Table] = MappingProxyType({table.name: table for table in _ALL})
"""All tables by English name, in the order in which people meet them."""
