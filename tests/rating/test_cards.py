"""Cards held against the season: what is empty, what is offered, what clashes, what is odd — on tables read by hand."""

from __future__ import annotations

import datetime as dt
from itertools import combinations
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import SettingsRefused
from workbook.rating import Rules, offer, offer_map, partner_share, partners, read_rules
from workbook.rating.card_clashes import clashes, class_clashes
from workbook.rating.card_problems import Surroundings, card_problems
from workbook.rating.card_registry import FIELDS, registry, required_fields
from workbook.rating.offer import DIRECTIONS, audience, offer_by_month, season_cards
from workbook.school import TABLES
from workbook.settings import CardRules, RatingRules

RULES = read_rules(RatingRules())
LIMITS = CardRules()
ROSTER = pd.DataFrame(
    {"class_": ["1 А", "7 А", "7 А", "7 Б", "9 А"], "grade": pd.array([1, 7, 7, 7, 9], dtype="Int64"),
     "pupil": ["У-1", "У-2", "У-3", "У-4", "У-5"]}
)  # fmt: skip
FULL: dict[str, Any] = {
    "card": "К-01", "title": "Кросс", "event": None, "direction": "спортивное", "scale": "школьный",
    "organizer": "школа", "form": "очно", "participation": "индивидуальное", "partner": None, "starts": "2025-10-05",
    "ends": "2025-10-05", "grades": "5–9", "responsible": "П-01", "purpose": "бегать", "evidence": "протокол",
    "version": "1", "skills": "выносливость", "criteria": "время", "risks": None, "hours": 2.0, "places": None,
}  # fmt: skip


def make_cards(*rows: dict[str, Any]) -> pd.DataFrame:
    """Cards as reading gives them; what is not said is the full card of a school run."""
    frame = pd.DataFrame([FULL | {"card": f"К-{place:02d}"} | row for place, row in enumerate(rows, 1)])
    kinds = {column.name: column.kind.dtype for column in TABLES["cards"].columns}
    return frame[list(kinds)].astype({name: kind for name, kind in kinds.items() if not kind.startswith("datetime")}
                                     ).assign(**{name: pd.to_datetime(frame[name]).astype("datetime64[us]")
                                                 for name in ("starts", "ends")})  # fmt: skip


def make_stages(*rows: tuple[str, int, float | None]) -> pd.DataFrame:
    """Stages by card, number and minutes."""
    frame = pd.DataFrame([(card, number, "этап", "ведёт", "делает", minutes) for card, number, minutes in rows],
                         columns=[column.name for column in TABLES["card_stages"].columns])  # fmt: skip
    return frame.astype({"minutes": "float64"})


class TestRegistry:
    def test_a_full_card_is_complete(self) -> None:
        found = registry(make_cards({}), make_stages(("К-01", 1, 60), ("К-01", 2, 60)), RULES, LIMITS).iloc[0]
        assert (found["stages"], found["minutes"], found["expected_minutes"]) == (2, 120, 120)
        assert found["complete"]
        assert found["filled_percent"] == 100
        assert found["empty"] == ("партнёр", "риски", "мест")
        assert found["missing"] == ()

    def test_empty_fields_are_named_in_the_order_of_the_form(self) -> None:
        cards = make_cards({"purpose": None, "criteria": "  ", "organizer": None})
        found = registry(cards, None, RULES, LIMITS).iloc[0]
        assert found["missing"] == ("организатор", "цель", "критерии", "этапы")
        assert not found["complete"]
        assert found["filled_percent"] == pytest.approx(60)

    def test_minutes_against_hours(self) -> None:
        cards = make_cards({}, {}, {}, {})
        stages = make_stages(("К-01", 1, 151), ("К-02", 1, 150), ("К-03", 1, 89), ("К-04", 1, 90), ("К-04", 2, None))
        found = registry(cards, stages, RULES, LIMITS)
        assert list(found["minutes_over"]) == [True, False, False, False]
        assert list(found["minutes_under"]) == [False, False, True, False]
        assert found["minutes"].isna().tolist() == [False, False, False, True]

    def test_an_academic_hour_is_the_schools_choice(self) -> None:
        found = registry(make_cards({}), make_stages(("К-01", 1, 90)), RULES, CardRules(hour_minutes=45)).iloc[0]
        assert found["expected_minutes"] == 90

    def test_cards_of_other_seasons_are_left_out(self) -> None:
        cards = make_cards(
            {}, {"starts": "2024-10-05", "ends": "2024-10-05"}, {"starts": "2026-06-03", "ends": "2026-06-05"}
        )
        assert list(registry(cards, None, RULES, LIMITS)["card"]) == ["К-01"]

    def test_an_unknown_field_is_refused(self) -> None:
        with pytest.raises(SettingsRefused) as refused:
            required_fields(CardRules(required="цель; настроение"))
        listed = ", ".join(f"«{name}»" for name in FIELDS)
        assert refused.value.message == f"карты → нужные_поля: полей «настроение» нет. Есть: {listed}."

    def test_a_school_may_ask_for_nothing(self) -> None:
        found = registry(make_cards({"purpose": None}), None, RULES, CardRules(required="")).iloc[0]
        assert found["complete"]
        assert found["filled_percent"] == 100


class TestOfferMap:
    def test_holes_and_idle_months(self) -> None:
        found = offer_map(make_cards({"grades": "7"}), ROSTER, RULES, LIMITS)
        holes = set(found.holes.itertuples(index=False, name=None))
        assert ("7 А", 7, "спортивное") not in holes
        assert ("9 А", 9, "спортивное") in holes
        assert len(holes) == 4 * len(DIRECTIONS) - 2
        idle = found.idle
        assert len(idle[idle["class_"] == "7 А"]) == 8
        assert len(idle[idle["class_"] == "9 А"]) == 9

    def test_a_month_is_full_by_the_schools_limit(self) -> None:
        cards = make_cards({}, {"starts": "2025-10-10", "ends": "2025-10-10"})
        load = offer_map(cards, ROSTER, RULES, CardRules(month_events=1)).load
        assert set(load.loc[load["over"], "class_"]) == {"7 А", "7 Б", "9 А"}
        assert not offer_map(cards, ROSTER, RULES, CardRules(month_events=2)).load["over"].any()

    def test_a_paid_contest_is_no_offer(self) -> None:
        assert not offer_map(make_cards({"form": "платный"}), ROSTER, RULES, LIMITS).by_direction["events"].any()


class TestClashes:
    def test_a_common_day_and_a_common_class(self) -> None:
        cards = make_cards(
            {"title": "Кросс", "starts": "2025-10-05", "ends": "2025-10-06"},
            {"title": "Чтецы", "starts": "2025-10-06", "ends": "2025-10-07", "grades": "1–7"},
            {"title": "Рядом", "starts": "2025-10-08", "ends": "2025-10-08"},
            {"title": "Дома", "starts": "2025-10-06", "ends": "2025-10-06", "form": "дистанционно"},
            {"title": "Долго", "starts": "2025-10-01", "ends": "2025-10-30"},
        )
        found = clashes(season_cards(cards, RULES), ROSTER, 3)
        assert len(found) == 1
        row = found.iloc[0]
        assert (row["first"], row["second"], row["classes"]) == ("К-01", "К-02", ("7 А", "7 Б"))
        assert (row["starts"], row["ends"]) == (pd.Timestamp("2025-10-06"), pd.Timestamp("2025-10-06"))
        assert class_clashes(found)["clashes"].tolist() == [1, 1]

    def test_stages_of_one_event_do_not_clash(self) -> None:
        cards = make_cards({"event": "ОЛ"}, {"event": "ОЛ", "scale": "районный"})
        assert clashes(season_cards(cards, RULES), ROSTER, 3).empty

    def test_nothing_at_all(self) -> None:
        assert clashes(season_cards(make_cards({"form": "дистанционно"}), RULES), ROSTER, 3).empty


class TestPartners:
    def test_shares(self) -> None:
        cards = make_cards(
            {"event": "ЛЫЖНЯ", "partner": None},
            {"event": "ЛЫЖНЯ", "partner": "спортшкола"},
            {},
            {"direction": "экологическое", "partner": "станция юннатов", "grades": "9"},
        )
        cards = season_cards(cards, RULES)
        shares = partner_share(cards).set_index("direction")
        assert shares.loc["спортивное", ["events", "held", "percent", "only"]].tolist() == [2, 1, 50, False]
        assert shares.loc["экологическое", ["events", "held", "percent", "only"]].tolist() == [1, 1, 100, True]
        assert pd.isna(shares.loc["лидерское", "percent"])
        held = partners(cards, ROSTER)
        assert held[["partner", "events", "cards", "classes"]].to_numpy().tolist() == [
            ["спортшкола", 1, 1, 3], ["станция юннатов", 1, 1, 1],
        ]  # fmt: skip

    def test_without_partners(self) -> None:
        cards = season_cards(make_cards({}), RULES)
        assert partners(cards, ROSTER).empty
        assert not partner_share(cards)["held"].any()


class TestProblems:
    def words(self, *rows: dict[str, Any], stages: pd.DataFrame | None = None, **around: Any) -> list[str]:
        found = registry(make_cards(*rows), stages, RULES, LIMITS)
        return [item.words for item in card_problems(found, Surroundings(ROSTER, **around), RULES)]

    def test_a_later_stage_before_the_earlier(self) -> None:
        rows = ({"event": "ОЛ", "starts": "2025-11-01", "ends": "2025-11-10"},
                {"event": "ОЛ", "scale": "районный", "starts": "2025-11-05", "ends": "2025-11-06"})  # fmt: skip
        assert self.words(*rows) == [
            "Событие «ОЛ»: этап «районный» (К-02, с 05.11.2025) начинается раньше, чем кончается этап «школьный» "
            "(К-01, до 10.11.2025). Проверьте даты."
        ]

    def test_two_stages_of_one_level_may_stand_together(self) -> None:
        assert self.words({"event": "ОЛ"}, {"event": "ОЛ"}) == []

    def test_nobody_took_part_is_said_only_of_the_past(self) -> None:
        journal = pd.DataFrame({"card": ["К-02"], "date": pd.to_datetime(["2025-12-01"])})
        rows = ({}, {}, {"starts": "2026-02-01", "ends": "2026-02-01"})
        assert self.words(*rows, journal=journal) == [
            "К-01 (Кросс): мероприятие прошло 05.10.2025, а записей о нём в журнале нет. Внесите записи или решите, "
            "нужна ли карта в следующем году."
        ]

    def test_paid_unknown_nobodys_and_too_long(self) -> None:
        rows = ({"form": "платный"}, {"responsible": "П-99"}, {"grades": "10–11"}, {})
        stages = make_stages(("К-04", 1, 200))
        assert self.words(*rows, stages=stages, teachers={"П-01"}) == [
            "К-01 (Кросс): форма «платный» по правилам школы баллов не даёт. Скажите об этом ученикам до записи.",
            "К-02 (Кросс): ответственного П-99 нет в таблице «Учителя». Исправьте код.",
            "К-03 (Кросс): параллелей «10–11» в школе нет, участвовать некому. Исправьте параллели.",
            "К-04 (Кросс): в этапах 200 мин, а часов ученика 2, это только 120 мин. Исправьте часы или этапы.",
        ]

    def test_without_a_list_of_teachers_nobody_is_unknown(self) -> None:
        assert self.words({"responsible": "П-99"}) == []


DAY = st.dates(dt.date(2025, 8, 20), dt.date(2026, 6, 10))
CARD = st.fixed_dictionaries(
    {
        "starts": DAY, "long": st.integers(0, 40), "direction": st.sampled_from(DIRECTIONS[:3]),
        "grades": st.sampled_from([None, "7", "1–7", "8-9", "10–11"]), "event": st.sampled_from([None, None, "А", "Б"]),
        "form": st.sampled_from(["очно", "дистанционно", "платный"]),
    }
)  # fmt: skip


class TestLaws:
    @settings(max_examples=25, deadline=None)
    @given(st.lists(CARD, min_size=1, max_size=7))
    def test_map_and_clashes_by_brute_force(self, drawn: list[dict[str, Any]]) -> None:
        rows = [row | {"starts": str(row["starts"]), "ends": str(row["starts"] + dt.timedelta(row["long"]))}
                for row in drawn]  # fmt: skip
        cards = make_cards(*({name: value for name, value in row.items() if name != "long"} for row in rows))
        found = offer_map(cards, ROSTER, RULES, LIMITS)
        records = cards.astype(object).where(cards.notna(), None).to_dict("records")
        for row in found.by_month.to_dict("records"):
            assert row["events"] == len(_open(records, row["class_"], row["grade"], row["direction"], row["month"]))
        for row in offer(cards, ROSTER, RULES).to_dict("records"):
            assert row["events"] == len(_open(records, row["class_"], row["grade"], row["direction"], None))
        for row in found.load.to_dict("records"):
            assert row["events"] == len(_open(records, row["class_"], row["grade"], None, row["month"]))
        for row in found.school.to_dict("records"):
            names = {key for class_, grade in (("1 А", 1), ("7 А", 7), ("9 А", 9))
                     for key in _open(records, class_, grade, row["direction"], row["month"])}  # fmt: skip
            assert row["events"] == len(names)
        assert {frozenset(pair) for pair in found.clashes[["first", "second"]].to_numpy().tolist()} == _clash(records)

    @settings(max_examples=10, deadline=None)
    @given(st.lists(CARD, min_size=1, max_size=6), st.randoms())
    def test_order_of_cards_never_matters(self, drawn: list[dict[str, Any]], chance: Any) -> None:
        rows = [{name: value for name, value in row.items() if name != "long"} | {"card": f"К-{place}"}
                | {"starts": str(row["starts"]), "ends": str(row["starts"] + dt.timedelta(row["long"]))}
                for place, row in enumerate(drawn)]  # fmt: skip
        mixed = chance.sample(rows, len(rows))
        one, other = (offer_map(make_cards(*order), ROSTER, RULES, LIMITS) for order in (rows, mixed))
        pd.testing.assert_frame_equal(one.load, other.load)
        pd.testing.assert_frame_equal(one.clashes, other.clashes)
        pd.testing.assert_frame_equal(one.by_month, other.by_month)


def _grades(text: str | None) -> range:
    first, _, last = (text or "1-11").replace("–", "-").partition("-")
    return range(int(first), int(last or first) + 1)


def _open(
    records: list[dict[str, Any]], class_: str, grade: int, direction: str | None, month: pd.Timestamp | None
) -> set[str]:
    """Walk all days of all cards: the slow and certain way."""
    first, last = dt.date(2025, 9, 1), dt.date(2026, 5, 31)
    found = set()
    for card in records:
        days = [card["starts"].date() + dt.timedelta(day) for day in range((card["ends"] - card["starts"]).days + 1)]
        touches = any(first <= day <= last for day in days)
        here = month is None or any((day.year, day.month) == (month.year, month.month) for day in days)
        asked = grade in _grades(card["grades"]) and direction in (None, card["direction"])
        if touches and here and asked and card["form"] != "платный":
            found.add(card["event"] or card["card"])
    return found


def _clash(records: list[dict[str, Any]]) -> set[frozenset[str]]:
    first, last = pd.Timestamp(2025, 9, 1), pd.Timestamp(2026, 5, 31)
    found = set()
    for one, other in combinations(records, 2):
        short = all(
            card["form"] == "очно" and (card["ends"] - card["starts"]).days + 1 <= LIMITS.present_days
            and card["starts"] <= last and card["ends"] >= first for card in (one, other)
        )  # fmt: skip
        same = (one["event"] or one["card"]) == (other["event"] or other["card"])
        meet = one["starts"] <= other["ends"] and other["starts"] <= one["ends"]
        common = {1, 7, 9} & set(_grades(one["grades"])) & set(_grades(other["grades"]))
        if short and not same and meet and common:
            found.add(frozenset((one["card"], other["card"])))
    return found


def test_audience_keeps_the_order_of_classes(rules: Rules) -> None:
    pairs = audience(season_cards(make_cards({}), rules), ROSTER)
    assert list(pairs["class_"]) == ["7 А", "7 Б", "9 А"]


def test_an_event_counts_in_every_month_it_touches() -> None:
    cards = make_cards({"starts": "2025-08-20", "ends": "2025-11-02"})
    months = offer_by_month(cards, ROSTER, RULES)
    seen = months[(months["class_"] == "7 А") & (months["events"] > 0)]["month"].dt.month.tolist()
    assert seen == [9, 10, 11]
