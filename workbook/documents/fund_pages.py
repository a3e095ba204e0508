"""The sheets of the fund's book: codifier, specification, coverage, bank, item analysis, expertise.

Apart from the book because each of them shows one result of :mod:`workbook.fos` and knows no school.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from workbook.display import numbers
from workbook.documents.fund_sheet import Field, Part, Sheet
from workbook.fos import CRITERIA, TIER_NAMES, Bank, CodifierCheck, Coverage, Review

__all__ = ["bank_page", "codifier_page", "coverage_page", "expertise_page", "items_page", "specification_page"]


def codifier_page(check: CodifierCheck) -> Sheet:
    """Lay out the codifier with what specification and bank hold of it."""
    tones = {"нет заданий": "bad", "не проверяется, но задания есть": "warn"}
    elements = check.elements.assign(
        tone=_toned(check.elements, tones),
        asked=check.elements["assessed"].map({True: "да", False: "нет"}),
    )
    parts = [Part(
        "", (Field("kind", "Раздел", "center"), Field("code", "Код", "center"), Field("title", "Элемент"),
             Field("asked", "Проверяется", "center"), Field("planned", "В спецификации", "int"),
             Field("items", "В банке", "int"), Field("status", "Состояние")), elements,
        note="«В спецификации» — заданий в одном варианте этой работы; «В банке» — заданий предмета и класса.",
    )]  # fmt: skip
    if len(check.unknown):
        parts.append(Part(
            "Коды, которых в кодификаторе нет",
            (Field("kind", "Раздел", "center"), Field("code", "Код", "center"), Field("where", "Где стоит"),
             Field("place", "Чей код", "center")), check.unknown,
        ))  # fmt: skip
    heading = f"Кодификатор: {check.subject}, {check.grade} класс"
    return Sheet("Кодификатор", heading, (9, 9, 62, 16, 16, 11, 30), tuple(parts))


def specification_page(found: Coverage, check: CodifierCheck | None) -> Sheet:
    """Lay out the specification beside the variants that were written; the codifier lends titles."""
    cells = found.worst().rename(columns={"required": "plan"})
    cells["tier_name"] = cells["tier"].map(TIER_NAMES)
    titles = {} if check is None else check.elements.set_index(["kind", "code"])["title"].to_dict()
    for name, kind in (("content", "КЭС"), ("skill", "КПУ")):
        cells[f"{name}_title"] = cells[f"{name}_title"].where(
            cells[f"{name}_title"] != "", [titles.get((kind, code), "") for code in cells[name]]
        )
    fields = [
        Field("content", "КЭС", "center"), Field("content_title", "Содержание"), Field("skill", "КПУ", "center"),
        Field("skill_title", "Умение"), Field("tier_name", "Уровень", "center"), Field("plan", "Заданий", "int"),
        Field("required_score", "Баллов", "int"),
    ]  # fmt: skip
    note = "Работу ещё не писали: сравнивается весь банк."
    if found.source == "работа":
        note = "Столбцы вариантов — сколько заданий клетки было у учеников."
        for variant in found.variants:
            mine = found.cells[found.cells["variant"] == variant].set_index(["content", "skill", "tier"])["present"]
            keys = pd.MultiIndex.from_frame(cells[["content", "skill", "tier"]])
            cells[f"variant {variant}"] = mine.reindex(keys).fillna(0).to_numpy()
            fields.append(Field(f"variant {variant}", f"Вариант {variant}" if variant else "В работе", "int"))
    fields.append(Field("status", "Состояние", "center"))
    tones = {"не хватает": "bad", "лишнее": "warn", "нет в плане": "warn"}
    cells["tone"] = _toned(cells, tones)
    tiers = found.tiers.assign(
        variant=found.tiers["variant"].replace("", "один"), name=found.tiers["tier"].map(TIER_NAMES),
        shares=[f"{numbers.percent(plan, 0)} по плану, {numbers.percent(fact, 0)} есть" for plan, fact in
                found.tiers[["required_percent", "present_percent"]].to_numpy()],
    )  # fmt: skip
    shares = Part(
        "Уровни сложности",
        (Field("variant", "Вариант", "center"), Field("name", "Уровень"), Field("required", "План", "int"),
         Field("shares", "Доли заданий"), Field("present", "Есть", "int")), tiers,
    )  # fmt: skip
    widths = (10, 40, 9, 38, 13, 12, *[12] * (len(fields) - 7), 16)
    heading = f"Спецификация работы {found.test}"
    return Sheet("Спецификация", heading, widths, (Part("", tuple(fields), cells, note=note), shares))


def _toned(frame: pd.DataFrame, tones: Mapping[str, str]) -> list[str]:
    return [tones.get(str(status), "") for status in frame["status"]]


def coverage_page(state: Bank) -> Sheet:
    """Lay out what the bank must hold for so many variants and what it holds."""
    variants = numbers.count(state.demand.variants, "вариант", "варианта", "вариантов")
    cells = state.cells.assign(
        tier_name=state.cells["tier"].map(TIER_NAMES),
        tone=_toned(state.cells, {"не хватает": "bad"}),
    )
    part = Part(
        "", (Field("content", "КЭС", "center"), Field("content_title", "Содержание"), Field("skill", "КПУ", "center"),
             Field("skill_title", "Умение"), Field("tier_name", "Уровень", "center"),
             Field("required", "Нужно", "int"), Field("present", "Годны", "int"), Field("waiting", "Ждут", "int"),
             Field("difference", "Запас", "int"), Field("serves", "Хватит на вариантов", "int"),
             Field("status", "Состояние", "center")), cells,
        note="Запас с минусом — сколько заданий написать. «Ждут» — черновики, задания на экспертизе, в архиве, без "
             "ключа, часто использованные.",
    )  # fmt: skip
    return Sheet(
        "Покрытие", f"Покрытие спецификации банком на {variants} без общих заданий",
        (9, 36, 9, 36, 13, 9, 9, 9, 9, 13, 18), (part,),
    )  # fmt: skip


def bank_page(state: Bank) -> Sheet:
    """Lay out the items with texts, keys, statuses and days of review."""
    place = {name: number for number, name in enumerate("БПВ")}
    shown = state.items.sort_values(
        ["content", "skill", "tier", "item"], key=lambda column: column.map(place) if column.name == "tier" else column
    )
    for name in ("minutes", "expected", "enemies"):
        shown[name] = shown.get(name, pd.NA)
    shown = shown.assign(
        cell=shown["content"] + " × " + shown["skill"] + " × " + shown["tier"],
        kind=shown["kind"].str.removesuffix(" ответ").str.removesuffix(" ответа"),
        said=[_said(text, choices) for text, choices in zip(shown["text"], shown["choices"], strict=True)],
        use=[_use(obstacle, enemies) for obstacle, enemies in zip(shown["obstacle"], shown["enemies"], strict=True)],
        tone=["warn" if late else "" for late in shown["overdue"]],
    )
    part = Part(
        "", (Field("item", "Код", "center"), Field("cell", "КЭС × КПУ × уровень", "center"),
             Field("kind", "Ответ", "center"), Field("said", "Условие и варианты ответов"),
             Field("key", "Ключ", "center"), Field("max_score", "Балл", "int"), Field("minutes", "Мин", "int"),
             Field("status", "Статус", "center"), Field("version", "Версия", "center"),
             Field("revised", "Обновлено", "date"), Field("review_due", "Пересмотр до", "date"),
             Field("expected", "Ждут, %", "int"), Field("uses", "Работ", "int"), Field("use", "В варианты")), shown,
    )  # fmt: skip
    day = numbers.date(state.demand.day)
    lines = (
        f"Жёлтые строки — срок пересмотра прошёл на {day}. «Ждут» — сколько учеников из ста справятся по мнению "
        "экспертов; «Работ» — в скольких работах задание уже было.",
    )
    widths = (11, 15, 13, 62, 15, 7, 6, 15, 9, 12, 12, 8, 8, 20)
    return Sheet("Банк заданий", "Банк заданий", widths, (part,), lines)


def _said(text: object, choices: object) -> str:
    said = text if isinstance(text, str) else "условия в банке нет"
    if not isinstance(choices, str):
        return said
    lettered = (f"{letter}) {one.strip()}" for letter, one in zip("АБВГДЕЖЗИК", choices.split("|"), strict=False))
    return f"{said}\n{';  '.join(lettered)}"


def _use(obstacle: str, enemies: object) -> str:
    use = obstacle or "годно"
    return f"{use}; не вместе с {enemies}" if isinstance(enemies, str) and enemies else use


def items_page(table: pd.DataFrame, test: str) -> Sheet:
    """Lay out the item analysis.

    Parameters
    ----------
    table : pandas.DataFrame
        :func:`workbook.fos.item_table`.
    test : str
    """
    shown = table.assign(
        interval=[numbers.interval(low, high, 0) for low, high in table[["success_low", "success_high"]].to_numpy()],
        answered=[f"{row['right']} / {row['partial']} / {row['wrong']} / {row['blank']}" for row in
                  table.to_dict("records")],
        tone=["bad" if row["action"] in ("key", "reverse") else "warn" if row["needs_work"] else ""
              for row in table.to_dict("records")],
    )  # fmt: skip
    part = Part(
        "", (Field("item", "Код", "center"), Field("tier", "Ур.", "center"), Field("n", "Ответов", "int"),
             Field("success_percent", "Выполнение, %", "share"), Field("interval", "95 %", "center"),
             Field("r", "r", "number"), Field("d27", "D27", "number"),
             Field("answered", "Верно / частично / неверно / пусто", "center"),
             Field("tier_verdict", "Уровень по ответам", "center"), Field("action_title", "Что делать"),
             Field("advice", "Почему")), shown,
        note="r — связь задания с остальной работой; D27 — насколько лучшие 27 % работ сильнее слабейших 27 %. Вывод о "
             "задании возможен, пока ответов достаточно; иначе сказано «накопить ответы».",
    )  # fmt: skip
    pupils = int(table["n"].max()) if len(table) else 0
    lines = (f"По ответам учеников: до {numbers.count(pupils, 'ответа', 'ответов', 'ответов')} на задание.",)
    return Sheet(
        "Анализ заданий",
        f"Анализ заданий работы {test}",
        (11, 6, 10, 13, 10, 8, 8, 18, 15, 22, 62),
        (part,),
        lines,
    )


def expertise_page(review: Review, agenda: pd.DataFrame | None) -> Sheet:
    """Lay out the sheets of experts, the criteria and what is to be talked over.

    Parameters
    ----------
    review : Review
    agenda : pandas.DataFrame or None
        Of :func:`workbook.fos.disagreements`.
    """
    experts = [str(name) for name in review.experts["expert"]]
    total = f" Средняя сумма {numbers.number(review.mean_total, 1)} из {2 * len(CRITERIA)}."
    lines = (f"Проект решения: {review.decision}.{total if math.isfinite(review.mean_total) else ''} {review.reason}",)
    sheets = Part(
        "Листы экспертов",
        (Field("expert", "Эксперт", "center"), Field("decision", "Решение по листу"), Field("total", "Сумма", "int"),
         Field("criteria", "Критериев", "int"), Field("date", "Дата", "date")), review.experts,
    )  # fmt: skip
    criteria = review.criteria.rename(columns={name: f"expert {name}" for name in experts})
    criteria = criteria.assign(tone=["warn" if apart else "" for apart in review.criteria["disagree"]])
    fields = [Field("criterion", "№", "int"), Field("title", "Критерий")]
    fields += [Field(f"expert {name}", name, "int") for name in experts]
    fields += [Field("mean", "Среднее", "number"), Field("comments", "Замечания")]
    parts = [sheets, Part("Критерии", tuple(fields), criteria, note="Жёлтые строки — мнения разошлись на всю шкалу.")]
    if agenda is not None and len(agenda):
        said = agenda.assign(what=[
            f"{row['criterion']}. {row['title']} — {row['why']}: {row['said']}" for row in agenda.to_dict("records")
        ])  # fmt: skip
        fields = [Field("place", "№", "int"), Field("what", "Критерий")]
        parts.append(Part("Что обсудить до подписания", tuple(fields), said))
    widths = (11, 58, *[11] * max(len(experts), 3), 11, 60)
    return Sheet(
        "Экспертиза", f"Протокол экспертизы {review.test}", widths, tuple(parts), lines, ("Председатель", "Эксперты")
    )
