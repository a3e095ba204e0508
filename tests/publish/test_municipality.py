"""A notebook of the municipality: planned once, made after the schools, made again when the store has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workbook.errors import RunFailed
from workbook.publish import RunOptions, make_plan, read_journal, run
from workbook.publish.jobs import MUNICIPALITY
from workbook.store import Store

SHARED = 'reports: str = ""  # Папка отчётов'
OWN = """
from IPython.display import display
row = dict(indicator="answer", title="Ответ", value={value}, group="", low=None, high=None, n=30, unit="%",
           headline=True, verdict="", note="")
made = {{"application/vnd.workbook.results+json": [row], "text/html": "<p>Показатели</p>", "text/plain": "r"}}
display(made, raw=True)
"""
READS = """
import os
from pathlib import Path
from workbook.store import Store
rows = Store(Path(os.environ["WORKBOOK_REPORTS"])).rows()
print("школы:", *rows["school"], "данные:", os.path.basename(os.environ["WORKBOOK_DATA"]))
"""


class TestPlan:
    def test_once_for_all_schools(self, notebook: Callable[..., Path], schools: Path) -> None:
        plan = make_plan([notebook("10_a"), notebook("90_b", parameters=SHARED)], schools)
        assert [job.name for job in plan.municipal] == [f"{MUNICIPALITY}/90_b"]
        assert len(plan.jobs) == 4
        assert len(plan) == len(list(plan)) == 5
        assert plan.municipal[0].folder == schools

    def test_only_this_school_means_so(self, notebook: Callable[..., Path], schools: Path) -> None:
        paths = [notebook("10_a"), notebook("90_b", parameters=SHARED)]
        assert not make_plan(paths, schools, schools=["alfa"]).municipal
        assert len(make_plan(paths[1:], schools, schools=["alfa"]).municipal) == 1

    def test_alone_it_asks_for_no_school(self, notebook: Callable[..., Path], schools: Path) -> None:
        assert not make_plan([notebook("90_b", parameters=SHARED)], schools).jobs

    def test_shared_tables_belong_to_its_key(self, notebook: Callable[..., Path], schools: Path) -> None:
        path = notebook("90_b", parameters=SHARED)
        before = make_plan([path], schools).municipal[0].key
        (schools / "schools.csv").write_text("Код школы\nalfa\n", encoding="utf-8")
        assert make_plan([path], schools).municipal[0].key != before

    def test_the_reports_folder_is_not_a_parameter_of_a_run(self, notebook: Callable[..., Path], schools: Path) -> None:
        with pytest.raises(RunFailed, match="задаётся выбором школ и папки с данными"):
            make_plan([notebook("90_b", parameters=SHARED)], schools, texts={"reports": "/"})


@pytest.mark.slow
def test_it_follows_the_schools(notebook: Callable[..., Path], schools: Path, tmp_path: Path) -> None:
    out = tmp_path / "отчёты"
    paths = [notebook("10_a", OWN.format(value=1)), notebook("90_b", READS, parameters=SHARED)]
    options = RunOptions(workers=1)
    first = run(make_plan(paths, schools), out, options)
    assert (first.exit_status, len(first.entries)) == (0, 5)
    page = (out / MUNICIPALITY / "90_b.html").read_text(encoding="utf-8")
    assert "школы: alfa beta данные: данные школ" in page
    assert "По всем школам вместе" in (out / "index.html").read_text(encoding="utf-8")

    second = run(make_plan(paths, schools), out, options)
    assert (second.entries, second.skipped) == ((), 5)

    notebook("10_a", OWN.format(value=2))
    third = run(make_plan(paths, schools), out, options)
    assert [entry.slug for entry in third.entries] == ["90_b", "10_a", "10_a"]
    assert Store(out).rows()["value"].tolist() == [2, 2]
    assert {entry.school for entry in read_journal(out)} == {"alfa", "beta", MUNICIPALITY}
