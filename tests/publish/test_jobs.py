"""Planning: what is refused, and what makes a key change."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from workbook.errors import DataRefused, Reason, RunFailed
from workbook.publish.inputs import text_digest
from workbook.publish.jobs import CHECK, Job, make_plan

Make = Callable[..., Path]
PARAMETERS = 'school: str = "a"\nshare: float = 50.0  # Доля'


def keys(plan) -> dict[str, str]:
    return {job.name: job.key for job in plan}


class TestPlan:
    def test_the_check_of_the_data_comes_before_the_reports(self, notebook: Make, schools: Path) -> None:
        plan = make_plan([notebook("10_a"), notebook("20_b")], schools)
        assert [job.name for job in plan] == [
            "alfa/problems", "alfa/10_a", "alfa/20_b", "beta/problems", "beta/10_a", "beta/20_b",
        ]  # fmt: skip
        assert plan.jobs[0].slug == CHECK
        assert plan.jobs[1].title == "Малый отчёт"
        assert plan.jobs[1].school_title == "Школа «Альфа»"

    def test_one_school_by_its_own_folder(self, notebook: Make, schools: Path) -> None:
        assert [job.school for job in make_plan([notebook("10_a")], schools / "beta")] == ["beta", "beta"]

    def test_other_values_are_another_report(self, notebook: Make, schools: Path) -> None:
        path = notebook("10_a", parameters=PARAMETERS)
        usual = make_plan([path], schools, parameters={"share": 50.0})
        other = make_plan([path], schools, texts={"share": "62,5"})
        assert usual.jobs[1].variant == ""
        assert len(other.jobs[1].variant) == 6
        assert other.jobs[1].given == {"school": "alfa", "share": 62.5}

    def test_a_bad_folder_name_is_refused(self, notebook: Make, schools: Path) -> None:
        (schools / "Школа 5").mkdir()
        (schools / "Школа 5" / "school.yml").write_text("название: x", encoding="utf-8")
        with pytest.raises(DataRefused, match="Папка школы «Школа 5»: имя не подходит") as caught:
            make_plan([notebook("10_a")], schools)
        assert caught.value.reason is Reason.SCHOOL_ID

    @pytest.mark.parametrize("name", ["../x", "Alfa", "a" * 33, ""])
    def test_a_bad_id_is_refused(self, notebook: Make, schools: Path, name: str) -> None:
        with pytest.raises(DataRefused):
            make_plan([notebook("10_a")], schools, schools=[name])

    def test_an_unknown_school_offers_the_nearest(self, notebook: Make, schools: Path) -> None:
        with pytest.raises(DataRefused, match="имелась в виду «alfa»"):
            make_plan([notebook("10_a")], schools, schools=["alf"])

    def test_no_schools(self, notebook: Make, tmp_path: Path) -> None:
        (tmp_path / "пусто").mkdir()
        with pytest.raises(DataRefused, match="нет ни одной школы"):
            make_plan([notebook("10_a")], tmp_path / "пусто")

    def test_a_notebook_without_a_school_is_refused(self, notebook: Make, schools: Path) -> None:
        with pytest.raises(RunFailed, match="нет параметра «school: str»"):
            make_plan([notebook("10_a", parameters="x = 1")], schools)

    def test_the_plan_alone_gives_the_school(self, notebook: Make, schools: Path) -> None:
        with pytest.raises(RunFailed, match="задаётся выбором школ"):
            make_plan([notebook("10_a")], schools, parameters={"school": "beta"})

    def test_not_a_notebook(self, tmp_path: Path, schools: Path) -> None:
        (tmp_path / "x.ipynb").write_text("{", encoding="utf-8")
        with pytest.raises(RunFailed, match="не читается как тетрадь"):
            make_plan([tmp_path / "x.ipynb"], schools)
        with pytest.raises(RunFailed, match="такого файла нет"):
            make_plan([tmp_path / "y.ipynb"], schools)

    def test_names_that_collide(self, notebook: Make, schools: Path) -> None:
        with pytest.raises(RunFailed, match="занято"):
            make_plan([notebook("problems")], schools)
        with pytest.raises(RunFailed, match="с одним именем"):
            make_plan([notebook("10_a"), notebook("10_a")], schools)


class TestKey:
    def test_nothing_changed(self, notebook: Make, schools: Path) -> None:
        path = notebook("10_a", "x = 1")
        before = keys(make_plan([path], schools))
        notebook("10_a", "x = 1")  # written anew: other cell ids, same words
        assert keys(make_plan([path], schools)) == before

    def test_one_school_s_data_change_its_own_keys_only(self, notebook: Make, schools: Path) -> None:
        path = notebook("10_a")
        before = keys(make_plan([path], schools))
        (schools / "alfa" / "classes.csv").write_text("класс\n7 А\n", encoding="utf-8")
        after = keys(make_plan([path], schools))
        assert {name for name in before if before[name] != after[name]} == {"alfa/problems", "alfa/10_a"}

    def test_a_cell_changes_its_notebook_only(self, notebook: Make, schools: Path) -> None:
        paths = [notebook("10_a"), notebook("20_b")]
        before = keys(make_plan(paths, schools))
        notebook("20_b", "x = 2")
        after = keys(make_plan(paths, schools))
        assert {name for name in before if before[name] != after[name]} == {"alfa/20_b", "beta/20_b"}

    def test_the_school_s_own_rules_count(self, notebook: Make, schools: Path) -> None:
        path = notebook("10_a")
        before = keys(make_plan([path], schools, schools=["alfa"]))
        with (schools / "alfa" / "school.yml").open("a", encoding="utf-8") as file:
            file.write("методика: {версия: 2}\n")
        after = keys(make_plan([path], schools, schools=["alfa"]))
        assert all(before[name] != after[name] for name in before)

    def test_where_the_folder_lies_does_not_count(self, notebook: Make, schools: Path, tmp_path: Path) -> None:
        path = notebook("10_a")
        before = keys(make_plan([path], schools))
        schools.rename(tmp_path / "переехали")
        assert keys(make_plan([path], tmp_path / "переехали")) == before


def test_key_is_that_of_the_parts_as_json() -> None:
    parts = {"inputs": "0f", "«кавычки»": 'а"\\\n', "b": ""}
    job = Job("shkola-7", "Школа", CHECK, "Проверка", "", None, Path(), {}, parts)
    assert job.key == text_digest(json.dumps(dict(sorted(parts.items()))))
