"""Facts of works, people and topics on tables that can be counted by hand."""

import numpy as np
import pandas as pd
import pytest

from workbook.settings import Settings, read_settings
from workbook.vsoko.deficit_items import NOT_SYSTEMIC, ONE_ITEM, topic_facts
from workbook.vsoko.deficit_people import competence_facts, motivation_facts, satisfaction_facts
from workbook.vsoko.deficit_works import across_facts, attendance_facts, low_result_facts, risk_facts
from workbook.vsoko.facts import fos_facts, reference_facts

RULES = Settings()
YEAR = "2025/2026"


def works(marks: list[str | None], **given: object) -> pd.DataFrame:
    """Return one work a pupil; None did not write it."""
    table = pd.DataFrame({"pupil": [f"У-{n}" for n in range(len(marks))], "mark": marks})
    table["primary_score"] = [np.nan if mark is None else 10.0 for mark in marks]
    plain = {"year": YEAR, "procedure": "ВПР", "grade": 7, "subject": "физика", "max_score": 20.0, "test_score": np.nan}
    return table.assign(**(plain | given))


class TestWorks:
    def test_low_results_are_a_share_of_works(self):
        row = low_result_facts(works(["2", "3", "4", "5", None]), RULES).iloc[0]
        assert (row["fact"], row["n"], row["group"]) == (75.0, 4, "ВПР, 7 класс")

    def test_attendance_counts_the_list(self):
        row = attendance_facts(works(["3", "4", "5", None]), RULES).iloc[0]
        assert (row["fact"], row["n"]) == (75.0, 4)

    def test_a_list_of_writers_says_nothing_of_those_absent(self):
        assert attendance_facts(works(["3", "4"]), RULES).empty

    def test_works_across_subjects_have_their_own_row(self):
        table = works([None] * 12, procedure="метапредметная", subject="читательская грамотность")
        table["primary_score"] = [5.0] * 6 + [7.0] * 6
        row = across_facts(table, RULES).iloc[0]
        assert (row["fact"], row["group"]) == (30.0, "читательская грамотность, 7 класс")
        assert low_result_facts(table, RULES).empty

    def test_an_exam_is_compared_in_its_own_points(self):
        exams = works([None] * 12, procedure="ЕГЭ", grade=11, test_score=[50.0] * 6 + [60.0] * 6)
        exams["primary_score"] = 10.0
        references = pd.DataFrame(
            {"procedure": "ЕГЭ", "year": YEAR, "grade": 11, "subject": "физика", "territory": "регион",
             "unit": ["процент выполнения", "тестовый балл"], "mean": [70.0, 58.0]}
        )  # fmt: skip
        (row,) = (row for _, row in reference_facts(exams, references, RULES).iterrows())
        assert row["unit"] == "баллы"
        assert (row["key"], row["indicator"]) == ("экзамены", "Средний балл (ЕГЭ)")
        assert (row["fact"], row["target"]) == (55.0, 58.0)


class TestRisk:
    PUPILS = pd.DataFrame({"pupil": ["У-0", "У-1", "У-2", "У-9"], "class_": "7 А"})

    def test_two_subjects_make_a_risk_one_subject_twice_does_not(self):
        records = pd.DataFrame(
            {"pupil": ["У-0", "У-0", "У-1", "У-2"], "subject": ["физика", "химия", "физика", "физика"],
             "mark": ["2", "н/а", "2", "4"], "in_n": 1}
        )  # fmt: skip
        row = risk_facts(records, works(["3", "2", "3"]), self.PUPILS, RULES).iloc[0]
        # У-0 has two subjects, У-1 has physics twice, У-9 is unknown
        assert (row["fact"], row["n"]) == (pytest.approx(200 / 3), 3)

    def test_the_school_sets_how_many(self):
        rules = read_settings({"дефициты": {"низких_для_риска": 1}})
        empty = pd.DataFrame(columns=["pupil", "subject", "mark", "in_n"])
        assert risk_facts(empty, works(["2", "3", "4"]), self.PUPILS, rules)["fact"].item() == pytest.approx(200 / 3)


class TestPeople:
    def survey(self, values: list[float], **given: object) -> pd.DataFrame:
        plain = {"wave": "конец", "group": "ученики", "instrument": "мотивация", "question": "итог"}
        table = pd.DataFrame({"respondent": [f"У-{n}" for n in range(len(values))], "value": values})
        return table.assign(**(plain | given))

    def test_inner_motivation_begins_with_eleven(self):
        pupils = pd.DataFrame({"pupil": [f"У-{n}" for n in range(12)], "level": "ООО"})
        row = motivation_facts(self.survey([11.0] * 6 + [10.0] * 6), pupils, RULES).iloc[0]
        assert (row["group"], row["fact"], row["n"]) == ("ООО", 50.0, 12)

    def test_a_group_that_cannot_hide_gives_no_fact(self):
        pupils = pd.DataFrame({"pupil": [f"У-{n}" for n in range(9)], "level": "СОО"})
        assert motivation_facts(self.survey([11.0] * 9), pupils, RULES).empty

    def test_the_last_wave_is_read(self):
        early = self.survey([1.0] * 12, wave="начало", instrument="удовлетворённость", question="1", group="родители")
        late = self.survey([4.0] * 9 + [2.0] * 3, instrument="удовлетворённость", question="1", group="родители")
        table = satisfaction_facts(pd.concat([early, late]), RULES)
        # one question only: the question's row would repeat the group's
        assert table[["group", "fact"]].values.tolist() == [["родители", 75.0]]

    def test_questions_stand_beside_the_whole(self):
        asked = [self.survey([value] * 12, instrument="удовлетворённость", question=question)
                 for question, value in (("1", 4.0), ("2", 1.0))]  # fmt: skip
        table = satisfaction_facts(pd.concat(asked), RULES).set_index("group")["fact"]
        assert table.to_dict() == {"ученики": 50.0, "ученики, вопрос 1": 100.0, "ученики, вопрос 2": 0.0}

    def test_a_domain_counts_teachers_without_a_deficit(self):
        common = pd.DataFrame({"domain": ["оценочная", "ИКТ"], "n": [12, 4], "below": [3, 1]})
        table = competence_facts(common, "конец", RULES)
        assert table[["group", "fact", "n"]].values.tolist() == [["оценочная область", 75.0, 12]]


class TestTopics:
    ITEMS = pd.DataFrame(
        {"item": list("abcd"), "subject": "физика", "grade": 9, "content": ["1.1", "1.1", "1.2", "0"],
         "skill": ["1", "1", "1", "0"], "tier": ["Б", "П", "Б", "Б"], "max_score": [1.0, 1.0, 1.0, 1.0]}
    )  # fmt: skip

    def answers(self, *right: int) -> pd.DataFrame:
        rows = [("Т", f"У-{n}", item, float(n < count)) for item, count in zip("abcd", right, strict=True)
                for n in range(20)]  # fmt: skip
        return pd.DataFrame(rows, columns=["test", "pupil", "item", "score"])

    def test_thresholds_are_weighed_and_most_items_must_be_red(self):
        # a: 10 of 20 (50 < 57 red), b: 4 of 20 (20 < 28,5 red), c: 11 of 20 (55 red); d has no code
        table = topic_facts(self.answers(10, 4, 11, 0), self.ITEMS, None, RULES).set_index("group")
        assert table["target"].to_dict() == {"Т: 1.1": 45.0, "Т: 1.2": 60.0, "Т: 1": 50.0}
        assert table.loc["Т: 1.1", ["fact", "doubt"]].tolist() == [35.0, ""]
        assert table.loc["Т: 1.2", "doubt"] == ONE_ITEM
        assert table.loc["Т: 1", "source"] == "Ответы на задания, физика, 9 класс; красных 3 из 3"

    def test_half_of_the_items_is_no_majority(self):
        table = topic_facts(self.answers(10, 20, 11, 0), self.ITEMS, None, RULES).set_index("group")
        assert table.loc["Т: 1.1", "doubt"] == NOT_SYSTEMIC

    def test_the_zone_of_uncertainty_is_not_red(self):
        # 58 % of a base item lies between 57 and 60
        rows = [("Т", f"У-{n}", item, float(n < 29)) for item in "ac" for n in range(50)]
        answers = pd.DataFrame(rows, columns=["test", "pupil", "item", "score"])
        table = topic_facts(answers, self.ITEMS, None, RULES).set_index("group")
        assert table.loc["Т: 1", ["fact", "doubt"]].tolist() == [58.0, NOT_SYSTEMIC]

    def test_the_codifier_names_topics(self):
        codifier = pd.DataFrame({"subject": ["физика"], "grade": [9], "kind": ["КЭС"], "code": ["1.1"],
                                 "title": ["Законы Ньютона"]})  # fmt: skip
        groups = topic_facts(self.answers(10, 4, 11, 0), self.ITEMS, codifier, RULES)["group"].tolist()
        assert groups == ["Т: 1.1 Законы Ньютона", "Т: 1.2", "Т: 1"]


def test_external_works_are_not_the_schools_to_renew():
    plan = pd.DataFrame(
        {"subject": "физика", "control_type": ["итоговый", "внешний"], "due": pd.to_datetime(["2026-04-20"] * 2),
         "revised": pd.to_datetime(["2026-03-12", None]), "expertise": ["принято", None]}
    )  # fmt: skip
    row = fos_facts(plan, YEAR, RULES).iloc[0]
    assert (row["fact"], row["n"]) == (100.0, 1)
