"""Numbers, tables and pictures of lessons about item analysis: difficulty, discrimination, options.

Apart from the methods because a lesson asks for one number by name, where a method gives a whole table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbook import display, estimates, fos
from workbook.course.facts import Sample, fact, picture
from workbook.errors import Reason, WorkbookError
from workbook.fos import Tool
from workbook.fos.scoring import accepted
from workbook.school.letters import LETTERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__: list[str] = []

_COUNTS = {
    "дошли": "n", "верно": "right", "частично": "partial", "неверно": "wrong", "пусто": "blank",
    "не дошли": "not_reached",
}  # fmt: skip
_SHARES = {"доля": "success_percent", "от": "success_low", "до": "success_high"}
_TIES = {"D": "d27", "r": "r", "r от": "r_low", "r до": "r_high"}
_LIMITS = {
    "слишком трудное": "p_low", "слишком лёгкое": "p_high", "слабо различает": "r_min", "ответов": "item_n",
    "вариант не работает": "dead_share", "крайняя группа": "group_share",
}  # fmt: skip
_ALL, _STRONG, _WEAK = "все", "сильные", "слабые"


@fact("писали работу", "школа; работа", "сколько учеников писали работу")
def _works(sample: Sample, school: str, test: str) -> float:
    return float(len(_tool(sample, school, test).scored.scores))


@fact("ответов на задание", "школа; работа; задание; состояние",
      "сколько учеников: дошли, верно, частично, неверно, пусто, не дошли")  # fmt: skip
def _count(sample: Sample, school: str, test: str, item: str, state: str) -> float:
    return float(_row(sample, school, test, item)[_named(_COUNTS, state)])


@fact("выполнение задания", "школа; работа; задание; величина",
      "средняя доля наибольшего балла, от 0 до 1: доля; границы интервала: от, до")  # fmt: skip
def _success(sample: Sample, school: str, test: str, item: str, value: str) -> float:
    return float(_row(sample, school, test, item)[_named(_SHARES, value)]) / 100


@fact("различение задания", "школа; работа; задание; величина",
      "от −1 до 1: D (сильные без слабых), r (связь с остальными заданиями), r от, r до")  # fmt: skip
def _discrimination(sample: Sample, school: str, test: str, item: str, value: str) -> float:
    return float(_row(sample, school, test, item)[_named(_TIES, value)])


@fact("в крайней группе", "школа; работа", "сколько работ в сильной группе; в слабой столько же")
def _size(sample: Sample, school: str, test: str) -> float:
    return float(len(_group(_tool(sample, school, test), _WEAK)))


@fact("дали ответ", "школа; работа; задание; ответ; группа",
      "сколько учеников ответили так; группа: все, сильные, слабые")  # fmt: skip
def _chose(sample: Sample, school: str, test: str, item: str, answer: str, group: str) -> float:
    return float(_chosen(_tool(sample, school, test), item, answer, group))


@fact("решили в группе", "школа; работа; задание; группа", "сколько учеников решили; группа: все, сильные, слабые")
def _solved(sample: Sample, school: str, test: str, item: str, group: str) -> float:
    tool = _tool(sample, school, test)
    return float((tool.scored.states.loc[_group(tool, group), item] == fos.State.RIGHT).sum())


@fact("решили в классе", "школа; работа; задание; класс; величина", "учеников класса: решили, дошли")
def _solved_in_class(sample: Sample, school: str, test: str, item: str, class_: str, value: str) -> float:
    return float(_class_counts(sample, school, test, item, class_)[_named({"решили": 0, "дошли": 1}, value)])


@fact("разность классов", "школа; работа; задание; классы; величина",
      "доля решивших в первом классе без доли во втором («7 Б и 7 А»), от −1 до 1: разность, от, до")  # fmt: skip
def _between(sample: Sample, school: str, test: str, item: str, pair: str, value: str) -> float:
    first, _, second = pair.partition(" и ")
    counts = (_class_counts(sample, school, test, item, class_) for class_ in (first, second))
    gap = estimates.difference(*(number for both in counts for number in both))
    return float(_named({"разность": gap.value, "от": gap.low, "до": gap.high}, value)) / 100


@fact("интервал доли", "решили; из скольких; граница", "граница интервала доли (Уилсон), от 0 до 1: от, до")
def _interval(_sample: Sample, right: str, n: str, end: str) -> float:
    found = estimates.share(int(right), int(n))
    return float(_named({"от": found.low, "до": found.high}, end)) / 100


@fact("интервалы по числу учеников", "процент решивших; числа учеников через запятую",
      "таблица: как сужается интервал доли с числом учеников")  # fmt: skip
def _by_size(_sample: Sample, percent: str, sizes: str) -> str:
    found = [estimates.share(int(percent) * int(n) // 100, int(n)) for n in _split(sizes)]
    rows = [[f"{e.n}", f"{display.interval(e.low, e.high, 0)}\u00a0%"] for e in found]
    return _table(["Учеников", "Истинная доля, вероятно"], rows)


@fact("порог задания", "школа; порог", "граница из методики школы: слишком трудное, слишком лёгкое, слабо различает, "
      "ответов, вариант не работает, крайняя группа, базовый от, повышенный от")  # fmt: skip
def _limit(sample: Sample, school: str, name: str) -> float:
    rules = sample.school(school).settings.fos
    bands = {"базовый от": rules.tier_bands["Б"] / 100, "повышенный от": rules.tier_bands["П"] / 100}
    return float(_named({word: getattr(rules, field) for word, field in _LIMITS.items()} | bands, name))


@fact("с другим ключом", "школа; работа; задание; ключ; величина",
      "каким станет задание, если исправить ключ: доля, D, r; учеников: прибавят, потеряют")  # fmt: skip
def _rekeyed(sample: Sample, school: str, test: str, item: str, key: str, value: str) -> float:
    before = _tool(sample, school, test)
    responses, items = (before.school[name] for name in ("responses", "items"))
    # The teacher's points were given by the old key: without them the new key scores.
    responses = responses.assign(
        score=responses["score"].mask((responses["test"] == test) & (responses["item"] == item))
    )
    items = items.assign(key=items["key"].mask(items["item"] == item, key))
    after = fos.score(responses, items, test)
    change = after.scores[item].fillna(0) - before.scored.scores[item].fillna(0)
    moved = {"прибавят": float((change > 0).sum()), "потеряют": float((change < 0).sum())}
    if value in moved:
        return moved[value]
    row = _found(fos.item_table(after, before.rules), item, f"в работе «{test}»")
    scale = {"доля": ("success_percent", 100), "D": ("d27", 1), "r": ("r", 1)}
    column, whole = _named(scale, value)
    return float(row[column]) / float(whole)


@fact("условие задания", "школа; задание", "текст задания из банка")
def _wording(sample: Sample, school: str, item: str) -> str:
    return str(_bank(sample, school, item)["text"])


@fact("вариант ответа", "школа; задание; буква", "текст варианта ответа из банка")
def _option(sample: Sample, school: str, item: str, letter: str) -> str:
    return _choices(sample, school, item)[letter]


@fact("ожидали эксперты", "школа; задание", "ожидаемое выполнение из банка, от 0 до 1")
def _expected(sample: Sample, school: str, item: str) -> float:
    return float(_bank(sample, school, item)["expected"]) / 100


@fact("ключ задания", "школа; задание", "ключ, как он записан в банке")
def _key(sample: Sample, school: str, item: str) -> str:
    return str(_bank(sample, school, item)["key"])


@fact("строки заданий", "школа; работа; задания через запятую", "таблица: решили, выполнение с интервалом, D")
def _lines(sample: Sample, school: str, test: str, items: str) -> str:
    rows = []
    for item in _split(items):
        row = _row(sample, school, test, item)
        limits = display.interval(row["success_low"], row["success_high"], 0)
        rows.append([
            item, str(row["tier"]), f"{row['right']} из {row['n']}",
            f"{display.percent(row['success_percent'], 0)} ({limits})", display.number(row["d27"], 2),
        ])  # fmt: skip
    return _table(["Задание", "Заявлен", "Решили", "Выполнение", "D"], rows)


@fact("варианты ответа", "школа; работа; задание", "таблица: кто что выбрал — все, сильные, слабые; ключ отмечен")
def _options(sample: Sample, school: str, test: str, item: str) -> str:
    tool = _tool(sample, school, test)
    size = len(_group(tool, _WEAK))
    texts = _choices(sample, school, item)
    keys = {key.upper() for key in accepted(tool.scored.items.loc[item, "key"])}
    answers = [*texts] or [*keys, *_wrong_answers(tool, item)]
    rows = [
        [f"{answer}{' (ключ)' if answer.upper() in keys else ''}", *([f"`{texts[answer]}`"] if texts else []),
         *(str(_chosen(tool, item, answer, group)) for group in (_ALL, _STRONG, _WEAK))]
        for answer in answers
    ]  # fmt: skip
    head = [
        "Ответ",
        *(["Текст"] if texts else []),
        f"Все {len(_group(tool, _ALL))}",
        f"Сильные {size}",
        f"Слабые {size}",
    ]
    return _table(head, rows)


@fact("неверные ответы", "школа; работа; задание", "частые неверные ответы через запятую, от самого частого")
def _mistaken(sample: Sample, school: str, test: str, item: str) -> str:
    *answers, last = _wrong_answers(_tool(sample, school, test), item)
    return f"{', '.join(answers)} и {last}" if answers else last


@picture("выбор ответов по группам", "школа; работа; задания через запятую; подписи",
         "кто выбирает ключ и кто — неверные ответы, от слабых к сильным; подписи: коды, номера")  # fmt: skip
def _curves(sample: Sample, school: str, test: str, items: str, titles: str) -> Figure:
    from workbook.course.item_pictures import option_panels

    curves, codes = _tool(sample, school, test).curves, _split(items)
    named = _named({"коды": codes, "номера": [f"Рисунок {n}" for n in range(1, len(codes) + 1)]}, titles)
    return option_panels({name: curves[curves["item"] == code] for name, code in zip(named, codes, strict=True)})


@picture("задание в школах", "школы через запятую; работа; задание", "выполнение одного задания с интервалом по школам")
def _in_schools(sample: Sample, schools: str, test: str, item: str) -> Figure:
    from workbook.course.item_pictures import success_intervals

    rows = [(sample.school(name).title, _row(sample, name, test, item)) for name in _split(schools)]
    return success_intervals([(f"{title}: {row['right']} из {row['n']}", row) for title, row in rows], item)


@picture("карта заданий работы", "школа; работа", "выполнение и различение всех заданий работы, с границами методики")
def _map(sample: Sample, school: str, test: str) -> Figure:
    from workbook.display.fos_charts import item_map

    tool = _tool(sample, school, test)
    figure = item_map(tool.items, tool.rules)
    if figure is None:
        raise WorkbookError("ни у одного задания не посчитано различение", Reason.TABLE_EMPTY)
    figure.set_figheight(4.0)
    return figure


def _tool(sample: Sample, school: str, test: str) -> Tool:
    return fos.tool(sample.school(school), test)


def _row(sample: Sample, school: str, test: str, item: str) -> dict[str, Any]:
    return _found(_tool(sample, school, test).items, item, f"в работе «{test}»")


def _bank(sample: Sample, school: str, item: str) -> dict[str, Any]:
    return _found(sample.school(school)["items"], item, "в банке")


def _found(table: pd.DataFrame, item: str, where: str) -> dict[str, Any]:
    rows = table[table["item"] == item]
    if rows.empty:
        raise WorkbookError(f"{where} нет задания «{item}»", Reason.REFERENCE_UNKNOWN)
    return {str(name): value for name, value in rows.iloc[0].items()}


def _choices(sample: Sample, school: str, item: str) -> dict[str, str]:
    told = _bank(sample, school, item)["choices"]
    texts = [part.strip() for part in told.split("|")] if isinstance(told, str) else []
    return dict(zip(LETTERS, texts, strict=False))


def _group(tool: Tool, group: str) -> pd.Index[Any]:
    """Return the pupils of a group; a border of equal sums is refused, for then counts would be fractions."""
    totals = tool.scored.total_shares().sort_values()
    size = int(estimates.half_up(tool.rules.group_share * len(totals)))
    inside = _named({_ALL: totals, _WEAK: totals[:size], _STRONG: totals[-size:]}, group)
    if len(inside) < len(totals) and {*inside} & {*totals.drop(inside.index)}:
        raise WorkbookError("на границе крайней группы равные суммы: состав группы неоднозначен", Reason.ROW_ORDER)
    pupils: pd.Index[Any] = inside.index
    return pupils


def _chosen(tool: Tool, item: str, answer: str, group: str) -> int:
    plain = fos.normalise(answer, str(tool.scored.items.loc[item, "key"]))
    return int((tool.scored.answers.loc[_group(tool, group), item] == plain).sum())


def _wrong_answers(tool: Tool, item: str) -> list[str]:
    rows = tool.options[(tool.options["item"] == item) & ~tool.options["is_key"]]
    return [str(answer) for answer in rows.sort_values("count", ascending=False, kind="stable")["option"]]


def _class_counts(sample: Sample, school: str, test: str, item: str, class_: str) -> tuple[int, int]:
    pupils = sample.school(school)["pupils"]
    mine = pupils.loc[(pupils["year"] == sample.school(school).year) & (pupils["class_"] == class_), "pupil"]
    states = _tool(sample, school, test).scored.states[item]
    states = states[states.index.isin(mine)]
    right = int((states == fos.State.RIGHT).sum())
    return right, right + int(states.isin([fos.State.PARTIAL, fos.State.WRONG, fos.State.BLANK]).sum())


def _split(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _named(known: Mapping[str, Any], word: str) -> Any:
    if word not in known:
        raise WorkbookError(f"«{word}» неизвестно; бывает: {', '.join(known)}", Reason.LESSON)
    return known[word]


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
