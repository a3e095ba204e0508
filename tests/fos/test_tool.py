from dataclasses import dataclass, field

import pandas as pd
import pytest

from workbook import fos
from workbook.errors import MissingData, Reason
from workbook.fos import tool as tool_of
from workbook.settings import Settings


@dataclass(eq=False)
class School:
    tables: dict[str, pd.DataFrame]
    settings: Settings = field(default_factory=Settings)
    year: str = "2025/2026"

    def __getitem__(self, name: str) -> pd.DataFrame:
        if name not in self.tables:
            raise MissingData(f"Не хватает таблицы {name}.", Reason.TABLE_MISSING, (name,))
        return self.tables[name]


@pytest.fixture
def kit(bank, answers):
    """Make a school of 40 pupils with two works of one subject and one of another."""

    def make(**more):
        works = {f"У-{n:03d}": [(f"М-{i}", "АБ"[(n * i) % 3 == 1], None) for i in range(6)] for n in range(40)}
        other = {f"У-{n:03d}": [(f"М-{i}", "АБ"[(n + i) % 4 == 1], None) for i in range(6)] for n in range(20)}
        responses = pd.concat([answers(works), answers(other, "МА7-2"), answers(other, "ФИ7")], ignore_index=True)
        plan = pd.DataFrame(
            {"fos": ["МА7", "МА7-2", "ФИ7", "МА7-3"],
             "subject": ["математика", "математика", "физика", "математика"], "grade": 7}
        )  # fmt: skip
        return School({"items": bank(*[(f"М-{i}", "Б", "в", "А", 1) for i in range(6)]), "responses": responses,
                       "fos_plan": plan, **more})  # fmt: skip

    return make


class TestOnce:
    def test_the_same_tool_each_time(self, kit):
        school = kit()
        assert tool_of(school, "МА7") is tool_of(school, "МА7")
        assert tool_of(school, "МА7").scored is tool_of(school, "МА7").scored
        assert tool_of(kit(), "МА7") is not tool_of(school, "МА7")


class TestGaps:
    def test_without_pupils_there_is_no_comparison_but_cards(self, kit):
        tool = tool_of(kit(), "МА7")
        with pytest.raises(MissingData, match="pupils"):
            tool.dif  # noqa: B018
        assert len(tool.passports) == 6
        assert all(card.dif == {} for card in tool.passports)

    def test_an_unknown_work(self, kit):
        with pytest.raises(MissingData, match="«РУ5»"):
            tool_of(kit(), "РУ5").scored  # noqa: B018


class TestGroups:
    def test_works_of_the_same_subject_and_grade(self, kit):
        assert list(tool_of(kit(), "МА7").works) == ["МА7", "МА7-2"]
        assert list(tool_of(kit(), "ФИ7").works) == ["ФИ7"]

    def test_only_pupils_of_the_grade_now(self, kit):
        pupils = pd.DataFrame(
            {"year": "2025/2026", "pupil": [f"У-{n:03d}" for n in range(40)],
             "class_": ["7 А"] * 10 + ["8 А"] * 30, "left": pd.NaT, "sex": None}
        )  # fmt: skip
        assert len(tool_of(kit(pupils=pupils), "МА7").level_groups) == 10
        assert len(tool_of(kit(), "МА7").level_groups) == 40


class TestResults:
    def test_what_rests_on_answers_is_stored(self, kit):
        school = kit()
        school.tables.pop("fos_plan")
        tool = tool_of(school, "МА7")
        table = fos.results(tool.evidence, school.settings.fos, None, tool).set_index("indicator")
        assert {"fos-omega", "fos-sum-gap", "fos-dif-items", "fos-calibrated-items"} <= set(table.index)
        assert table.loc["fos-dif-items", "verdict"] == "мало данных"
        assert table["headline"].sum() <= 4
