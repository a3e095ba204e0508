import numpy as np
import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.estimates import RESULT_COLUMNS
from workbook.fos.readiness import Evidence, conditions, fund, gather, verdict
from workbook.fos.results import results

DAY = pd.Timestamp("2026-03-15")


@pytest.fixture
def plan():
    rows = [
        ("МА7", "математика", "2026-04-20", "2026-03-12", "принято"),
        ("РУ7", "русский язык", "2026-04-20", "2026-05-01", "принято"),
        ("ФИ7", "физика", "2026-04-20", "2022-04-19", "доработать"),
        ("БИ7", "биология", "2026-04-20", None, None),
    ]
    frame = pd.DataFrame(rows, columns=["fos", "subject", "due", "revised", "expertise"])
    frame = frame.assign(title=None, grade=7, control_type="итоговый", version="1")
    return frame.astype({"due": "datetime64[us]", "revised": "datetime64[us]", "expertise": "str", "title": "str"})


@pytest.fixture
def tables(plan, bank, answers):
    """A good work: ten items of every ability, forty pupils, a specification that fits, two kind experts."""
    rng = np.random.default_rng(5)
    tiers = "ББББББППВВ"
    items = bank(*[(f"М-{n:02d}", tier, "к", "1", 1) for n, tier in enumerate(tiers)])
    hard = {"Б": -0.9, "П": 0.0, "В": 0.9}
    works = {}
    for number in range(120):
        skill = 1.5 * rng.normal()
        works[f"У-{number:03d}"] = [
            (f"М-{n:02d}", "1" if rng.random() < 1 / (1 + np.exp(-2 * (skill - hard[tier]))) else "0", None)
            for n, tier in enumerate(tiers)
        ]
    cells = [("Б", 6), ("П", 2), ("В", 2)]
    blueprint = pd.DataFrame(
        {"fos": "МА7", "content": "1.1", "content_title": "Числа", "skill": "2.1", "skill_title": "Считать",
         "tier": [tier for tier, _ in cells], "items": [n for _, n in cells], "score": [float(n) for _, n in cells]}
    )  # fmt: skip
    expertise = pd.DataFrame(
        [("МА7", expert, number, 2, None, DAY) for expert in ("Э-01", "Э-02") for number in range(1, 13)],
        columns=["fos", "expert", "criterion", "score", "comment", "date"],
    ).astype({"comment": "str"})
    return {
        "fos_plan": plan,
        "items": items,
        "responses": answers(works),
        "blueprint": blueprint,
        "expertise": expertise,
    }


class TestConditions:
    def test_a_good_work_may_be_used(self, tables, school, rules):
        checked = conditions(gather(school(**tables), "МА7", rules), rules).set_index("noun")
        assert checked["status"].eq("выполнено").all(), checked[["status", "reason"]]
        assert verdict(checked) == "можно применять"
        assert checked.loc["спецификация", "figure"] == "100\u00a0% мест"
        assert checked.loc["доли уровней", "figure"] == "Б 6 из 6, П 2 из 2, В 2 из 2"
        assert checked.loc["экспертиза", "figure"] == "24,0 из 24"

    def test_a_hole_sends_back_and_names_the_cell(self, tables, school, rules):
        tables["blueprint"].loc[0, "items"] = 7
        checked = conditions(gather(school(**tables), "МА7", rules), rules).set_index("noun")
        assert checked.loc["спецификация", ["status", "reason"]].tolist() == [
            "не выполнено", "Не хватает заданий: 1.1 × 2.1 × Б.",
        ]  # fmt: skip
        assert verdict(checked) == "доработать"

    def test_a_bad_item_beside_items_of_few_answers(self, rules):
        """«1 из 3» with one item named: about the other it is too early to judge."""
        items = pd.DataFrame({"item": ["М-00", "М-01", "М-02"], "action": ["hard", "keep", "collect"]})
        items["p_verdict"] = ["трудное", "в норме", "мало данных"]
        items["r_verdict"] = items["tier_verdict"] = ["в норме", "в норме", "мало данных"]
        row = conditions(Evidence("МА7", items=items), rules).set_index("noun").loc["трудность"]
        assert row["figure"] == "1 из 3 заданий"
        assert row["reason"].endswith(": М-00. О других судить рано: 1.")

    def test_few_answers_are_no_verdict_on_items(self, tables, school, rules):
        tables["responses"] = tables["responses"].iloc[:80]
        checked = conditions(gather(school(**tables), "МА7", rules), rules).set_index("noun")
        assert checked.loc[["ключи", "трудность", "различение", "надёжность"], "status"].eq("мало данных").all()
        assert verdict(checked) == "мало данных"

    def test_absent_tables_are_no_data(self, tables, school, rules):
        checked = conditions(gather(school(fos_plan=tables["fos_plan"]), "МА7", rules), rules).set_index("noun")
        assert checked.loc["срок обновления", "status"] == "выполнено"
        assert checked.loc["экспертиза", "reason"] == "По плану ФОС экспертиза принята; листов в данных нет."
        assert (checked["status"] == "мало данных").sum() == 7

    def test_nothing_at_all_is_said_in_one_sentence(self, school, rules):
        with pytest.raises(MissingData, match="О работе «МА7» нет данных"):
            gather(school(), "МА7", rules)


class TestFund:
    def test_in_date_and_accepted(self, plan, rules):
        table = fund(plan, rules).set_index("fos")
        assert table["updated"].tolist() == [True, False, False, False]
        assert table["lacking"].to_dict() == {
            "МА7": "",
            "РУ7": "обновлено позже срока",
            "ФИ7": "версия старше 3 лет; экспертиза вернула на доработку",
            "БИ7": "нет даты обновления; экспертизы не было",
        }


class TestResults:
    def test_rows_for_the_store(self, tables, school, rules):
        frame = results(gather(school(**tables), "МА7", rules), rules, fund(tables["fos_plan"], rules))
        assert tuple(frame.columns) == RESULT_COLUMNS
        row = frame.set_index("indicator")
        assert row.loc["fos-conditions-met", ["value", "verdict"]].tolist() == [100, "хорошо"]
        assert row.loc["fos-items-to-rework", "value"] == 0
        assert row.loc["fos-coverage-percent", "value"] == 100
        assert row.loc["fos-updated-percent", "value"] == 25
        assert row["headline"].sum() == 4

    def test_a_handful_of_works_counts_no_keys_and_no_tiers(self, tables, school, rules):
        """«0 ключей к проверке» of eight pupils would sound like «все ключи верны»."""
        tables["responses"] = tables["responses"].iloc[:80]
        row = results(gather(school(**tables), "МА7", rules), rules).set_index("indicator")
        asked = ["fos-items-to-rework", "fos-keys-to-check", "fos-tiers-refuted"]
        assert row.loc[asked, "value"].isna().all()
        assert row.loc[asked, "verdict"].eq("мало данных").all()

    def test_without_answers_only_what_is_known(self, tables, school, rules):
        frame = results(gather(school(fos_plan=tables["fos_plan"]), "МА7", rules), rules)
        assert frame["indicator"].tolist() == ["fos-conditions-met"]
        assert frame["verdict"].tolist() == ["мало данных"]
