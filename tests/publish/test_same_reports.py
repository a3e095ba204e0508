"""`scripts/same_reports.py` sees one changed byte wherever it is, and overlooks only what it names."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"

NOTEBOOK: dict[str, Any] = {
    "cells": [
        {"cell_type": "markdown", "id": "t", "metadata": {}, "source": ["# Отчёт"]},
        {
            "cell_type": "code", "id": "injected-parameters", "execution_count": 1, "outputs": [],
            "metadata": {"tags": ["injected-parameters"]}, "source": ["# Значения\n", "school = 'shkola-7'"],
        },
        {
            "cell_type": "code", "id": "c", "execution_count": 2, "metadata": {}, "source": ["fos.look(school)"],
            "outputs": [
                {"output_type": "stream", "name": "stdout", "text": ["раз\n"]},
                {
                    "output_type": "display_data", "metadata": {},
                    "data": {"text/html": ["<p>\n", "0,71</p>"], "application/json": [{"value": 0.71}]},
                },
            ],
        },
    ],
    "metadata": {"language_info": {"version": "3.11"}}, "nbformat": 4, "nbformat_minor": 5,
}  # fmt: skip


@pytest.fixture(scope="module")
def same_reports():
    sys.path.insert(0, str(SCRIPTS))
    try:
        import same_reports

        yield same_reports
    finally:
        sys.path.remove(str(SCRIPTS))


def changed(change: Callable[[dict[str, Any]], object]) -> str:
    node = copy.deepcopy(NOTEBOOK)
    change(node)
    return json.dumps(node, ensure_ascii=False)


def output(node: dict[str, Any], number: int) -> dict[str, Any]:
    return node["cells"][2]["outputs"][number]


class TestNotebook:
    @pytest.mark.parametrize("way", ["here", "papermill"])
    @pytest.mark.parametrize(
        ("change", "place"),
        [
            (lambda node: output(node, 1)["data"].update({"text/html": ["<p>\n", "0,72</p>"]}), "вывод 2, text/html"),
            (lambda node: output(node, 1)["data"].pop("application/json"), "вывод 2, application/json"),
            (lambda node: output(node, 1)["metadata"].update({"isolated": True}), "вывод 2, поле metadata"),
            (lambda node: output(node, 0).update(name="stderr"), "вывод 1, поле name"),
            (lambda node: node["cells"][2]["outputs"].pop(), "вывод 2, вид"),
            (lambda node: node["cells"][2].update(execution_count=3), "ячейка 3, execution_count"),
            (lambda node: node["cells"][2].update(source=["fos.look( school)"]), "ячейка 3, source"),
            (lambda node: node["cells"][1].update(source=["school = 'shkola-8'"]), "ячейка 2, source"),
            (lambda node: node["cells"][2]["metadata"].update(tags=["x"]), "ячейка 3, metadata"),
            (lambda node: node["metadata"].update(widgets={"state": {}}), "тетрадь, metadata"),
        ],
    )
    def test_one_change_is_told_with_its_place(self, same_reports, capsys, way, change, place):
        comparison = same_reports.Comparison(way)
        comparison.notebook("shkola-7/10_fos.ipynb", changed(change), json.dumps(NOTEBOOK, ensure_ascii=False))
        assert comparison.differences >= 1
        assert place in capsys.readouterr().out

    def test_the_file_of_our_own_way_must_be_equal_to_the_byte(self, same_reports, capsys):
        comparison = same_reports.Comparison("warm")
        comparison.notebook("a", json.dumps(NOTEBOOK, ensure_ascii=False), json.dumps(NOTEBOOK))
        assert comparison.differences == 1
        assert "файл тетради" in capsys.readouterr().out

    def test_what_the_command_leaves_is_overlooked_for_the_command_only(self, same_reports):
        def papermill(node: dict[str, Any]) -> None:
            node["metadata"]["papermill"] = {"duration": 1.0}
            node["cells"][2]["metadata"]["papermill"] = {"duration": 0.5}
            node["cells"][1].update(id="4f1c", source=["# Parameters\n", 'school = "shkola-7"\n'])

        found = {}
        for way in ("papermill", "here"):
            comparison = same_reports.Comparison(way)
            comparison.notebook("a", changed(papermill), json.dumps(NOTEBOOK, ensure_ascii=False))
            found[way] = comparison.differences
        assert found == {"papermill": 0, "here": 4}


class TestPage:
    def test_only_the_time_of_making_is_overlooked(self, same_reports):
        head = "<header><span>Школа</span><span>рассчитано 22.11.2026 14:{minute}</span></header><p>{text}</p>"
        found = []
        for text in ("в 12:05", "в 12:06"):
            comparison = same_reports.Comparison("here")
            comparison.page("a", head.format(minute="01", text="в 12:05"), head.format(minute="02", text=text))
            found.append(comparison.differences)
        assert found == [0, 1]


class TestFolders:
    def test_a_missing_report_is_a_difference(self, same_reports, tmp_path, capsys):
        for way in ("ours", "plain"):
            (tmp_path / way / "shkola-7").mkdir(parents=True)
            (tmp_path / way / "shkola-7" / "a.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
        (tmp_path / "plain" / "shkola-7" / "b.ipynb").write_text(json.dumps(NOTEBOOK), encoding="utf-8")
        comparison = same_reports.Comparison("papermill")
        comparison.folders(tmp_path / "ours", tmp_path / "plain", ["shkola-7/a", "shkola-7/b"])
        assert (comparison.notebooks, comparison.cells, comparison.outputs) == (1, 3, 2)
        assert comparison.differences == 1
        assert "shkola-7/b.ipynb, файл" in capsys.readouterr().out
