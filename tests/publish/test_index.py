"""The index: what the journal says and nothing more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from workbook.publish.index import write_index
from workbook.publish.inputs import file_digest
from workbook.publish.jobs import Plan, make_plan
from workbook.publish.journal import HIDDEN, Journal
from workbook.publish.staging import write_whole
from workbook.publish.store import results_bytes, results_name

FACTS = {
    "title": "Школа <b>№ 7</b>", "year": "2025/2026", "municipality": "Заречный район",
    "settings": {"title": "Наша", "version": "2", "digest": "abc"},
    "problems": {"исправлено": 1, "ошибка": 2, "предупреждение": 0},
}  # fmt: skip


@pytest.fixture
def plan(notebook: Callable[..., Path], schools: Path) -> Plan:
    return make_plan([notebook("10_a", title="Отчёт <script>")], schools)


@pytest.fixture
def page(plan: Plan, tmp_path: Path) -> str:
    out = tmp_path / "отчёты"
    (out / HIDDEN).mkdir(parents=True)
    journal = Journal(out)
    check, report, other_check, other = plan.jobs
    for job in plan:
        journal.planned(job)
    rows = [
        {
            "indicator": "quality",
            "title": "Качество",
            "value": 58.04,
            "unit": "%",
            "headline": True,
            "verdict": "внимание",
        },
        {"indicator": "mean", "title": "Средняя", "value": 3.655, "unit": "отметка", "headline": True, "group": "7 А"},
        {"indicator": "detail", "title": "Подробность", "value": 1, "headline": False},
        {"indicator": "none", "title": "Нет данных о", "value": None, "unit": "%", "headline": True},
    ]
    whose = {"run": report.key, "school": "alfa", "school_title": "", "notebook": "10_a", "variant": "", "year": ""}
    stored = results_name("10_a", "alfa", "")
    write_whole(out / stored, results_bytes(rows, whose))
    for job, names in ((check, []), (report, [stored])):
        names = [f"{job.name}.html", *names]
        write_whole(out / names[0], b"x")
        journal.done(job, {name: file_digest(out / name) for name in names}, FACTS, 1.0, 0)
    journal.failed(other_check, {"reason": "file-missing", "message": "Файла нет."}, 0, 0)
    journal.failed(
        other, {"reason": "run-code", "message": "Ячейка 3: <i>сбой</i>.", "cell": 3, "incident": "A1"}, 0, 0
    )
    journal.close()
    return write_index(out).read_text(encoding="utf-8")


class TestIndex:
    def test_states_and_links(self, page: str) -> None:
        assert 'href="alfa/10_a.html">открыть отчёт</a> <span class="wbp-state wbp-ok">готов</span>' in page
        assert 'href="alfa/problems.html">проверка данных</a>' in page
        assert "beta/10_a.html" not in page
        assert '<span class="wbp-state wbp-bad">ошибка</span>' in page
        assert "нет данных</span>" in page
        assert "Готово 1\N{NO-BREAK SPACE}отчёт из 2, с ошибкой 1." in page

    def test_key_figures(self, page: str) -> None:
        assert "Качество: <b>58,0\N{NO-BREAK SPACE}%</b> · внимание" in page
        assert "Средняя (7 А): <b>3,66</b>" in page
        assert "Нет данных о: <b>—</b>" in page
        assert "Подробность" not in page

    def test_problems_of_the_data_worst_first(self, page: str) -> None:
        assert page.index("<b>2</b> ошибки") < page.index("<b>1</b> исправление")
        assert "предупрежден" not in page

    def test_reasons_rules_and_whose_decision(self, page: str) -> None:
        assert "<td>Ячейка 3: &lt;i&gt;сбой&lt;/i&gt;.</td>" in page
        assert "Наша, версия 2 (abc)" in page
        assert "Черновик — решение принимает человек." in page

    def test_text_stays_text(self, page: str) -> None:
        assert "Школа &lt;b&gt;№ 7&lt;/b&gt;" in page
        assert "<script" not in page


def test_an_empty_folder(tmp_path: Path) -> None:
    assert "Отчётов пока нет." in write_index(tmp_path).read_text(encoding="utf-8")


def test_very_many_schools_are_divided(
    monkeypatch: pytest.MonkeyPatch, notebook: Callable[..., Path], make_school: Callable[..., Path], tmp_path: Path
) -> None:
    monkeypatch.setattr("workbook.publish.index._SCHOOLS_A_PAGE", 2)
    root, out = tmp_path / "данные", tmp_path / "отчёты"
    for name in ("a", "b", "c", "d", "e"):
        make_school(root / name)
    (out / HIDDEN).mkdir(parents=True)
    (out / "index-9.html").write_text("прежний", encoding="utf-8")
    journal = Journal(out)
    for job in make_plan([notebook("10_a")], root):
        journal.planned(job)
    journal.close()
    first = write_index(out).read_text(encoding="utf-8")
    assert '<b>a … b</b> · <a href="index-2.html">c … d</a> · <a href="index-3.html">e … e</a>' in first
    assert "Школа b" in first
    assert "Школа c" not in first
    assert "Школа e" in (out / "index-3.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in out.glob("index*")) == ["index-2.html", "index-3.html", "index.html"]
