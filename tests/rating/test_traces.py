"""Every point of every pupil of the sample schools leads back to a card, a rule and a record.

The points of a record are computed here anew from the tables as people handed them in and from the settings as people
read them: level × result or the card's own points, role, form, a team's share. Nothing of the package's counting is
used for that.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pandas as pd
import pytest

from workbook.rating import Outcome, Season, class_totals, explanation, of_last_season, totals
from workbook.school import School

UNPRICED = {str(code) for code in (Outcome.CARD_UNKNOWN, Outcome.OUTSIDE_PERIOD, Outcome.TEAM_MISSING,
                                   Outcome.TEAM_CONFLICT, Outcome.DOUBLE)}  # fmt: skip


def cents(value: Decimal) -> int:
    return int((value * 100).quantize(Decimal(1), ROUND_HALF_UP))


def exact(value: Any) -> Decimal:
    return Decimal(str(value))


class ByHand:
    """The price of a record from raw tables and raw settings."""

    def __init__(self, school: School) -> None:
        self.rules = school.settings.rating
        self.cards = {row["card"]: row for row in school["cards"].to_dict("records")}
        own = school.tables.get("card_points")
        rows = [] if own is None else own.to_dict("records")
        self.own = {(row["card"], row["role"], row["result"]): row["points"] for row in rows}

    def base(self, record: dict[str, Any]) -> Decimal:
        cell = (record["card"], record["role"], record["result"])
        if cell in self.own:
            return exact(self.own[cell])
        return exact(self.rules.points[self.cards[record["card"]]["scale"]][record["result"]])

    def form(self, record: dict[str, Any]) -> Decimal:
        given = record["form"] if isinstance(record["form"], str) else self.cards[record["card"]]["form"]
        return exact(self.rules.forms[given])

    def alone(self, record: dict[str, Any]) -> int:
        return cents(self.base(record) * exact(self.rules.roles[record["role"]]) * self.form(record))

    def team(self, records: list[dict[str, Any]]) -> int:
        """What a whole team brought: the dearest base, the commonest form, the cheaper of equally common ones."""
        forms = [self.form(record) for record in records]
        most = max(forms.count(form) for form in forms)
        common = min(form for form in forms if forms.count(form) == most)
        return cents(max(self.base(record) for record in records) * common)


def raw_of(school: School) -> pd.DataFrame:
    """Return the journal as handed in; its lines are numbered from one as the ledger numbers them."""
    journal = school["participations"].reset_index(drop=True)
    return journal.assign(line=journal.index + 1)


def test_every_total_is_the_sum_of_what_its_sheet_shows(sample: tuple[School, Season]) -> None:
    """All pupils at once: what a sheet leaves out brings nothing, what it shows makes the total."""
    _, found = sample
    older = of_last_season(found.ledger, found.rules)
    starts = pd.Timestamp(found.rules.period.starts)
    assert not found.ledger.loc[older, "counted"].any()
    assert (found.ledger.loc[older, "date"] < starts).all()
    shown = found.ledger[~older]
    sums = shown.groupby("pupil")["counted"].sum()
    rating = found.rating.set_index("pupil")
    assert (sums.reindex(rating.index, fill_value=0) + rating["carried"] == rating["total"]).all()
    outside = shown["outcome"].isin([str(Outcome.OUTSIDE_PERIOD), str(Outcome.CARD_UNKNOWN)])
    assert (shown[~outside].groupby("pupil").size().reindex(rating.index, fill_value=0) == rating["records"]).all()


SHEETS = 25
"""Sheets written out in a large school; the sums of all others are checked at once above."""


def looked_at(rating: pd.DataFrame) -> list[dict[str, Any]]:
    """Those with most records, those at limits, those without points, and every so-many-th of the rest."""
    step = max(1, -(-len(rating) // SHEETS))
    chosen = pd.concat([rating.nlargest(5, "records"), rating[rating["capped"]].head(5), rating.tail(2),
                        rating.iloc[::step]])  # fmt: skip
    return chosen.drop_duplicates("pupil").to_dict("records")


def test_every_sheet_adds_up(sample: tuple[School, Season]) -> None:
    _, found = sample
    known = set(raw_of(sample[0])["record"].dropna())
    for row in looked_at(found.rating):
        sheet = explanation(found.ledger, found.roster, row["pupil"], found.rules, int(row["carried"]))
        assert int(sheet["counted"].sum()) == row["total"], row["pupil"]
        inside = sheet[~sheet["outcome"].isin([str(Outcome.OUTSIDE_PERIOD), str(Outcome.CARD_UNKNOWN)])]
        assert len(inside) - (row["carried"] > 0) == row["records"]
        lines = sheet[sheet["record"] != "перенос"]
        assert all(name in known or name.startswith("строка ") for name in lines["record"])
        assert all(sheet["reason"])
        assert all(sheet["calculation"])


def test_every_point_has_card_rule_and_record(sample: tuple[School, Season]) -> None:
    school, found = sample
    hand, journal = ByHand(school), raw_of(school).set_index("line")
    ledger = found.ledger
    assert ledger["line"].is_unique
    assert set(ledger["line"]) == set(journal.index)
    alone = ledger[ledger["members"].isna() & ~ledger["outcome"].isin(UNPRICED)]
    handed_in = journal.to_dict("index")
    for row in alone[["line", "record", "card", "pupil", "result", "earned"]].to_dict("records"):
        record = handed_in[row["line"]]
        assert row["card"] in hand.cards
        assert (row["card"], row["pupil"], row["result"]) == (record["card"], record["pupil"], record["result"])
        assert row["earned"] == hand.alone(record), row["record"]
    for (card, team, date), rows in ledger[ledger["members"].notna()].groupby(["card", "team", "date"]):
        records = [handed_in[line] for line in rows["line"]]
        assert {(record["card"], record["team"], record["date"]) for record in records} == {(card, team, date)}
        whole = hand.team(records)
        assert rows["members"].eq(len(rows)).all()
        assert rows["team_points"].eq(whole).all()
        assert int(rows["earned"].sum()) == whole
        assert rows["earned"].between(whole // len(rows), -(-whole // len(rows))).all()


def test_nothing_counts_without_a_reason(sample: tuple[School, Season]) -> None:
    school, found = sample
    ledger = found.ledger
    counted = ledger[ledger["counted"] > 0]
    assert (ledger["counted"] <= ledger["earned"]).all()
    assert (ledger["counted"] >= 0).all()
    assert counted["direction"].notna().all()
    assert counted["card"].isin(set(school["cards"]["card"])).all()
    assert counted["outcome"].map(lambda code: code == Outcome.COUNTED or Outcome(code).capped).all()
    less = ledger[ledger["counted"] < ledger["earned"]]
    assert not less["outcome"].eq(str(Outcome.COUNTED)).any()
    period = found.rules.period
    assert counted["date"].between(pd.Timestamp(period.starts), pd.Timestamp(period.ends)).all()
    verified = raw_of(school).set_index("line")["verified_by"]
    assert verified.loc[counted["line"]].str.strip().str.len().gt(0).all()


def test_no_limit_is_exceeded(sample: tuple[School, Season]) -> None:
    school, found = sample
    caps = school.settings.rating.level_caps
    for (pupil, level), sum_ in found.ledger.groupby(["pupil", "scale"])["counted"].sum().items():
        assert sum_ <= cents(exact(caps[level])), pupil
    group = cents(exact(school.settings.rating.card_group_cap))
    sums = found.ledger.dropna(subset="cap_group").groupby(["pupil", "cap_group"])["counted"].sum()
    assert sums.le(group).all()


def test_parts_make_the_whole(sample: tuple[School, Season]) -> None:
    _, found = sample
    rating, ledger = found.rating.set_index("pupil"), found.ledger
    names = sorted(ledger["direction"].dropna().unique())
    assert (rating[names].sum(axis=1) + rating["group"] + rating["carried"] == rating["total"]).all()
    on_list = ledger[ledger["pupil"].isin(rating.index)]
    assert int(on_list["counted"].sum()) == int((rating["total"] - rating["carried"]).sum())
    assert int(on_list.loc[on_list["members"].notna(), "counted"].sum()) == int(rating["group"].sum())
    for name in names:
        expected = totals(ledger, name).reindex(rating.index, fill_value=0)
        other = found.rating_of(name).set_index("pupil")
        assert (other["total"].reindex(rating.index) == expected).all()
    classes = class_totals(found.rating)
    for row in classes.to_dict("records"):
        people = rating[rating["class_"] == row["class_"]]
        assert row["total"] == people["total"].sum()
        assert row["group"] == people["group"].sum()
        head = (Decimal(int(row["total"])) / len(people)).quantize(Decimal(1), ROUND_HALF_UP)
        assert row["per_head"] == int(head)
    assert int(classes["total"].sum()) == int(rating["total"].sum())


def test_a_record_changed_by_hand_would_be_noticed(sample: tuple[School, Season]) -> None:
    """The tracing itself is checked: a forged price does not pass."""
    school, found = sample
    hand, journal = ByHand(school), raw_of(school).set_index("line")
    ledger = found.ledger[found.ledger["members"].isna() & (found.ledger["counted"] > 0)]
    if ledger.empty:
        pytest.skip("в школе нет личных баллов")
    row = ledger.iloc[0]
    assert row["earned"] + 1 != hand.alone(journal.loc[row["line"]].to_dict())
