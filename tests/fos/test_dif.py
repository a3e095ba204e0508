import numpy as np
import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.estimates import holm
from workbook.fos.dif import DIF_COLUMNS, dif_table, one_against_others, sex_groups
from workbook.fos.scoring import score
from workbook.settings import Settings, read_settings

RULES = Settings().dif


@pytest.fixture
def work(bank, answers):
    """Make a scored work of so many pupils, half of them boys, in which one item is harder for boys."""

    def make(pupils=160, items=12, harder=0.0, seed=1, gap=0.0, top=1, crossing=0.0):
        rng = np.random.default_rng(seed)
        boys = np.arange(pupils) % 2 == 0
        skill = rng.normal(size=pupils) + gap * boys
        ease = np.linspace(1.2, -1.2, items)
        works = {}
        for n in range(pupils):
            row = []
            for i in range(items):
                shift = (harder + crossing * skill[n]) * boys[n] * (i == 3)
                many = top if i == 3 else 1
                points = sum(1.3 * (skill[n] + ease[i]) - shift + rng.logistic() > 0 for _ in range(many))
                row.append((f"М-{i:02d}", None, float(points)))
            works[f"У-{n:03d}"] = row
        rows = [(f"М-{i:02d}", "Б", "р", None, top if i == 3 else 1) for i in range(items)]
        groups = pd.Series(np.where(boys, "мальчики", "девочки"), index=list(works))
        return score(answers(works), bank(*rows), "МА7"), groups

    return make


class TestFinding:
    def test_a_planted_item_is_found_and_only_it(self, work):
        table = dif_table(*work(harder=2.2), RULES).set_index("item")
        assert tuple(table.reset_index().columns) == DIF_COLUMNS
        assert table.loc["М-03", ["size", "verdict", "easier"]].tolist() == ["C", "сильное", "девочки"]
        assert table.loc["М-03", "gap"] < -15
        assert table.loc["М-03", "delta"] < -1.5
        assert table.loc["М-03", "odds_low"] > 1
        assert not table.drop("М-03")["verdict"].isin(["сильное", "умеренное", "неравномерное"]).any()

    def test_a_better_prepared_group_is_no_difference(self, work):
        table = dif_table(*work(gap=0.8, pupils=300), RULES)
        assert set(table["verdict"]) <= {"различий нет", "под вопросом"}
        assert (table["percent_focal"] > table["percent_reference"]).sum() > 8

    def test_purification_leaves_the_found_item_out_of_the_sum(self, work):
        table = dif_table(*work(harder=2.2), RULES).set_index("item")
        others = int(table.drop("М-03")["size"].isin(["B", "C"]).sum())
        assert table.loc["М-03", "matched"] == 12 - others
        clean = table[table["size"] == "A"]
        assert set(clean["matched"]) == {12 - others - 1}
        once = read_settings({"смещение": {"очисток": 0}}).dif
        assert set(dif_table(*work(harder=2.2), once)["matched"]) == {12}

    def test_partial_credit_goes_by_points(self, work):
        row = dif_table(*work(harder=1.6, top=3, pupils=240), RULES).set_index("item").loc["М-03"]
        assert row["size"] == "C"
        assert row["verdict"] == "сильное"
        assert np.isnan(row["odds"])
        assert row["size_logistic"] == ""

    def test_a_difference_that_turns_round_is_called_uneven(self, work):
        row = dif_table(*work(crossing=4.0, pupils=500, seed=3), RULES).set_index("item").loc["М-03"]
        assert row["crossing_p_holm"] < 0.05
        assert row["verdict"] in ("неравномерное", "сильное", "умеренное")

    def test_false_alarms_are_as_rare_as_promised(self, work):
        alarms = sum(
            (dif_table(*work(seed=seed, pupils=120, items=8), RULES)["verdict"] == "сильное").any()
            for seed in range(20)
        )
        assert alarms <= 2

    def test_changing_the_groups_turns_the_sign(self, work):
        scored, groups = work(harder=2.2)
        one, other = dif_table(scored, groups, RULES), dif_table(scored, groups, RULES, focal="девочки")
        assert one["delta"].to_numpy() == pytest.approx(-other["delta"].to_numpy())
        assert one["easier"].iloc[3] == other["easier"].iloc[3] == "девочки"


class TestVariants:
    def test_pupils_are_matched_within_their_variant(self, bank, answers):
        rng = np.random.default_rng(5)
        works, groups = {}, {}
        for n in range(200):
            variant, skill = n % 2 + 1, rng.normal()
            names = [f"М-{variant}{i}" for i in range(6)] + ["М-00"]
            works[f"У-{n:03d}/{variant}"] = [(i, None, float(skill + rng.normal() > 0)) for i in names]
            groups[f"У-{n:03d}"] = "мальчики" if n % 4 < 2 else "девочки"
        rows = [(f"М-{v}{i}", "Б", "р", None, 1) for v in (1, 2) for i in range(6)] + [("М-00", "Б", "р", None, 1)]
        table = dif_table(score(answers(works), bank(*rows), "МА7"), pd.Series(groups), RULES).set_index("item")
        assert table.loc["М-00", "n"] == 200
        assert table.loc["М-10", "n"] == 100
        assert table.loc["М-00", "verdict"] == "различий нет"


class TestGates:
    def test_how_many_are_lacking(self, work):
        table = dif_table(*work(pupils=60), RULES)
        assert set(table["verdict"]) == {"мало данных"}
        assert table["reason"].iloc[0] == (
            "Для сравнения нужно не меньше 40 учеников в группе: девочки — 30, не хватает 10; мальчики — 30, не "
            "хватает 10."
        )
        assert table[["gap", "p", "odds"]].isna().all(axis=None)

    def test_total(self, work):
        table = dif_table(*work(pupils=90), RULES)
        assert table["reason"].iloc[0] == "Учеников в двух группах 90, нужно не меньше 100: не хватает 10."

    def test_a_constant_item_is_said_to_be_constant(self, work):
        scored, groups = work()
        scored.scores["М-05"] = 1.0
        row = dif_table(scored, groups, RULES).set_index("item").loc["М-05"]
        assert row[["verdict", "reason"]].tolist() == ["мало данных", "Баллы у всех одинаковы: сравнивать нечего."]

    @pytest.mark.parametrize(
        ("groups", "words"),
        [
            (pd.Series({"У-000": "ж"}), "групп: 1"),
            (pd.Series({"чужой": "ж"}), "ни об одном ученике не известно"),
        ],
    )
    def test_not_two_groups(self, work, groups, words):
        scored, _ = work(pupils=20)
        with pytest.raises(MissingData, match=words):
            dif_table(scored, groups, RULES)

    def test_an_unknown_group(self, work):
        with pytest.raises(MissingData, match="Группы «взрослые»"):
            dif_table(*work(pupils=20), RULES, focal="взрослые")


class TestGroups:
    def test_sex_of_the_last_year_known(self):
        pupils = pd.DataFrame({"pupil": ["У-1", "У-2", "У-1"], "sex": ["м", "м", "ж"]})
        assert sex_groups(pupils).to_dict() == {"У-1": "девочки", "У-2": "мальчики"}

    def test_no_sex(self):
        with pytest.raises(MissingData, match="не заполнен столбец «Пол»"):
            sex_groups(pd.DataFrame({"pupil": ["У-1"], "sex": [None]}))

    def test_one_class_against_the_others(self):
        found = one_against_others(pd.Series({"У-1": "5 А", "У-2": "5 Б", "У-3": None}), "5 А")
        assert found.to_dict() == {"У-1": "5 А", "У-2": "остальные"}


class TestHolm:
    def test_by_hand(self):
        # .005·4 = .02; .01·3 = .03; .03·2 = .06; .04·1 → not below the one before
        found = holm(np.array([0.04, 0.005, np.nan, 0.03, 0.01]))
        assert found == pytest.approx([0.06, 0.02, np.nan, 0.06, 0.03], nan_ok=True)

    def test_against_statsmodels(self):
        multitest = pytest.importorskip("statsmodels.stats.multitest")
        p = np.random.default_rng(1).random(20) ** 3
        assert holm(p) == pytest.approx(multitest.multipletests(p, method="holm")[1])
