"""The dashboard of ВСОКО as a whole: the board in a minute, what other reports say, the steps at its end.

Apart from the sections because the summary draws on each of them.
"""

from __future__ import annotations

from workbook.display import numbers
from workbook.display.blocks import Block, Finding, Findings, Stack, Text
from workbook.display.vsoko_criteria import doubt
from workbook.display.vsoko_criteria_board import Board
from workbook.display.vsoko_words import listed, lower, percent_of
from workbook.errors import MissingData
from workbook.vsoko.criteria import Criteria
from workbook.vsoko.criterion import FAILED, MET, UNKNOWN
from workbook.vsoko.criterion import beside as beside_target
from workbook.vsoko.deficit_look import deficits_of
from workbook.vsoko.dynamics import QUALITY
from workbook.vsoko.results import INDICATORS
from workbook.vsoko.scope import Scope

__all__ = ["beside", "next_steps", "summary"]

_WHOLE = 100.0
_STEPS = {
    1: "Успеваемость: с классными руководителями названных классов решить, кому и по каким темам помочь; через период "
    "пересчитать.",
    2: "Мотивация: психологу и классным руководителям обсудить группы и параллели (не отдельных учеников) и выбрать "
    "одно действие на полугодие; срез в конце года повторить.",
    3: "Экзамены: методическим объединениям предметов ниже региона разобрать задания и темы с потерями баллов.",
    4: "Сохранность: побеседовать с ушедшими из профильных классов и их родителями, сверить отбор с тетрадью отбора.",
    5: "Удовлетворённость: взять вопрос с наименьшей долей в группе ниже цели и назвать людям, что изменится.",
    6: "ФОС: по списку средств назначить, кто и к какому дню доработает; начать с первых предметов таблицы.",
    7: "Компетенции: общую учёбу и маршруты взять из тетради «Профессиональный рост педагогов».",
}
_CHECK = (
    "Успеваемость: прежде чем считать критерий 1 выполненным, перепроверить часть работ по списку из тетради "
    "«Объективность»."
)
_GATHER = {
    1: "Успеваемость: добавить отметки недостающих лет; малые классы обсуждать по ученикам, а не по процентам.",
    2: "Мотивация: провести оба среза с одними и теми же кодами учеников; пар нужно не меньше порога методики.",
    3: "Экзамены: недостающие результаты и средние по региону внести в таблицы «Результаты процедур» и «Ориентиры»; "
    "где работ мало, смотреть учеников, а не среднее.",
    5: "Удовлетворённость: добрать ответы там, где ответили мало, и указать всех учителей и учеников в таблицах.",
    6: "ФОС: внести план, даты обновления и решения экспертизы.",
    7: "Компетенции: оценить учителей в начале и в конце года одними и теми же способами.",
}


def summary(criteria: Criteria, scope: Scope) -> Block:
    """Say in one sentence how many criteria are met, then show the seven rows."""
    counts = criteria.counts
    met, failed, unknown = (counts.get(state, 0) for state in (MET, FAILED, UNKNOWN))
    parts = [f"выполнено {met} из {len(criteria.all)}"]
    parts += [f"не выполнено {failed}"] * bool(failed) + [f"недостаточно данных — {unknown}"] * bool(unknown)
    tone = "neutral" if unknown == len(criteria.all) else "warn" if failed else "info" if unknown else "ok"
    found = [Finding(tone, f"{criteria.year}: {', '.join(parts)}.")]
    marks = {}
    if remark := doubt(criteria, scope):
        marks[1] = remark
        found.append(Finding("warn", f"Критерий 1 выполнен по отметкам журнала. {remark}"))
    note = (
        "Под числом — интервал 95\u00a0% (у сплошного учёта его нет) и сколько учтено; в критерии 5 показана группа с "
        "наименьшей долей. Направление по годам — без проверки значимости: по 3–6 точкам тенденцию не доказать."
    )
    return Stack([Findings(found), Board(criteria.all, marks), Text(note, tone="quiet")])


def beside(scope: Scope) -> Block:
    """Put what other reports tell in a sentence each, with the name of the report that shows the rest."""
    found: list[Finding] = []
    for make in (_marks, _growth, _confirmed, _deficits):
        try:
            found.append(make(scope))
        except MissingData as gap:
            found.append(Finding("neutral", gap.message))
    return Findings(found)


def next_steps(criteria: Criteria, scope: Scope) -> Block:
    """Say what to decide next: what doubts the marks, a step for each criterion not met, then what to gather."""
    steps = [Finding("warn", _CHECK)] if doubt(criteria, scope) else []
    steps += [Finding("warn", _STEPS[item.number]) for item in criteria.all if item.state == FAILED]
    steps += [
        Finding("neutral", _GATHER[item.number])
        for item in criteria.all
        if item.state == UNKNOWN and item.number in _GATHER
    ]
    if not steps:
        steps = [Finding("ok", "Все критерии выполнены: сохранить порядок работы и повторить расчёт через год.")]
    return Stack([Findings(steps, title="Предложения к обсуждению"),
                  Text("Это черновик: решения принимают люди, знающие школу.", tone="quiet")])  # fmt: skip


def _marks(scope: Scope) -> Finding:
    row = scope.indicators([]).iloc[0]
    targets = scope.settings.deficits.targets
    words = [
        f"{lower(title)} {beside_target(row[f'{name}_percent'], _WHOLE)}{numbers.NBSP}% "
        f"(цель {percent_of(float(targets[key]))})"
        for name, (title, key) in INDICATORS.items()
    ]
    below = [name for name, (_, key) in INDICATORS.items() if row[f"{name}_high"] < float(targets[key])]
    tone = "neutral" if row["small"] else "warn" if below else "info"
    marks = numbers.count(row["n"], "отметка", "отметки", "отметок")
    return Finding(tone, f"Отметки года: {', '.join(words)}; {marks}. Классы, предметы, резерв — тетрадь «Отметки».")


def _growth(scope: Scope) -> Finding:
    """Read a change of quality together with the evidence of objectivity: growth alone proves nothing."""
    moved = scope.changes.set_index("indicator").loc[QUALITY]
    words = f"Качество знаний {numbers.percent(moved['first'])} → {numbers.percent(moved['last'])}"
    if moved["points"] < 2:
        return Finding("neutral", "Данные за один год: о динамике качества сказать нечего.")
    years = f"с {moved['first_year']} по {moved['last_year']}"
    if moved["direction"] != "рост":
        return Finding(
            "warn" if moved["direction"] == "снижение" else "info", f"{words} {years}: {moved['direction']}."
        )
    if scope.doubtful:
        return Finding(
            "warn",
            f"{words} {years}: рост больше погрешности, но рядом стоят возможные признаки необъективности. Прежде чем "
            "считать рост успехом, перепроверьте часть работ.",
        )
    return Finding("ok", f"{words} {years}: рост больше погрешности; признаков завышения рядом не видно.")


def _confirmed(scope: Scope) -> Finding:
    row = scope.agreement([]).iloc[0]
    share = numbers.percent(row["confirmed_percent"])
    ends = numbers.interval(row["confirmed_low"], row["confirmed_high"])
    doubt = "есть возможные признаки завышения" if scope.doubtful else "признаков завышения не видно"
    pairs = numbers.count(row["n"], "пара", "пары", "пар")
    return Finding(
        "warn" if scope.doubtful else "neutral" if row["verdict"] == "мало данных" else "info",
        f"{scope.procedure} и журнал: подтвердили отметку {share} ({ends}; {pairs}), {doubt}. "
        "Признаки и их проверка — тетрадь «Объективность».",
    )


def _deficits(scope: Scope) -> Finding:
    sure = deficits_of(scope.school, scope.year).confirmed
    if sure.empty:
        return Finding("ok", "Подтверждённых дефицитов нет. Вся карта — тетрадь «Карта дефицитов».")
    named = sure["indicator"].map(lower) + " — " + sure["group"]
    total = numbers.count(len(sure), "подтверждённый дефицит", "подтверждённых дефицита", "подтверждённых дефицитов")
    return Finding("warn", f"{total}, первые: {listed(named, 3)}. Меры и сроки — тетрадь «Карта дефицитов».")
