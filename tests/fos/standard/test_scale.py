"""From cuts to a draft scale, what it would do, and what a school without judgements gets."""

import numpy as np
import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.fos.standard import (
    CUSTOMARY,
    OWN,
    Choice,
    Scale,
    class_names,
    compare,
    consequences,
    draft,
    make_scale,
    method_choices,
    results,
    scale_or_none,
    survey,
    works_with_cuts,
)
from workbook.settings import Settings

SETTINGS = Settings()
TEN = {f"М-{place}": 1 for place in range(10)}
EVEN = [place for place in range(11) for _ in range(4)]


def angoff_rows(cuts, experts=3):
    """Judgements that put the marks at such percents."""
    return [
        (f"Э-{expert}", "Ангофф", 1, mark, item, None, share + expert)
        for expert in range(experts)
        for mark, share in cuts.items()
        for item in TEN
    ]


class TestScale:
    def test_marks_and_bands(self):
        scale = make_scale({3: 4.2, 4: 6.0, 5: 8.5}, 10, "Ангофф", "вверх")
        assert dict(scale.cuts) == {3: 5, 4: 6, 5: 9}
        assert scale.bands().to_numpy().tolist() == [[5, 9, 10], [4, 6, 8], [3, 5, 5], [2, 0, 4]]
        assert scale.sums()["mark"].tolist() == [2, 2, 2, 2, 2, 3, 4, 4, 4, 5, 5]

    def test_crossing_cuts(self):
        with pytest.raises(MissingData) as caught:
            make_scale({3: 7, 4: 6, 5: 9}, 10, "Ангофф", "вверх")
        assert caught.value.message == (
            "Пороги пересекаются: «4» начинается с 6, а «3» — с 7. Каждая следующая отметка должна начинаться выше."
        )

    def test_cuts_that_fall_together_after_rounding(self):
        with pytest.raises(MissingData, match="Пороги пересекаются: «5» начинается с 6, а «4» — с 6"):
            make_scale({3: 3, 4: 5.2, 5: 5.9}, 10, "Ангофф", "вверх")

    def test_off_the_scale(self):
        with pytest.raises(MissingData, match="Порог «5» — 12: нужно число от 1 до 10"):
            make_scale({3: 3, 4: 5, 5: 12}, 10, OWN, "вверх")

    def test_a_missing_cut(self):
        with pytest.raises(MissingData, match="не установлен порог «4» и «5»"):
            make_scale({3: 3, 4: float("nan")}, 10, "Хофсти", "вверх")


class TestComparison:
    def test_methods_stand_side_by_side(self, judge, work, rules):
        table = judge(*angoff_rows({3: 40, 4: 60, 5: 80}))
        found = compare(table, work(TEN, EVEN), rules)
        assert found.usable == ("Ангофф", CUSTOMARY)
        # Values 40, 41, 42 percent of ten points.
        assert found.cuts["value"].iloc[0] == pytest.approx(4.1)
        assert found.cuts["points"].iloc[0] == 5
        assert found.scale("", "вверх").method == "Ангофф"
        assert dict(found.scale(CUSTOMARY, "вверх").cuts) == {3: 5, 4: 7, 5: 9}

    def test_a_crossing_method_is_refused_and_compared(self, judge, work, rules):
        found = compare(judge(*angoff_rows({3: 70, 4: 60, 5: 80})), work(TEN, EVEN), rules)
        assert found.usable == (CUSTOMARY,)
        assert found.refused["reason"].iloc[0].startswith("Пороги пересекаются")
        assert len(found.cuts) == 6
        with pytest.raises(MissingData, match=r"Шкалы по методу «Ангофф» нет\. Пороги пересекаются"):
            found.scale("Ангофф", "вверх")

    def test_one_expert_comes_after_the_customary_cuts(self, judge, work, rules):
        found = compare(judge(*angoff_rows({3: 40, 4: 60, 5: 80}, experts=1)), work(TEN, EVEN), rules)
        assert found.usable == (CUSTOMARY, "Ангофф")

    def test_a_method_about_one_mark_only(self, judge, work, rules):
        found = compare(judge(*angoff_rows({3: 40})), work(TEN, EVEN), rules)
        assert found.refused["reason"].tolist() == ["Нет суждений о пороге «4», «5»."]

    def test_no_judgements(self, work, rules):
        found = compare(None, work(TEN, EVEN), rules)
        assert found.usable == (CUSTOMARY,)
        with pytest.raises(MissingData, match="Суждений по методу «Ангофф»"):
            found.scale("Ангофф", "вверх")

    def test_intervals_stay_on_the_scale(self, judge, work, rules):
        rows = [(f"Э-{expert}", "Ангофф", 1, 5, item, None, value) for expert, value in enumerate((60, 99, 100))
                for item in TEN]  # fmt: skip
        found = compare(judge(*rows), work(TEN, EVEN), rules)
        assert found.cuts["high"].max() <= 10


class TestConsequences:
    SCALE = Scale({3: 4.0, 4: 6.0, 5: 8.0}, 10, "Ангофф")

    def test_counts_shares_and_intervals(self, work):
        found = consequences(work(TEN, EVEN), self.SCALE)
        assert found.shares.set_index("mark")["count"].to_dict() == {5: 12, 4: 8, 3: 8, 2: 16}
        assert found.shares["n"].tolist() == [44] * 4
        assert (found.shares["low"] < found.shares["percent"]).all()
        assert (found.quality, found.success) == pytest.approx((100 * 20 / 44, 100 * 28 / 44))

    def test_classes(self, work):
        names = pd.Series({f"У-{place:03d}": "7 А" if place < 22 else "7 Б" for place in range(44)})
        found = consequences(work(TEN, EVEN), self.SCALE, names)
        assert found.classes.groupby("class_")["count"].sum().to_dict() == {"7 А": 22, "7 Б": 22}
        twos = found.classes[found.classes["mark"] == 2].set_index("class_")["count"]
        assert twos.to_dict() == {"7 А": 16, "7 Б": 0}

    def test_pupils_within_one_error_of_a_border(self, work):
        """Border of «3» between 3 and 4; with an error of 1 point sums 3 and 4 are near: 8 pupils."""
        near = consequences(work(TEN, EVEN, sem=1.0), self.SCALE).near
        assert near["count"].tolist() == [8, 8, 8]
        assert consequences(work(TEN, EVEN), self.SCALE).near.empty

    def test_three_pupils_and_equal_sums(self, work):
        found = consequences(work(TEN, [5, 5, 5]), self.SCALE)
        assert found.shares.set_index("mark")["count"].to_dict() == {5: 0, 4: 0, 3: 3, 2: 0}
        assert found.shares["high"].max() == 100

    def test_nobody_wrote(self, work):
        with pytest.raises(MissingData, match="последствия порогов не видны"):
            consequences(work(TEN), self.SCALE)

    def test_class_of_the_year(self):
        pupils = pd.DataFrame(
            {"year": ["2024/2025", "2025/2026"], "pupil": ["У-1", "У-1"], "class_": ["6 А", "7 А"]}
        )  # fmt: skip
        assert class_names(pupils, "2025/2026")["У-1"] == "7 А"
        assert class_names(pupils, "2024/2025")["У-1"] == "6 А"
        assert class_names(pupils)["У-1"] == "7 А"


class TestSchool:
    @pytest.fixture
    def tables(self, bank, answers, judge):
        rng = np.random.default_rng(4)
        items = bank(*[(code, "Б", "к", "5", 1.0) for code in TEN])
        works = {}
        for pupil in range(60):
            skill = rng.normal()
            right = rng.random(10) < 1 / (1 + np.exp(-(2 * skill)))
            works[f"У-{pupil:03d}"] = [
                (code, "5" if yes else "6", float(yes)) for code, yes in zip(TEN, right, strict=True)
            ]
        return {"items": items, "responses": answers(works), "judgements": judge(*angoff_rows({3: 35, 4: 55, 5: 80}))}

    def test_a_draft_from_the_tables(self, tables, school):
        given = school(**tables)
        found = draft(given, survey(given, "МА7", SETTINGS), SETTINGS)
        assert found.scale.method == "Ангофф"
        assert found.work.n == 60
        assert found.consequences.shares["count"].sum() == 60
        assert found.decision.verdict == "есть"
        assert 50 < found.decision.consistency < 100
        assert method_choices(found.comparison) == {"Ангофф": "Ангофф", CUSTOMARY: CUSTOMARY}

    def test_own_cuts_change_what_is_given(self, tables, school):
        given = school(**tables)
        compared = survey(given, "МА7", SETTINGS)
        found = draft(given, compared, SETTINGS, Choice(own=(0, 0, 10)))
        assert found.scale.method == "свои пороги, остальные — Ангофф"
        assert dict(found.scale.cuts) == {3: 4, 4: 6, 5: 10}
        assert draft(given, compared, SETTINGS, Choice(own=(3, 5, 9))).scale.method == OWN
        with pytest.raises(MissingData, match="Пороги пересекаются"):
            draft(given, compared, SETTINGS, Choice(own=(9, 0, 0)))

    def test_crossing_cuts_leave_the_comparison(self, tables, school):
        compared = survey(school(**tables), "МА7", SETTINGS)
        assert scale_or_none(compared, SETTINGS, Choice(own=(9, 0, 0))) is None
        assert dict(scale_or_none(compared, SETTINGS, Choice()).cuts) == {3: 4, 4: 6, 5: 9}

    def test_without_judgements_there_are_customary_cuts(self, tables, school):
        given = school(items=tables["items"], responses=tables["responses"])
        found = draft(given, survey(given, "МА7", SETTINGS), SETTINGS)
        assert found.scale.method == CUSTOMARY
        assert dict(found.scale.cuts) == {3: 5, 4: 7, 5: 9}

    def test_without_answers_there_are_cuts_and_no_consequences(self, tables, school):
        given = school(items=tables["items"], judgements=tables["judgements"])
        found = draft(given, survey(given, "МА7", SETTINGS), SETTINGS)
        assert found.scale.method == "Ангофф"
        assert found.consequences is None
        assert found.decision is None

    def test_nothing_at_all(self, tables, school):
        with pytest.raises(MissingData, match="нет ни ответов учеников, ни суждений"):
            survey(school(items=tables["items"]), "МА7", SETTINGS)
        with pytest.raises(MissingData, match="Школа не передала ни ответов учеников, ни суждений"):
            survey(school(items=tables["items"]), "", SETTINGS)
        with pytest.raises(MissingData, match="Нет банка заданий"):
            survey(school(responses=tables["responses"]), "МА7", SETTINGS)

    def test_works_with_judgements_and_answers_come_first(self, tables, judge, school):
        more = pd.concat([tables["judgements"], judge(*angoff_rows({3: 40}), test="АН9")])
        assert list(works_with_cuts(school(**(tables | {"judgements": more})))) == ["МА7", "АН9"]
        assert works_with_cuts(school()) == {}

    def test_results(self, tables, school):
        given = school(**tables)
        table = results(draft(given, survey(given, "МА7", SETTINGS), SETTINGS)).set_index("indicator")
        assert table.loc["cut-3", "value"] == 4
        assert table.loc["cut-methods", "value"] == 1
        assert table.loc["cut-another-mark", "n"] == 60
        assert table["headline"].sum() == 3

    def test_variants_of_different_length_go_to_percents(self, bank, answers, school):
        items = bank(*[(code, "Б", "к", "5", 1.0) for code in TEN])
        works = {f"У-{place}/1": [(code, "5", 1.0) for code in list(TEN)[:5]] for place in range(3)}
        works |= {f"У-{place}/2": [(code, "5", 1.0) for code in TEN] for place in range(3, 6)}
        found = survey(school(items=items, responses=answers(works)), "МА7", SETTINGS)
        assert (found.work.maximum, found.work.unit) == (100.0, "% максимума")
        assert found.work.sums.tolist() == [100.0] * 6
