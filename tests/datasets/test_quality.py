"""What truth.yml says under «quality» stands in the files: read with a few lines of pandas."""

from __future__ import annotations

import pandas as pd
import pytest

from .conftest import SCHOOLS, numbers

SOUND = tuple(name for name in SCHOOLS if name != "shkola-8")
YEAR = "2025/2026"


def days(values: pd.Series) -> pd.Series:
    """Read days as CSV and as the book write them."""
    return pd.to_datetime(values.str[:10], format="mixed", dayfirst=not values.dropna().iloc[0].startswith("20"))


@pytest.fixture(scope="module")
def planted(truth):
    return truth["quality"]


class TestOwnWorks:
    @pytest.mark.parametrize("school", SOUND)
    def test_subjects_grades_and_marks(self, table, school):
        rows = table(school, "procedures")
        interim, meta = (rows[rows["procedure"] == name] for name in ("промежуточная", "метапредметная"))
        top = 10 if school != "selskaya-6" else 8
        assert set(interim["year"]) == set(meta["year"]) == {YEAR}
        assert set(interim["subject"]) == {"русский язык", "математика"}
        assert set(interim["grade"].astype(int)) == {4, 5, 6, 7, 8, top}
        assert set(meta["subject"]) == {"читательская грамотность", "математическая грамотность", "групповой проект"}
        assert set(meta.loc[meta["subject"] == "групповой проект", "grade"].astype(int)) <= {9, 10}
        assert interim["mark"].notna().equals(interim["primary_score"].notna())
        assert meta["mark"].isna().all()
        assert pd.concat([interim, meta])["journal_mark"].isna().all()

    def test_marks_follow_the_percent(self, vpr):
        rows = vpr("shkola-7", "промежуточная").dropna(subset=["mark"])
        least = rows.groupby("mark")["percent"].min()
        assert least[3] >= 40
        assert least[4] >= 60
        assert least[5] >= 80

    @pytest.mark.parametrize("school", ["shkola-7", "licey-5", "shkola-3"])
    def test_the_same_ability_drives_them(self, vpr, school):
        outside = vpr(school)[lambda frame: frame["year"] == YEAR]
        for procedure in ("промежуточная", "метапредметная"):
            both = vpr(school, procedure).merge(outside, on=["pupil"]).dropna(subset=["percent_x", "percent_y"])
            assert both["percent_x"].corr(both["percent_y"]) > 0.4

    def test_inflated_schools_lift_their_own_work(self, planted, vpr):
        lift = planted["procedures_of_the_school"]["interim_lift_latent"]
        assert {school for school, value in lift.items() if value} == {"shkola-2", "shkola-4"}
        plain, lifted = (vpr(school, "промежуточная")["percent"].mean() for school in ("shkola-7", "shkola-2"))
        assert lifted > plain + 5  # though the pupils know less

    def test_the_region_has_no_references_for_them(self, table):
        known = set(table("", "references")["procedure"])
        assert known == {"стартовая", "ВПР", "ОГЭ", "ЕГЭ"}


class TestTimetable:
    @pytest.mark.parametrize("school", SCHOOLS)
    def test_every_class_has_its_week_without_clashes(self, table, school):
        rows, pupils = table(school, "timetable"), table(school, "pupils")
        if school != "shkola-8":
            assert set(rows["class_"]) == set(pupils.loc[pupils["year"] == YEAR, "class_"])
        assert not rows.duplicated(["class_", "weekday", "lesson"]).any()
        lessons = rows.groupby(["class_", "weekday"])["lesson"].agg(["size", "max"]).astype(int)
        assert (lessons["size"] == lessons["max"]).all()
        assert lessons["max"].between(4, 7).all()

    def test_hours_are_those_of_the_rules(self, table):
        from generator.timetable import hours_of

        from workbook.settings import CalendarRules
        from workbook.vsoko.calendar_days import weekly_hours

        rows = table("shkola-7", "timetable")
        for (class_, subject), lessons in rows.groupby(["class_", "subject"]):
            grade = int(class_.split()[0])
            typed = weekly_hours(subject, grade, CalendarRules())
            assert len(lessons) == hours_of(subject, grade) == (typed or 1)

    @pytest.mark.parametrize("school", SCHOOLS)
    def test_planted_first_and_last_lessons(self, planted, table, school):
        rows = table(school, "timetable").astype({"lesson": "int"})
        rows["last"] = rows.groupby(["class_", "weekday"])["lesson"].transform("max")
        first, last = (planted["timetable"][key] for key in ("single_lesson_always_first", "two_lessons_always_last"))
        alone = rows[(rows["class_"] == first["class_"]) & (rows["subject"] == first["subject"])]
        assert alone["lesson"].tolist() == [1]
        late = rows[(rows["class_"] == last["class_"]) & (rows["subject"] == last["subject"])]
        assert len(late) == 2
        assert (late["lesson"] == late["last"]).all()


class TestPeople:
    def test_late_marks(self, planted, table):
        place = planted["late_marks"]
        marks, pupils = table(place["school"], "marks"), table(place["school"], "pupils")
        mates = pupils.loc[(pupils["year"] == YEAR) & (pupils["class_"] == place["class_"]), "pupil"]
        marks = marks[(marks["subject"] == place["subject"]) & marks["mark"].isin(["2", "3", "4", "5"])]
        day = pd.to_datetime(marks["date"], format="%d.%m.%Y")
        term = marks[day.between("2026-01-12", "2026-03-20") & marks["pupil"].isin(mates)]
        late = (day[term.index] >= "2026-03-07").mean()
        assert late > 0.7
        others = marks[day.between("2026-01-12", "2026-03-20") & ~marks["pupil"].isin(mates)]
        assert (day[others.index] >= "2026-03-07").mean() < 0.5

    def test_two_observers(self, planted, table):
        place = planted["lessons_of_two_observers"]
        rows = table(place["school"], "observations")
        watched = rows[rows["role"] == "наблюдатель"]
        several = watched.groupby("lesson")["observer"].nunique()
        assert set(several.index[several == 2]) == {place["agree"], place["disagree"]}
        same = {}
        for key in ("agree", "disagree"):
            wide = watched[watched["lesson"] == place[key]].pivot(index="criterion", columns="observer", values="score")
            same[key] = (wide.iloc[:, 0] == wide.iloc[:, 1]).sum()
            assert ((rows["lesson"] == place[key]) & (rows["role"] == "самоанализ")).sum() == 12
        assert same == {"agree": 11, "disagree": 3}

    def test_two_profile_years(self, planted, table):
        for school in SOUND:
            if school == "selskaya-6":
                continue
            years = sorted(set(table(school, "applications")["year"]))
            assert years == (
                planted["profile_years"]["years"] if school in planted["profile_years"]["schools"] else [YEAR]
            )

    @pytest.mark.parametrize("school", SCHOOLS)
    def test_measures(self, planted, table, school):
        rows = table(school, "deficit_measures")
        rows.index = rows["indicator"] + ": " + rows["group"]
        said = planted["deficit_measures"][school]
        assert len(rows) == rows.index.nunique() == 6
        late = rows.loc[said["late"]]
        assert (late["status"] == "идёт").all()
        assert (days(late["due"]) < "2026-05-01").all()
        assert rows.index[rows["responsible"].isna()].tolist() == [said["without_responsible"]]
        assert rows.index[rows["status"] == "выполнено"].tolist() == [said["done"]]
        assert rows.loc[said["no_longer_deficit"], "status"] == "идёт"

    @pytest.mark.parametrize("school", SCHOOLS)
    def test_level_moves(self, planted, table, school):
        rows, said = table(school, "level_moves"), planted["level_moves"][school]
        assert len(rows) == said["decisions"]
        assert rows["ground"].notna().all()
        up = rows[rows["ground"] == "справился с пересдачей двух тем"]
        assert sorted(up["pupil"]) == said["moved_up"]
        assert set(up["level_group"]) <= {"Б", "В"}

    @pytest.mark.parametrize("school", SOUND)
    def test_incentives(self, planted, table, school):
        rows, said = table(school, "incentives"), planted["incentives"][school]
        claim = rows[
            (rows["teacher"] == said["growth_not_borne_out"]["teacher"]) & (rows["criterion"] == "прирост результатов")
        ]
        assert numbers(claim["points"]).tolist() == [5]
        assert said["growth_not_borne_out"]["gain_z"] < 0
        bare = rows[rows["evidence"].isna()]
        assert bare[["teacher", "criterion"]].to_numpy().tolist() == [list(said["without_evidence"].values())]
        assert 7 <= rows["teacher"].nunique() <= 8
        assert numbers(rows["points"]).groupby(rows["teacher"]).sum().max() <= 20

    def test_a_figure_by_hand_contradicts_the_list_of_pupils(self, planted, table):
        place = planted["self_indicators"]
        rows = table(place["school"], "self_indicators")
        year = rows["calendar_year"].astype(str) == str(place["calendar_year"])
        cell = rows[year & (rows["number"] == place["number"])]
        assert numbers(cell["value"]).tolist() == [place["written"]]
        pupils = table(place["school"], "pupils")
        came, left = (days(pupils[name]) for name in ("enrolled", "left"))
        here = (pupils["year"] == YEAR) & (came <= "2025-12-31") & ~(left < "2025-12-31")
        assert here.sum() == place["counted"] == place["written"] - place["surplus"]
        for school in set(SOUND) - {place["school"]}:
            assert "1.1" not in set(table(school, "self_indicators")["number"])
