"""The decision of the contest on a page: sums of the jury and of the rating, places, ties, and what would change them.

Apart from the jury's sections because these speak of the finalists.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, finding
from workbook.display.rating_contest_jury import need_jury
from workbook.display.rating_words import listed, scored
from workbook.display.tables import Table, col
from workbook.errors import MissingData, Reason
from workbook.rating import Contest, Decision, check_winners, public_winners
from workbook.rating.contest import ALONE, CLOSE, FEW, FIRM, NONE, TIE

__all__ = ["decision_findings", "decisions", "publication", "turns", "what_if"]

_TONES = {FIRM: "ok", TIE: "warn", CLOSE: "warn", FEW: "neutral", ALONE: "info", NONE: "neutral"}


def decisions(held: Contest, nomination: str = "") -> Block:
    """Show the sums and places, and say which nominations have a winner.

    Raises
    ------
    MissingData
        The jury has scored nobody, or nobody in this nomination.
    """
    chosen = _chosen(held, nomination)
    parts = []
    for name, decision in chosen.items():
        rows = decision.table.assign(
            nomination=name, status=decision.status, shown_points=[scored(value) for value in decision.table["points"]]
        )
        parts.append(rows)
    whole = pd.concat(parts, ignore_index=True)
    whole["verdict"] = [
        row["status"] if row["place"] == 1 else "" for row in whole[["place", "status"]].to_dict("records")
    ]
    whole["tie"] = whole["tie"].replace("", numbers.MISSING)
    weight = numbers.number(held.rules.jury_weight)
    rest = numbers.number(100 - held.rules.jury_weight)
    named = {
        "nomination": col("Номинация"), "place": col("Место", "int"), "unit": col("Код"),
        "total": col("Итог, %", "number", 1),
    }  # fmt: skip
    table = Table(
        whole,
        named | {
            "jury": col("Жюри, %", "number", 1), "rating": col("Рейтинг, %", "number", 1),
            "first_percent": col("Первый в повторах, %", "number", 0), "verdict": col("Вывод"),
        },
        "Итоги по номинациям",
        f"Итог = {weight} % оценки жюри + {rest} % рейтинга. Жюри: {_way(held)}. Рейтинг — доля баллов лучшего "
        "финалиста. «Повторы» — состав жюри и критериев выбран случайно с повторением.",
        row_class=lambda row: "warn" if row["place"] == 1 and row["status"] in (CLOSE, TIE) else "",
    )  # fmt: skip
    more = Table(
        whole,
        named | {
            "ends": col("Итог при другом жюри", "interval", 1, low="low", high="high"),
            "shown_points": col("Баллов номинации", align="right"), "wins": col("Побед", "int"),
            "tie": col("Чем различён равный итог"),
        },
        "Интервалы и равенства",
        "Равные итоги различают баллы номинации, затем победы, иначе место делится.",
    )  # fmt: skip
    fold = Details("Интервалы итогов и как различены равные", more)
    return Stack([Findings(decision_findings(held, nomination)), table, fold])


def decision_findings(held: Contest, nomination: str = "") -> list[Finding]:
    """Say in one sentence each what the rule gives in every nomination scored."""
    found = []
    for name, decision in held.decisions.items():
        if nomination in ("", name):
            found.append(finding(_TONES[decision.status], _sentence(held, name, decision)))
    return found


def what_if(held: Contest, nomination: str = "") -> Block:
    """Show what would change the first place: the other way of adding, a juror less, only the jury.

    Raises
    ------
    MissingData
        The jury has scored nobody, or nobody in this nomination.
    """
    chosen = _chosen(held, nomination)
    said: list[Finding] = []
    parts = []
    for name, decision in chosen.items():
        said += turns(held, name, decision)
        parts.append(decision.scenarios.assign(nomination=name, now=listed(decision.first) or numbers.MISSING))
    whole = pd.concat(parts, ignore_index=True)
    steady = [name for name, decision in chosen.items() if decision.turning.empty and decision.first]
    if steady:
        said.append(finding("ok", f"Первое место не меняет ни один разобранный случай: {listed(steady, 7)}."))
    columns = {
        "nomination": col("Номинация"), "scenario": col("Если"), "now": col("Сейчас первый"),
        "first": col("Стал бы первым"), "changes": col("Меняется", "flag"),
    }  # fmt: skip
    turning = whole[whole["changes"]]
    blocks: list[Block] = [Findings(said)]
    if len(turning):
        blocks.append(Table(turning, columns, "Что меняет первое место"))
    blocks.append(Details("Все разобранные случаи", Table(whole, columns, "Разобранные случаи")))
    dissent = [
        f"«{name}»: {row['expert']} ставит первым {row['first']}."
        for name, decision in chosen.items()
        for row in decision.dissent.to_dict("records")
    ]
    if dissent:
        blocks.append(Details("Кто из жюри ставит первым другого (для особого мнения)", Text(*dissent)))
    return Stack(blocks)


def publication(held: Contest) -> Block:
    """Show what might be published, and say why it may not be yet.

    Raises
    ------
    MissingData
        The jury has scored nobody.
    """
    need_jury(held)
    public = public_winners(held)
    if public.empty:
        return Text("Публиковать нечего: ни в одной номинации победитель не определён уверенно.", tone="quiet")
    reasons = check_winners(public)
    said = [finding("warn", reason) for reason in reasons]
    table = Table(
        public.assign(consent=public["consent"].replace("", "не отмечено")),
        {"nomination": col("Номинация"), "winner": col("Код победителя"), "consent": col("Согласие")},
        "Публичный вариант итогов",
        "Только победители, без классов, баллов, мест и других финалистов. Код одного человека — всё равно его "
        "данные, поэтому каждая строка ждёт письменного согласия родителей; имя по коду вписывают вне этой программы.",
    )
    return Stack([Findings(said), table])


def _sentence(held: Contest, name: str, decision: Decision) -> str:
    leaders = listed(decision.first)
    needed = held.rules.jurors_n
    full = len(decision.ballots.full)
    if decision.status == NONE:
        return f"«{name}»: ни один член жюри не оценил всех финалистов хотя бы по одному критерию, сравнить их нельзя."
    if decision.status == FEW and decision.ballots.unseen:
        return (
            f"«{name}»: жюри не оценило финалистов {listed(decision.ballots.unseen)}. Победитель не назван; по тому, "
            f"что есть, первый {leaders}."
        )
    if decision.status == FEW:
        who = numbers.count(full, "член", "члена", "членов")
        return (
            f"«{name}»: всех финалистов оценили полностью {who} жюри, а нужно {needed}. Победитель не назван; по тому, "
            f"что есть, первый {leaders}."
        )
    if decision.status == ALONE:
        return f"«{name}»: финалист один, {leaders}; сравнивать не с кем, решает жюри."
    if decision.status == TIE:
        return f"«{name}»: первое место делят {leaders}: равны итог, баллы и победы. Решает жюри."
    chance = float(decision.table["first_percent"].iloc[0])
    often = "более чем в 99\u00a0% повторов" if 99 < chance < 100 else f"в {numbers.percent(chance, 0)} повторов"
    if decision.status == CLOSE:
        second = str(decision.table["unit"].iloc[1])
        return (
            f"«{name}»: первый по сумме {leaders}, но с {second} они не различимы: при другом составе жюри первым он "
            f"остаётся {often}. Решает обсуждение, а не десятые доли."
        )
    return f"«{name}»: победитель {leaders}, первый {often}."


def turns(held: Contest, name: str, decision: Decision) -> list[Finding]:
    """Say on what the first place of one nomination hangs: a juror, the way of adding, the weight, empty cells."""
    found = []
    turning = decision.turning
    best = decision.table["jury"].max()
    equal = sorted(decision.table.loc[decision.table["jury"] == best, "unit"])
    if len(equal) > 1 and len(decision.first) == 1:
        found.append(
            finding(
                "info", f"«{name}»: у жюри поровну {' и '.join(equal)}; первое место решили баллы рейтинга или победы."
            )
        )
    jurors = turning[turning["kind"] == "без члена жюри"]
    for row in jurors.to_dict("records"):
        found.append(finding("warn", f"«{name}» решает один голос: без {row['who']} первым был бы {row['first']}."))
    way = turning[turning["kind"] == "способ"]
    if len(way):
        other = {"сумма": "складывать места", "места": "складывать баллы"}[decision.way]
        found.append(
            finding(
                "warn", f"«{name}»: победитель зависит от способа: если {other}, первым был бы {way['first'].iloc[0]}."
            )
        )
    alone = turning[turning["scenario"] == "только оценки жюри"]
    if len(alone):
        weight = numbers.percent(held.rules.jury_weight, 0)
        found.append(
            finding(
                "warn",
                f"«{name}»: жюри само поставило бы первым {alone['first'].iloc[0]}; при доле жюри {weight} порядок "
                "решил рейтинг.",
            )
        )
    gaps = turning[turning["kind"] == "пропуски"]
    if len(gaps):
        found.append(
            finding("warn", f"«{name}»: исход зависит от пустых клеток; с неполными строками первым был бы "
                            f"{gaps['first'].iloc[0]}. Попросите дозаполнить лист.")
        )  # fmt: skip
    return found


def _way(held: Contest) -> str:
    top = numbers.number(held.rules.top_score)
    words = {
        "сумма": f"средний балл по критериям, доля от {top}",
        "места": "среднее место в порядке каждого члена жюри, 100 — у всех первый, 0 — у всех последний",
    }
    return words[held.way]


def _chosen(held: Contest, nomination: str) -> dict[str, Decision]:
    need_jury(held)
    chosen = {name: one for name, one in held.decisions.items() if nomination in ("", name)}
    if not chosen:
        raise MissingData(f"В номинации «{nomination}» оценок жюри нет.", Reason.TABLE_EMPTY, ("jury",))
    return chosen
