import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook import fos
from workbook.errors import MissingData
from workbook.fos.distractors import option_table
from workbook.fos.scoring import State, accepted, normalise, score

FOUR = (
    ("М-1", "Б", "в", "Б", 1), ("М-2", "Б", "к", "0,5", 1), ("М-10", "П", "р", None, 2), ("М-11", "В", "в", "А", 1),
)  # fmt: skip


def work(*given):
    """Pair the four items with what was given: a letter, a number of points or None."""
    names = [row[0] for row in FOUR]
    return [
        (item, value if isinstance(value, str) else None, value if isinstance(value, (int, float)) else None)
        for item, value in zip(names, given, strict=True)
    ]


class TestNormalise:
    @pytest.mark.parametrize(
        ("answer", "key", "plain"),
        [
            (" б ", "Б", "б"), ("0,50", "0,5", "0.5"), (".5", "0,5", ".5"), ("− 3", "-3", "-3"), ("007", "7", "7"),
            ("B", "В", "в"), ("А", "A", "a"), ("Ёлка.", "елка", "елка"), ("1/2", "0,5", "1/2"), ("-0", "0", "0"),
            ("1000000", "1", "1000000"), ("«да»", "да", "да"),
        ],
    )  # fmt: skip
    def test_cases(self, answer, key, plain):
        assert normalise(answer, key) == plain

    @given(st.text(max_size=12), st.sampled_from(["Б", "B", "5", ""]))
    def test_is_idempotent(self, text, key):
        once = normalise(text, key)
        assert normalise(once, key) == once


class TestScore:
    def test_scores_by_key_and_by_given_points(self, bank, answers):
        scored = score(answers({"У-1": work("б", "0.50", 2, "A"), "У-2": work("В", "5", 1, "Г")}), bank(*FOUR), "МА7")
        assert scored.scores.loc["У-1"].tolist() == [1, 1, 2, 1]
        assert scored.scores.loc["У-2"].tolist() == [0, 0, 1, 0]
        assert scored.states.loc["У-2"].tolist() == ["неверно", "неверно", "частично", "неверно"]

    def test_blank_inside_is_missed_and_at_the_end_not_reached(self, bank, answers):
        scored = score(
            answers({"У-1": work(None, "0,5", None, None), "У-2": work("Б", "1", 0, "А")}), bank(*FOUR), "МА7"
        )
        assert scored.states.loc["У-1"].tolist() == [State.BLANK, State.RIGHT, State.NOT_REACHED, State.NOT_REACHED]
        assert scored.scores.loc["У-1", "М-1"] == 0
        assert scored.scores.loc["У-1", ["М-10", "М-11"]].isna().all()
        assert scored.forms()[""].loc["У-1"].tolist() == [0, 1, 0, 0]

    def test_a_zero_without_an_answer_is_a_blank_where_others_answers_are_recorded(self, bank, answers):
        works = {"У-1": [("М-1", None, 0), ("М-2", "0,5", 1)], "У-2": [("М-1", "Б", 1), ("М-2", "1", 0)]}
        assert score(answers(works), bank(*FOUR), "МА7").states.loc["У-1", "М-1"] == State.BLANK
        points_only = {"У-1": [("М-1", None, 0), ("М-2", None, 1)]}
        assert score(answers(points_only), bank(*FOUR), "МА7").states.loc["У-1", "М-1"] == State.WRONG

    def test_whole_blank_work_is_absent(self, bank, answers):
        scored = score(
            answers({"У-1": work("Б", "1", 1, "А"), "У-2": work(None, None, None, None)}), bank(*FOUR), "МА7"
        )
        assert scored.absent == ("У-2",)
        assert list(scored.scores.index) == ["У-1"]

    def test_items_of_another_variant_are_missing_by_design(self, bank, answers):
        works = {
            "У-1/1": [("М-1", "Б", None), ("М-2", "0,5", None)],
            "У-2/2": [("М-1", "А", None), ("М-11", "А", None)],
            "У-3/2": [("М-11", "А", None)],
        }
        scored = score(answers(works), bank(*FOUR), "МА7")
        assert scored.states.loc["У-1", "М-11"] == State.DESIGN
        assert scored.states.loc["У-3", "М-1"] == State.BLANK  # its variant holds the item, the row is lacking
        assert {name: list(matrix.columns) for name, matrix in scored.forms().items()} == {
            "1": ["М-1", "М-2"], "2": ["М-1", "М-11"],
        }  # fmt: skip

    def test_impossible_rows_are_set_aside_with_a_reason(self, bank, answers):
        works = {
            "У-1": [("М-1", "Б", None), ("М-10", None, 3), ("М-99", "А", None)],
            "У-2": [("М-1", "Б", None), ("М-1", "В", None), ("М-10", "решение", None)],
            "У-3": [("М-1", "Б", None), ("М-1", "б", None), ("М-10", None, 1)],
        }
        scored = score(answers(works), bank(*FOUR), "МА7")
        reasons = scored.refused.set_index(["pupil", "item"])["reason"].groupby(level=[0, 1]).first()
        assert reasons["У-1", "М-10"] == "балл больше максимального (2)"
        assert reasons["У-1", "М-99"] == "задания нет в банке"
        assert reasons["У-2", "М-1"] == "ученик записан дважды с разными ответами"
        assert reasons["У-2", "М-10"] == "ответ есть, но балла нет и ключа для проверки нет"
        assert reasons["У-3", "М-1"] == "строка повторяется, учтена один раз"
        assert scored.states.loc["У-2", "М-1"] == State.REFUSED
        assert scored.states.loc["У-3", "М-1"] == State.RIGHT
        assert list(scored.forms()[""].index) == ["У-3"]

    def test_a_pupil_with_two_variants_is_set_aside(self, bank, answers):
        works = {"У-1/1": [("М-1", "Б", None)], "У-1/2": [("М-2", "0,5", None)], "У-2/1": [("М-1", "А", None)]}
        scored = score(answers(works), bank(*FOUR), "МА7")
        assert list(scored.scores.index) == ["У-2"]
        assert set(scored.refused["reason"]) == {"у ученика указаны два варианта работы"}

    def test_order_is_that_of_the_file_or_natural(self, bank, answers):
        kept = answers(
            {"У-1": [("М-10", None, 1), ("М-2", "0,5", None)], "У-2": [("М-10", None, 1), ("М-2", "1", None)]}
        )
        assert list(score(kept, bank(*FOUR), "МА7").scores) == ["М-10", "М-2"]
        mixed = answers(
            {"У-1": [("М-10", None, 1), ("М-2", "0,5", None)], "У-2": [("М-2", "1", None), ("М-10", None, 1)]}
        )
        assert list(score(mixed, bank(*FOUR), "МА7").scores) == ["М-2", "М-10"]

    def test_conflicts_of_given_points_with_the_key_are_counted(self, bank, answers):
        works = {"У-1": [("М-1", "Г", 1)], "У-2": [("М-1", "Б", 0)], "У-3": [("М-1", "Б", 1)]}
        scored = score(answers(works), bank(*FOUR), "МА7")
        assert scored.items.loc["М-1", "key_conflicts"] == 2
        assert scored.scores["М-1"].tolist() == [1, 0, 1]

    @pytest.mark.parametrize("test", ["другая", "МА7"])
    def test_refuses_what_it_cannot_score(self, bank, answers, test):
        with pytest.raises(MissingData, match=test):
            score(answers({"У-1": [("Х-1", "Б", None)]}), bank(*FOUR), test)

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.lists(st.sampled_from(["Б", "В", None]), min_size=4, max_size=4), min_size=1, max_size=6))
    def test_every_cell_has_one_state_and_sums_agree(self, sheets):
        items = pd.DataFrame(
            {"item": [f"М-{n}" for n in range(4)], "content": "1", "skill": "1", "tier": "Б", "kind": "выбор ответа",
             "key": "Б", "options": 4, "max_score": 1.0, "minutes": 1.0}
        )  # fmt: skip
        rows = [
            ("Т", None, f"У-{p}", f"М-{i}", answer, np.nan)
            for p, sheet in enumerate(sheets)
            for i, answer in enumerate(sheet)
        ]
        frame = pd.DataFrame(rows, columns=["test", "variant", "pupil", "item", "answer", "score"])
        scored = score(frame.astype({"variant": "str", "answer": "str"}), items, "Т")
        assert scored.states.isin(list(State)).all(axis=None)
        assert (scored.scores.isna() == (scored.states == State.NOT_REACHED)).all(axis=None)
        assert np.nansum(scored.scores) == sum(sheet.count("Б") for sheet in sheets)
        assert len(scored.absent) == sum(not any(sheet) for sheet in sheets)


class TestShares:
    def test_rest_and_total_are_shares_of_the_own_variant(self, bank, answers):
        scored = score(answers({"У-1": work("Б", "1", 1, "А"), "У-2": work("Б", None, 2, None)}), bank(*FOUR), "МА7")
        assert scored.total_shares().tolist() == [3 / 5, 3 / 5]
        assert scored.rest_shares().loc["У-1"].tolist() == [2 / 4, 3 / 4, 2 / 3, 2 / 4]


class TestTests:
    def test_works_with_answers_come_first(self, answers, school):
        plan = pd.DataFrame(
            {
                "fos": ["МА7", "РУ7"],
                "title": ["Итоговая", None],
                "subject": ["математика", "русский язык"],
                "grade": [7, 7],
            }
        )
        blueprint = pd.DataFrame({"fos": ["РУ7", "МА7"]})
        found = fos.tests(
            school(responses=answers({"У-1": work("Б", "1", 1, "А")}), fos_plan=plan, blueprint=blueprint)
        )
        assert found == {
            "МА7": "МА7 — Итоговая, математика, 7 класс (1 уч.)",
            "РУ7": "РУ7 — работа, русский язык, 7 класс (без ответов)",
        }

    def test_nothing_handed_in(self, school):
        assert fos.tests(school()) == {}


class TestSeveralKeys:
    @pytest.mark.parametrize(
        ("key", "answers_of_key"),
        [
            ("Б", ("б",)),
            ("0,5 | 1/2", ("0.5", "1/2")),
            ("А|В", ("а", "в")),
            ("0,5|0.50", ("0.5",)),
            ("|x|", ("|x|",)),
            ("", ()),
            (None, ()),
            (float("nan"), ()),
        ],
    )
    def test_accepted(self, key, answers_of_key):
        assert accepted(key) == answers_of_key

    def test_accepting_again_changes_nothing(self):
        for key in ("0,5 | 1/2", "|x|", "А|В", "−3"):
            assert accepted("|".join(accepted(key))) == accepted(key)

    def test_any_of_them_is_right(self, bank, answers):
        works = {f"У-{n}": [("М-1", given, None)] for n, given in enumerate(("0,5", "1/2", "0,50", "2", "-3"))}
        scored = score(answers(works), bank(("М-1", "Б", "к", "0,5 | 1/2 | −3", 1)), "МА7")
        assert scored.scores["М-1"].tolist() == [1, 1, 1, 0, 1]
        assert scored.items.loc["М-1", "key"] == "0.5|1/2|-3"

    def test_both_options_of_a_choice_are_keys_in_the_table(self, bank, answers, rules):
        works = {f"У-{n}": [("М-1", "АВБ"[n % 3], None), ("М-2", "АБ"[n % 2], None)] for n in range(30)}
        scored = score(answers(works), bank(("М-1", "Б", "в", "А|В", 1), ("М-2", "Б", "в", "А", 1)), "МА7")
        table = option_table(scored, rules).query("item == 'М-1'").set_index("option")
        assert table["verdict"].loc[["а", "в"]].tolist() == ["ключ", "ключ"]
        assert table["count"].to_dict() == {"а": 10, "б": 10, "в": 10, "г": 0}


class TestTolerance:
    @pytest.mark.parametrize(("answer", "right"), [("3,14", 1), ("3.15", 1), ("3,13", 1), ("3,16", 0), ("три", 0)])
    def test_a_number_near_enough_is_right(self, bank, answers, answer, right):
        items = bank(("М-1", "Б", "к", "3,14 ± 0,01", 1), ("М-2", "Б", "к", "5", 1))
        scored = score(answers({"У-1": [("М-1", answer, None), ("М-2", "5", None)]}), items, "МА7")
        assert scored.scores.loc["У-1", "М-1"] == right
        assert (scored.answers.loc["У-1", "М-1"] == scored.items.loc["М-1", "key"]) == bool(right)


class TestDash:
    @pytest.mark.parametrize("dash", ["-", "—", "–", " − ", "---", "- -"])
    def test_a_dash_alone_is_a_blank(self, bank, answers, dash):
        works = {"У-1": [("М-1", dash, None), ("М-2", "5", None)], "У-2": [("М-1", "-3", None), ("М-2", "5", None)]}
        scored = score(answers(works), bank(("М-1", "Б", "к", "-3", 1), ("М-2", "Б", "к", "5", 1)), "МА7")
        assert scored.states["М-1"].tolist() == [State.BLANK, State.RIGHT]

    def test_a_sign_as_key_makes_the_dash_an_answer(self, bank, answers):
        works = {"У-1": [("М-1", "—", None), ("М-2", "5", None)], "У-2": [("М-1", "+", None), ("М-2", "5", None)]}
        scored = score(answers(works), bank(("М-1", "Б", "к", "−", 1), ("М-2", "Б", "к", "5", 1)), "МА7")
        assert scored.states["М-1"].tolist() == [State.RIGHT, State.WRONG]
