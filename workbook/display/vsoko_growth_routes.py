"""Sections on the routes of teachers: who needs what, who may help; for the methodist and the teacher alone.

Apart from the school's numbers because nothing of this is ever published.
"""

from __future__ import annotations

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack
from workbook.display.tables import Table, col
from workbook.display.vsoko_growth import teachers
from workbook.errors import MissingData, Reason
from workbook.vsoko.growth import Growth
from workbook.vsoko.growth_public import public_common
from workbook.vsoko.growth_route import BORDER, CHECK_FIRST, NOBODY, PROPOSED, candidates

__all__ = ["INSIDE", "NOT_PUNISHMENT", "common", "mentors", "routes"]

NOT_PUNISHMENT = "Маршрут — для помощи, а не для наказания: это не основание для взыскания, аттестации или премии."
INSIDE = "В виде для публикации нет ни одного учителя: этот раздел — только для методиста."


def common(growth: Growth, public: bool = False) -> Block:
    """Count the teachers below the limit by domain: where a common training is due."""
    found = public_common(growth.common, growth.school.settings.privacy) if public else growth.common
    if found.empty:
        raise MissingData("Для публикации областей нет: в каждой по ту или другую сторону порога немногие.")
    table = found.assign(said=["общая учёба" if one else "" for one in found["common"]])
    columns = {
        "domain": col("Область"), "n": col("Учителей", "int"), "below": col("Ниже порога", "int"),
        "percent": col("Доля", "share_bar", 0), "said": col("Что это значит"),
    }  # fmt: skip
    note = (
        f"Порог {numbers.number(growth.rules.deficit)}, срез «{growth.wave}». От "
        f"{numbers.percent(growth.rules.common_share, 0)} учителей дефицит — общий."
    )
    return Table(table, columns, caption="Дефициты по областям", note=note)


def routes(growth: Growth, teacher: str = "", public: bool = False) -> Block:
    """List deficits with measure, mentor, term and evidence, by code and never by size.

    Parameters
    ----------
    growth : Growth
    teacher : str
        Only this one; empty for all.
    public : bool
        Nothing of a teacher is shown.
    """
    if public:
        return Findings([Finding("neutral", INSIDE)])
    table = growth.routes
    if teacher:
        table = table.loc[table["teacher"].eq(teacher)]
    if table.empty:
        raise MissingData(
            f"Индексов ниже {numbers.number(growth.rules.deficit)} нет: маршруты не нужны.", Reason.TABLE_EMPTY
        )
    shown = table.assign(
        due=growth.due, who=table["mentor"].where(table["mentor"].ne(""), numbers.MISSING),
        why=[_why(*pair) for pair in zip(table["ground"], table["reasons"], strict=True)],
    )  # fmt: skip
    columns = {
        "teacher": col("Учитель"), "domain": col("Область"), "index": col("Индекс", "number", 1),
        "status": col("Что это"), "who": col("Наставник"), "why": col("Почему он"), "due": col("Срок", "date"),
    }  # fmt: skip
    note = (
        f"Порядок — по кодам. «{BORDER}» — до порога не больше {numbers.number(growth.rules.border)} баллов: сначала "
        "измерить другим способом."
    )
    block = Table(shown, columns, caption="Маршруты", note=note)
    helped = table.drop_duplicates("domain")
    measures = Table(
        helped, {"domain": col("Область"), "measure": col("Мера"), "evidence": col("Доказательство")},
        caption="Что предлагают и чем подтверждают", note="Предложение методики школы: решают учитель и методист.",
    )  # fmt: skip
    return Stack([Findings([Finding("info", NOT_PUNISHMENT), *_mentor_findings(growth)]), block, measures])


def mentors(growth: Growth, public: bool = False) -> Block:
    """Show who is strong in which domain and whom he would help."""
    if public:
        return Findings([Finding("neutral", INSIDE)])
    strong = candidates(growth.indexes, growth.wave, growth.rules)
    if strong.empty:
        raise MissingData(
            f"Наставников нет: ни у кого нет индекса от {numbers.number(growth.rules.strong)}. Ищите помощь вне школы: "
            "методический центр, сетевые школы.", Reason.TABLE_EMPTY,
        )  # fmt: skip
    led = growth.routes.loc[growth.routes["mentor"].ne("")]
    wards = (led["teacher"] + " (" + led["domain"] + ")").groupby(led["mentor"]).agg("; ".join)
    by = strong.groupby("teacher")["domain"].agg(", ".join).reset_index()
    by["wards"] = by["teacher"].map(wards).fillna(numbers.MISSING)
    columns = {"teacher": col("Учитель"), "domain": col("Сильные области"), "wards": col("Кому может помочь")}
    note = (
        f"Сильная область — индекс от {numbers.number(growth.rules.strong)}; порядок — по кодам. Наставник ведёт не "
        f"больше {growth.rules.mentor_load} дефицитов. Пары подобраны все сразу: наибольшее число дефицитов с "
        "наставником, затем — общий предмет и взаимная помощь."
    )
    count = f"{teachers(len(by))} могут помочь" if len(by) > 1 else "Один учитель может помочь"
    return Details(f"Кто может быть наставником ({count})", Table(by, columns, caption="Наставники", note=note))


def _why(ground: str, reasons: str) -> str:
    return f"{ground}: {reasons}" if reasons else ground


def _mentor_findings(growth: Growth) -> list[Finding]:
    grounds = growth.routes["ground"].value_counts()
    found = []
    if grounds.get(PROPOSED, 0):
        found.append(Finding("info", f"Наставник предложен для {grounds[PROPOSED]} дефицитов из {len(growth.routes)}."))
    if grounds.get(NOBODY, 0):
        found.append(
            Finding("warn", f"Наставника внутри школы не хватило: {grounds[NOBODY]}. Помощь — общая учёба, соседняя "
                            "школа, методический центр.")
        )  # fmt: skip
    if grounds.get(CHECK_FIRST, 0):
        found.append(Finding("neutral", f"У порога, сначала уточнить: {grounds[CHECK_FIRST]}."))
    return found
