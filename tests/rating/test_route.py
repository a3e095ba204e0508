"""A route of one pupil: what is open, what it promises, what stands in the way; the recount by the rating itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from workbook.errors import DataRefused, MissingData, SettingsRefused
from workbook.rating import RouteWish, Verdict, card_choice, route, route_choice, season
from workbook.rating.route_events import previous_stages
from workbook.school import School
from workbook.settings import RatingRules, RouteRules, Settings

CARDS = [line.split(";") for line in """
К-01;Олимпиада школы;ОЛ;интеллектуальное;школьный;очно;индивидуальное;2025-10-01;2025-10-05;5–11;4;
К-02;Олимпиада района;ОЛ;интеллектуальное;районный;очно;индивидуальное;2026-02-10;2026-02-12;5–11;6;
К-03;Олимпиада региона;ОЛ;интеллектуальное;региональный;очно;индивидуальное;2026-03-10;2026-03-12;5–11;8;
К-04;Чтецы школы;ЧТ;творческое;школьный;очно;индивидуальное;2026-02-01;2026-02-02;;2;
К-05;Чтецы района;ЧТ;творческое;районный;очно;индивидуальное;2026-02-20;2026-02-20;;3;
К-06;Хор;;творческое;городской;очно;групповое;2026-03-01;2026-03-01;;5;
К-07;Кросс;;спортивное;школьный;очно;индивидуальное;2026-02-15;2026-02-15;;;
К-08;Инфоурок;;интеллектуальное;международный;платный;индивидуальное;2026-02-01;2026-03-01;;1;
К-09;Проект;;социальное;региональный;очно;индивидуальное;2026-04-01;2026-04-20;9;10;
К-10;Субботник;;экологическое;районный;очно;индивидуальное;2026-04-18;2026-04-18;;3;1
К-11;Конкурс рисунков;;творческое;международный;дистанционно;индивидуальное;2026-05-01;2026-05-10;;4;
К-12;Летняя школа;;экологическое;школьный;очно;индивидуальное;2026-05-30;2026-06-05;;4;
К-13;Шахматы;;спортивное;районный;очно;индивидуальное;2026-04-18;2026-04-19;;4;
""".strip().splitlines()]  # fmt: skip
TEXTS = ["partner", "responsible", "purpose", "skills", "evidence", "risks"]
JOURNAL = [("Д-1", "К-01", "У-1", None, "призёр", "2025-10-05"), ("Д-2", "К-01", "У-2", None, "участник", "2025-10-05"),
           ("Д-3", "К-06", "У-1", "хор", "победитель", "2026-05-01")]  # fmt: skip


def frame(columns: str, rows, dates=(), numbers=()) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=columns.split())
    for name in table:
        if name in dates:
            table[name] = pd.to_datetime(table[name]).astype("datetime64[us]")
        elif name in numbers:
            table[name] = pd.to_numeric(table[name].replace("", None)).astype("float64")
        else:
            table[name] = table[name].replace("", None).astype("str")
    return table


def make_cards() -> pd.DataFrame:
    cards = frame("card title event direction scale form participation starts ends grades hours places", CARDS,
                  ("starts", "ends"), ("hours", "places"))  # fmt: skip
    return cards.astype({"places": "Int64"}).assign(**{name: pd.Series(None, dtype="str") for name in TEXTS})


def make_journal(rows) -> pd.DataFrame:
    return frame("record card pupil team result date", rows, ("date",)).assign(
        role="исполнитель", form=pd.Series(None, dtype="str"), verified_by="П-1"
    )  # fmt: skip


def make_school(*, said=(), steps=(), journal=JOURNAL, rating=None, rules=None, **tables) -> School:
    people = [("2025/2026", code, class_, "ООО", None, None) for code, class_ in
              (("У-1", "7 А"), ("У-2", "7 А"), ("У-3", "9 Б"))]  # fmt: skip
    given = {
        "pupils": frame("year pupil class_ level left leave_reason", people, ("left",)),
        "cards": make_cards(),
        "participations": make_journal(journal),
    }
    if said:
        given["routes"] = frame(
            "year pupil interests goal goal_points hours agreed support consent reflection", said, ("agreed",),
            ("goal_points", "hours"),
        )  # fmt: skip
    if steps:
        given["route_steps"] = frame("year pupil card state reflection", steps)
    own = Settings(rating=rating or RatingRules(), route=rules or RouteRules())
    return School("ш", "Школа № 1", "Район", "2025/2026", Path(), own, given | tables)


def said(pupil="У-1", interests="творческое; спортивное", goal=8, hours=30, agreed="2026-01-15", consent="да"):
    return ("2025/2026", pupil, interests, "выступить", goal, hours, agreed, "П-9", consent, "")


def step(card, state="запланировано", pupil="У-1"):
    return ("2025/2026", pupil, card, state, "")


def closed(found) -> dict[str, str]:
    return dict(zip(found.events["card"], found.events["closed"], strict=True))


@pytest.fixture(scope="module")
def found():
    return route(make_school(said=[said()]), RouteWish("У-1"))


class TestOpenEvents:
    def test_why_the_doors_are_closed(self, found):
        assert closed(found) == {
            "К-01": "done", "К-02": "", "К-03": "stage", "К-04": "", "К-05": "stage", "К-06": "", "К-07": "",
            "К-08": "paid", "К-09": "grade", "К-10": "", "К-11": "", "К-12": "after", "К-13": "",
        }  # fmt: skip

    def test_later_stage_only_after_success_in_the_one_before(self):
        found = route(make_school(said=[said("У-2")]), RouteWish("У-2"))
        assert closed(found)["К-02"] == "stage"  # У-2 only took part in К-01
        all_pass = RouteRules(stage_passes="участник; призёр; победитель")
        found = route(make_school(said=[said("У-2")], rules=all_pass), RouteWish("У-2"))
        assert closed(found)["К-02"] == ""

    def test_what_was_won_later_than_the_talk_opens_nothing(self):
        late = [*JOURNAL, ("Д-4", "К-04", "У-1", None, "победитель", "2026-02-02")]
        found = route(make_school(said=[said()], journal=late), RouteWish("У-1"))
        assert closed(found)["К-05"] == "stage"
        found = route(make_school(said=[said()], journal=late), RouteWish("У-1", later=20))
        assert (closed(found)["К-05"], closed(found)["К-04"]) == ("", "done")

    def test_places_are_taken_by_other_routes(self):
        other = make_school(said=[said()], steps=[step("К-10", pupil="У-2")])
        assert closed(route(other, RouteWish("У-1")))["К-10"] == "full"
        dropped = make_school(said=[said()], steps=[step("К-10", "снято", pupil="У-2")])
        assert closed(route(dropped, RouteWish("У-1")))["К-10"] == ""

    def test_continuation_is_named_and_not_counted(self, found):
        assert list(found.steps["card"]) == ["К-04", "К-07", "К-11"] or "К-04" in set(found.steps["card"])
        assert (
            dict(zip(found.continuations["card"], found.continuations["after"], strict=True))["К-05"] == "Чтецы школы"
        )
        assert not set(found.continuations["card"]) & set(found.steps["card"])

    def test_hours_of_a_card_without_them_are_the_level_s(self, found):
        row = found.events.set_index("card").loc["К-07"]
        assert (row["hours_spent"], row["hours_known"]) == (400, False)

    def test_stages_skip_levels_that_are_not_held(self):
        assert previous_stages(make_cards())[:5] == [(), ("К-01",), ("К-02",), (), ("К-04",)]


class TestChoice:
    def test_every_limit_is_kept(self):
        found = route(make_school(said=[said(goal=12, hours=20)]), RouteWish("У-1"))
        steps = found.steps
        assert 3 <= len(steps) <= 6
        assert found.hours <= 2000
        assert steps["direction"].value_counts().max() <= 3
        assert len(found.directions) >= 2
        assert not {"К-10", "К-13"} <= set(steps["card"])  # both on 18 April

    def test_taken_and_left_out(self):
        school = make_school(said=[said(goal=1)])
        found = route(school, RouteWish("У-1", take=("К-06", ""), leave=("К-04",)))
        assert "К-06" in set(found.steps["card"])
        assert "К-04" not in set(found.steps["card"])
        assert closed(found)["К-04"] == "left"

    def test_what_cannot_be_taken_is_told(self):
        found = route(make_school(said=[said()]), RouteWish("У-1", take=("К-09", "К-10"), hours=1))
        assert found.refused == (
            ("К-09", "не для этой параллели"), ("К-10", "не помещается: даты, часы или число мероприятий")
        )  # fmt: skip

    def test_agreed_steps_stay_and_dropped_ones_stay_out(self):
        school = make_school(said=[said(goal=1)], steps=[step("К-06"), step("К-04", "снято")])
        found = route(school, RouteWish("У-1"))
        assert "К-06" in set(found.steps.loc[found.steps["agreed"], "card"])
        assert closed(found)["К-04"] == "left"
        assert closed(route(school, RouteWish("У-1", keep=False)))["К-04"] == ""

    def test_the_same_question_has_the_same_answer(self):
        one, other = (route(make_school(said=[said(goal=9)]), RouteWish("У-1")) for _ in range(2))
        assert list(one.steps["card"]) == list(other.steps["card"])


class TestVerdict:
    def wish(self, goal):
        return RouteWish("У-1", goal=goal)

    def test_reached_before_it_begins(self):
        found = route(make_school(said=[said()]), self.wish(1))
        assert (found.verdict, found.base) == (Verdict.REACHED, 200)
        assert len(found.steps) == 3

    def test_sure_and_success_and_short(self):
        school = make_school(said=[said()])
        kinds = [route(school, self.wish(goal)).verdict for goal in (8, 18, 60)]
        assert kinds == [Verdict.SURE, Verdict.SUCCESS, Verdict.SHORT]

    def test_expected_by_own_results(self):
        old = [(f"Д-3{n}", f"К-2{n}", "У-1", None, "победитель", "2025-09-1" + str(n)) for n in range(3)]
        more = make_cards()
        days = {"starts": pd.Timestamp("2025-09-10"), "ends": pd.Timestamp("2025-09-20")}
        extra = pd.concat([more[more["card"] == "К-07"].assign(card=f"К-2{n}", **days) for n in range(3)])
        school = make_school(said=[said()], journal=[*JOURNAL, *old], cards=pd.concat([more, extra], ignore_index=True))
        found = route(school, RouteWish("У-1"))
        hopes = dict(zip(found.events["card"], found.events["expected"], strict=True))
        assert hopes["К-13"] == "призёр"  # three wins of the pupil's own in sport
        assert hopes["К-10"] == "участник"
        assert found.expected >= found.sure

    def test_short_names_the_restriction(self):
        found = route(make_school(said=[said(hours=6)]), self.wish(12))
        lifted = {item.limit: item for item in found.relaxed}
        assert not lifted["variety"].reaches
        assert lifted["hours"].total > found.most
        assert lifted["all"].total >= lifted["hours"].total

    def test_nothing_is_open(self):
        found = route(make_school(said=[said(agreed="2026-05-20")]), self.wish(12))
        assert found.verdict is Verdict.NOTHING
        assert found.steps.empty
        assert closed(found)["К-11"] == "before"


RULES = {
    "usual": RatingRules(),
    "limits": RatingRules(level_caps={**RatingRules().level_caps, "международный": 3, "районный": 2}),
    "best": RatingRules(best_n=1),
    "direction": RatingRules(direction_caps={**RatingRules().direction_caps, "творческое": 2}),
    "total": RatingRules(total_cap=5),
    "carried": RatingRules(carry_over=50),
    "roles": RatingRules(group_policy="по ролям"),
    "full": RatingRules(group_policy="каждому полностью", group_cap=2),
    "before limits": RatingRules(stage_choice="до лимитов", best_n=1, total_cap=6),
}


class TestRecount:
    """The promise is what the rating counts when the records are really there."""

    @pytest.mark.parametrize(("kind", "goal"), [*((kind, 4) for kind in RULES), ("limits", 40)])
    def test_promise_equals_the_rating(self, kind, goal):
        last_year = frame("year pupil class_ level left leave_reason",
                          [("2024/2025", "У-1", "6 А", "ООО", None, None)], ("left",))  # fmt: skip
        before = ("Д-0", "К-00", "У-1", None, "победитель", "2024-10-05")
        cards = make_cards()
        old = cards.head(1).assign(card="К-00", starts=pd.Timestamp("2024-10-01"), ends=pd.Timestamp("2024-10-05"))
        school = make_school(
            said=[said(goal=goal)], rating=RULES[kind], journal=[before, *JOURNAL],
            cards=pd.concat([cards, old], ignore_index=True),
        )  # fmt: skip
        school = replace(school, tables={**school.tables, "pupils": pd.concat([school["pupils"], last_year])})
        found = route(school, RouteWish("У-1", take=("К-06",)))
        assert "К-06" in set(found.steps["card"])
        known = [item for item in [before, *JOURNAL] if item[5] <= "2026-01-15"]
        for result, promised in ((None, found.base), ("участник", found.sure), ("призёр", found.success)):
            added = []
            for row in found.steps.itertuples() if result else ():
                team = "хор-2" if row.participation == "групповое" else None
                mates = [f"А-{place}" for place in range(row.team_size - 1)]
                day = f"{row.ends:%Y-%m-%d}"
                added += [(f"Н-{row.card}-{code}", row.card, code, team, result, day) for code in ["У-1", *mates]]
            then = replace(school, tables={**school.tables, "participations": make_journal([*known, *added])})
            assert season(then).rating.set_index("pupil")["total"]["У-1"] == promised


class TestGuesses:
    def test_school_without_routes(self):
        found = route(make_school(), RouteWish("У-1"))
        assert found.brief.start == date(2026, 1, 15)
        assert found.brief.interests == ("интеллектуальное",)
        assert found.goal == found.base + 600
        assert found.brief.assumed == (
            "день беседы не записан: планируем с 15.01.2026 (методика школы)",
            "интересы не названы: взяты направления, в которых ученик уже участвовал (интеллектуальное)",
            "цель в баллах не названа: взято «сколько есть и ещё 6» (методика школы)",
            "часы в запасе не названы: взято 30 ч (методика школы)",
        )

    def test_day_of_the_report_stands_for_the_talk(self):
        found = route(make_school(), RouteWish("У-3", day="01.03.2026"))
        assert found.brief.start == date(2026, 3, 1)
        assert found.brief.assumed[:2] == (
            "день беседы не записан: планируем со дня отчёта",
            "интересы не названы и участия ещё нет: направления считаются равными",
        )

    def test_unknown_direction(self):
        found = route(make_school(said=[said(interests="космос; творческое")]), RouteWish("У-1"))
        assert found.brief.interests == ("творческое",)
        assert "таких направлений нет, они не учтены: «космос»" in found.brief.assumed

    def test_example_is_the_first_with_a_route(self):
        school = make_school(said=[said("У-3")])
        assert route(school, RouteWish("")).brief.pupil == "У-3"
        assert list(route_choice(school).values()) == ["У-3 (9 Б) — есть маршрут", "У-1 (7 А)", "У-2 (7 А)"]
        assert route(make_school(), RouteWish("")).brief.pupil == "У-1"
        assert card_choice(school)["К-04"] == "01.02 Чтецы школы (К-04)"

    def test_only_open_cards_are_offered_and_dropped_steps_may_be_taken_back(self):
        school = make_school(said=[said()], steps=[step("К-04", "снято")])
        offered = list(card_choice(school, "У-1"))
        found = route(school, RouteWish("У-1", keep=False))
        assert sorted(offered) == sorted(card for card, why in closed(found).items() if not why)
        assert "К-04" in offered
        assert not {"К-01", "К-08", "К-09", "К-12"} & set(offered)  # done, paid, another grade, after the season
        assert not set(card_choice(school, "У-1", later=60)) & {"К-02", "К-04"}


class TestRefusals:
    @pytest.mark.parametrize(
        ("wish", "sentence"),
        [
            (RouteWish("У-9"), "Ученика «У-9» нет в списке этого года. Проверьте код, например «У-1»."),
            (RouteWish("У-1", take=("К-77",)), "Карты «К-77» в школе нет. Проверьте код, например «К-01»."),
            (RouteWish("У-1", take=("К-06",), leave=("К-06",)),
             "Карту «К-06» просят и взять, и не брать. Оставьте одно из двух."),
            (RouteWish("У-1", day="завтра"),
             "Параметр «День отчёта» (day): «завтра» не читается как дата. Нужно, например, 15.01.2026."),
        ],
    )  # fmt: skip
    def test_sentences(self, wish, sentence):
        with pytest.raises(DataRefused) as refusal:
            route(make_school(said=[said()]), wish)
        assert refusal.value.message == sentence

    def test_day_of_talks_is_a_day(self):
        with pytest.raises(SettingsRefused) as refusal:
            route(make_school(rules=RouteRules(talk_day="зимой")), RouteWish("У-1"))
        assert refusal.value.message == (
            "Методика: «маршрут → день_бесед»: «зимой» не читается как день и месяц. Нужно, например, 15.01."
        )

    def test_class_without_a_number(self):
        school = make_school()
        pupils = school["pupils"].assign(class_="группа")
        with pytest.raises(DataRefused) as refusal:
            route(replace(school, tables={**school.tables, "pupils": pupils}), RouteWish("У-1"))
        assert refusal.value.message == (
            "Ученик «У-1»: в названии класса «группа» нет номера параллели, мероприятия по нему не отобрать. "
            "Исправьте класс, например «7 А»."
        )

    def test_missing_tables(self):
        school = make_school()
        tables = {name: table for name, table in school.tables.items() if name != "participations"}
        with pytest.raises(MissingData, match="Участие в мероприятиях"):
            route(replace(school, tables=tables), RouteWish("У-1"))
