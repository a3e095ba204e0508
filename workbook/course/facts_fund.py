"""Numbers, tables and pictures of lessons about the fund of assessment tools: codifier, specification, passport.

Apart from the methods because a lesson asks for one number by name, where a method gives a whole table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbook import display, fos
from workbook.course.facts import Sample, fact, picture
from workbook.errors import MissingData, Reason
from workbook.fos.tiers import TIER_NAMES, TIERS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from workbook.fos.blueprint import Coverage

__all__: list[str] = []

_ALL = "все"
_CELL = ["content", "skill", "tier"]
_SUMS: Mapping[str, Callable[[pd.DataFrame], float]] = {
    "задания": lambda rows: rows["items"].sum(),
    "баллы": lambda rows: rows["score"].sum(),
    "строки": len,
    "темы": lambda rows: rows["content"].nunique(),
    "умения": lambda rows: rows["skill"].nunique(),
}
_HELD: Mapping[str, Callable[[pd.DataFrame], float]] = {
    "задания": len,
    "баллы": lambda rows: rows["max_score"].sum(),
    "минуты": lambda rows: rows["minutes"].sum(),
    "темы": lambda rows: rows["content"].nunique(),
    "с ключом": lambda rows: rows["key"].notna().sum(),
    "развёрнутые": lambda rows: (rows["kind"] == "развёрнутый ответ").sum(),
}
_KINDS: Mapping[str, Callable[[pd.DataFrame], pd.Series[bool]]] = {
    "строки": lambda rows: rows["assessed"].notna(),
    "проверяются": lambda rows: rows["assessed"],
    "с заданиями": lambda rows: rows["assessed"] & (rows["items"] > 0),
}
_PLACES = ("доля", "заполнено", "пустые", "лишние", "пустые строки")


@fact("в плане", "школа; работа; что; уровень",
      "сколько обещает спецификация: задания, баллы, строки, темы, умения; уровень: Б, П, В, все")  # fmt: skip
def _planned(sample: Sample, school: str, test: str, what: str, tier: str) -> float:
    return float(_named(_SUMS, what)(_of_tier(_plan(sample, school, test), tier)))


@fact("в варианте", "школа; работа; вариант; что; уровень",
      "сколько в варианте, который писали: задания, баллы, минуты, темы, с ключом, развёрнутые")  # fmt: skip
def _in_variant(sample: Sample, school: str, test: str, variant: str, what: str, tier: str) -> float:
    return float(_named(_HELD, what)(_of_tier(_variant_items(sample, school, test, variant), tier)))


@fact("места спецификации", "школа; работа; что", f"в худшем варианте: {', '.join(_PLACES)}; доля — от 0 до 1")
def _places(sample: Sample, school: str, test: str, what: str) -> float:
    found = _coverage(sample, school, test)
    cells = found.worst()
    gap = cells["required"] - cells["present"]
    empty = gap.clip(lower=0).sum()
    values = {
        "доля": found.covered_percent / 100, "заполнено": cells["required"].sum() - empty, "пустые": empty,
        "лишние": -gap.clip(upper=0).sum(), "пустые строки": (gap > 0).sum(),
    }  # fmt: skip
    return float(_named(values, what))


@fact("в кодификаторе", "школа; работа; что; раздел",
      f"сколько строк: {', '.join(_KINDS)}; раздел: КЭС, КПУ, все")  # fmt: skip
def _elements(sample: Sample, school: str, test: str, what: str, kind: str) -> float:
    rows = fos.tool(sample.school(school), test).codifier.elements
    rows = rows if kind == _ALL else rows[rows["kind"] == _one_of(("КЭС", "КПУ"), kind)]
    return float(_named(_KINDS, what)(rows).sum())


@fact("вне кодификатора", "школа; работа", "какие задания банка стоят на кодах, которых в кодификаторе нет")
def _unknown(sample: Sample, school: str, test: str) -> str:
    rows = fos.tool(sample.school(school), test).codifier.unknown
    return ", ".join(str(where) for where in rows.loc[rows["place"] == "банк", "where"])


@fact("готовы в банке", "школа; работа; КЭС; КПУ; уровень", "сколько заданий этой клетки можно ставить в вариант")
def _ready(sample: Sample, school: str, test: str, content: str, skill: str, tier: str) -> float:
    cells = fos.tool(sample.school(school), test).bank.cells
    mine = _of_tier(cells[(cells["content"] == content) & (cells["skill"] == skill)], tier)
    return float(mine["present"].sum())


@fact("клетка", "школа; работа; какая; что",
      "клетка, где работа отходит от плана: пустая, лишняя; что: тема, умение, уровень, КЭС, КПУ, задание")  # fmt: skip
def _odd(sample: Sample, school: str, test: str, which: str, what: str) -> str:
    found = _coverage(sample, school, test)
    cells = found.holes if _one_of(("пустая", "лишняя"), which) == "пустая" else found.surpluses
    if cells.empty:
        raise _missing("Такой клетки нет: план и работа сходятся.")
    cell = cells.iloc[0]
    items = _variant_items(sample, school, test, str(cell["variant"]))
    inside = items.loc[(items[_CELL] == cell[_CELL]).all(axis=1), "item"]
    titles = fos.tool(sample.school(school), test).codifier.elements.set_index(["kind", "code"])["title"]
    values = {
        "тема": titles["КЭС", cell["content"]], "умение": titles["КПУ", cell["skill"]], "уровень": cell["tier"],
        "КЭС": cell["content"], "КПУ": cell["skill"], "задание": ", ".join(inside),
    }  # fmt: skip
    return str(_named(values, what))


@fact("доля баллов", "школа; работа; класс; уровень", "средняя доля баллов класса по заданиям уровня, от 0 до 1")
def _share(sample: Sample, school: str, test: str, class_: str, tier: str) -> float:
    return _class_share(sample, school, test, class_, tier)


@fact("писали в классе", "школа; работа; класс", "сколько учеников класса писали работу")
def _writers(sample: Sample, school: str, test: str, class_: str) -> float:
    wrote = fos.tool(sample.school(school), test).scored.scores.index
    return float((_class_of(sample, school).reindex(wrote) == class_).sum())


@fact("обновление фонда", "школа; что", "средства плана ФОС: всего, обновлено, доля (от 0 до 1)")
def _updated(sample: Sample, school: str, what: str) -> float:
    school_ = sample.school(school)
    updated = fos.fund(school_["fos_plan"], school_.settings.fos)["updated"]
    return float(_named({"всего": len(updated), "обновлено": updated.sum(), "доля": updated.mean()}, what))


@fact("экспертиза работы", "школа; работа; что", "средний балл листов, экспертов, нужно (порог)")
def _review(sample: Sample, school: str, test: str, what: str) -> float:
    school_ = sample.school(school)
    found = fos.review(school_["expertise"], test, school_.settings.fos)
    values = {"средний балл": found.mean_total, "экспертов": len(found.experts),
              "нужно": school_.settings.fos.accept_sum}  # fmt: skip
    return float(_named(values, what))


@fact("решение экспертизы", "школа; работа; откуда", "слово: «листы» — по листам экспертов, «план» — из плана ФОС")
def _decision(sample: Sample, school: str, test: str, where: str) -> str:
    school_ = sample.school(school)
    sheets = fos.review(school_["expertise"], test, school_.settings.fos).decision
    return str(_named({"листы": sheets, "план": school_["fos_plan"].set_index("fos").loc[test, "expertise"]}, where))


@fact("уровней", "школа; работа; вывод",
      "сколько заданий с таким выводом об уровне: подтверждён, ниже, выше, мало данных, все")  # fmt: skip
def _tiers(sample: Sample, school: str, test: str, verdict: str) -> float:
    said = fos.tool(sample.school(school), test).items["tier_verdict"]
    return float(len(said) if verdict == _ALL else (said == verdict).sum())


@fact("граница уровня", "школа; уровень", "наименьшая доля справившихся, от 0 до 1, при которой уровень подтверждается")
def _band(sample: Sample, school: str, tier: str) -> float:
    return float(_named(sample.school(school).settings.fos.tier_bands, tier)) / 100


@fact("строки спецификации", "школа; работа; темы через запятую", "таблица: строки плана этих тем")
def _rows_table(sample: Sample, school: str, test: str, topics: str) -> str:
    plan = _plan(sample, school, test)
    rows = plan[plan["content"].isin([code.strip() for code in topics.split(",")])]
    names = ["content", "content_title", "skill", "skill_title", "tier", "items", "score"]
    return _table(("КЭС", "Тема", "КПУ", "Умение", "Уровень", "Заданий", "Баллов"), rows[names].to_numpy().tolist())


@fact("план по темам", "школа; работа", "таблица: «заданий (баллов)» у каждой темы на каждом уровне")
def _plan_table(sample: Sample, school: str, test: str) -> str:
    return _by_topic(_plan(sample, school, test), ["items", "score"], "{:.0f}\u00a0({:.0f})")


@fact("план и вариант по темам", "школа; работа; вариант", "таблица «по плану → в варианте» по темам и уровням")
def _both_table(sample: Sample, school: str, test: str, variant: str) -> str:
    return _by_topic(_held(sample, school, test, variant), ["required", "present"], "{:.0f}\u00a0→\u00a0{:.0f}")


@fact("строки кодификатора", "школа; работа; строки через запятую", "таблица: «КЭС 3.2, КПУ 4.2» — что о них известно")
def _codifier_table(sample: Sample, school: str, test: str, lines: str) -> str:
    rows = fos.tool(sample.school(school), test).codifier.elements
    wanted = [tuple(line.split()) for line in lines.split(",")]
    mine = rows[[pair in wanted for pair in zip(rows["kind"], rows["code"], strict=True)]]
    said = mine.assign(assessed=mine["assessed"].map({True: "да", False: "нет"}))
    names = ["kind", "code", "title", "assessed", "planned", "items"]
    heads = ("Раздел", "Код", "Что проверяем", "Проверяется", "Заданий в плане работы", "Заданий в банке")
    return _table(heads, said[names].to_numpy().tolist())


@picture("две работы", "школа; работа; классы; уровень",
         "доля баллов: один класс по всей работе, другой по заданиям уровня («7 А и 7 Б»), и оба по всей")  # fmt: skip
def _two_works(sample: Sample, school: str, test: str, pair: str, tier: str) -> Figure:
    from workbook.course import fund_pictures

    first, _, second = pair.partition(" и ")
    bars = {
        "разные работы": [(f"{first}, вся работа", _class_share(sample, school, test, first, _ALL)),
                          (f"{second}, {TIER_NAMES[tier]} уровень", _class_share(sample, school, test, second, tier))],
        "одна и та же работа": [(f"{name}, вся работа", _class_share(sample, school, test, name, _ALL))
                                for name in (first, second)],
    }  # fmt: skip
    return fund_pictures.two_works(bars)


@picture("план и вариант", "школа; работа; вариант", "места плана по темам и уровням: занятые, пустые, лишние задания")
def _places_picture(sample: Sample, school: str, test: str, variant: str) -> Figure:
    from workbook.course import fund_pictures

    return fund_pictures.places(_held(sample, school, test, variant))


@picture("уровни в варианте", "школа; работа; вариант", "какую часть заданий, баллов и минут берёт каждый уровень")
def _tiers_picture(sample: Sample, school: str, test: str, variant: str) -> Figure:
    from workbook.course import fund_pictures

    rows = _variant_items(sample, school, test, variant).groupby("tier")
    sums = {"заданий": rows.size(), "баллов": rows["max_score"].sum(), "минут": rows["minutes"].sum()}
    return fund_pictures.tier_shares(pd.DataFrame(sums).reindex(TIERS).fillna(0.0))


def _class_share(sample: Sample, school: str, test: str, class_: str, tier: str) -> float:
    tool, pupils = fos.tool(sample.school(school), test), _class_of(sample, school)
    earned = possible = 0.0
    for form in tool.scored.forms().values():
        items = _of_tier(tool.scored.items.loc[form.columns], tier)
        mine = form.loc[pupils.reindex(form.index) == class_, items.index]
        earned += float(mine.to_numpy().sum())
        possible += len(mine) * float(items["max_score"].sum())
    if not possible:
        raise _missing(f"Класс «{class_}» не писал работу «{test}».")
    return earned / possible


def _coverage(sample: Sample, school: str, test: str) -> Coverage:
    tables = sample.school(school).tables
    return fos.coverage(tables["blueprint"], tables["items"], test, tables.get("responses"), tables.get("fos_plan"))


def _held(sample: Sample, school: str, test: str, variant: str) -> pd.DataFrame:
    cells = _coverage(sample, school, test).cells
    mine = cells[cells["variant"] == variant]
    if mine.empty:
        raise _missing(f"Варианта «{variant}» работы «{test}» никто не писал.")
    titles = fos.tool(sample.school(school), test).codifier.elements.set_index(["kind", "code"])["title"]
    return mine.assign(content_title=mine["content"].map(titles["КЭС"]))


def _variant_items(sample: Sample, school: str, test: str, variant: str) -> pd.DataFrame:
    answers, items = sample.school(school)["responses"], sample.school(school)["items"]
    met = answers.loc[(answers["test"] == test) & (answers["variant"] == variant), "item"].unique()
    if not len(met):
        raise _missing(f"Варианта «{variant}» работы «{test}» никто не писал.")
    return items[items["item"].isin(met)]


def _plan(sample: Sample, school: str, test: str) -> pd.DataFrame:
    blueprint = sample.school(school)["blueprint"]
    plan = blueprint[blueprint["fos"] == test]
    if plan.empty:
        raise _missing(f"Спецификации работы «{test}» нет.")
    return plan


def _class_of(sample: Sample, school: str) -> pd.Series[str]:
    pupils = sample.school(school)["pupils"]
    return pupils[pupils["year"] == sample.school(school).year].set_index("pupil")["class_"]


def _by_topic(cells: pd.DataFrame, names: list[str], written: str) -> str:
    sums = cells.groupby(["content", "content_title", "tier"])[names].sum()
    said = {place: written.format(*values) for place, values in zip(sums.index, sums.to_numpy(), strict=True)}
    topics = sorted({(code, title) for code, title, _ in sums.index})
    rows = [[code, title, *(said.get((code, title, tier), "") for tier in TIERS)] for code, title in topics]
    return _table(("КЭС", "Тема", *TIERS), rows)


def _table(heads: tuple[str, ...], rows: list[list[Any]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_written(value) for value in line) + " |" for line in lines)


def _written(value: object) -> str:
    return display.number(value) if isinstance(value, (int, float)) else str(value).replace("|", "\\|")


def _of_tier(rows: pd.DataFrame, tier: str) -> pd.DataFrame:
    return rows if _one_of((*TIERS, _ALL), tier) == _ALL else rows[rows["tier"] == tier]


def _one_of(known: tuple[str, ...], name: str) -> str:
    return str(_named({item: item for item in known}, name))


def _named(known: Mapping[str, Any], name: str) -> Any:
    if name not in known:
        raise _missing(f"Слова «{name}» расчёт не знает; бывают: {', '.join(known)}.")
    return known[name]


def _missing(words: str) -> MissingData:
    return MissingData(words, Reason.VALUE_MISSING)
