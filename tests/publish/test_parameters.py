"""Parameters: what is read from the cell, what is refused, and in which words."""

from __future__ import annotations

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import Reason, RunFailed
from workbook.publish.execution import ReadableTranslator, readable_parameters
from workbook.publish.parameters import check_parameters, parameter_from_text, read_parameters


def read(source: str, tags: tuple[str, ...] = ("parameters",)) -> dict:
    cell = nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})
    return read_parameters(nbformat.v4.new_notebook(cells=[cell]), "10_fos.ipynb")


CELL = """
school: str = "shkola-7"  # Школа
share: float = 50  # Доля, %
grade: int = 0
flag: bool = False
names: list[str] = ["а", "б"]
note: str | None = None
test: str
"""


class TestRead:
    def test_types_defaults_and_comments(self) -> None:
        found = read(CELL)
        assert [item.kind for item in found.values()] == ["str", "float", "int", "bool", "list", "str", "str"]
        assert found["school"].comment == "Школа"
        assert found["share"].default == 50.0
        assert isinstance(found["share"].default, float)
        assert found["test"].required
        assert found["note"].optional

    @pytest.mark.parametrize(
        "source",
        [
            "import os",
            "x = open('f')",
            "x: str = 5",
            "a = b = 1",
            "a, b = 1, 2",
            "x = 1\nx = 2",
            "x: dict = {}",
            "x = None",
            "x = [[1]]",
            "x: float = 1e999",
            "f(x)",
        ],
    )
    def test_a_line_that_is_no_plain_assignment_is_refused(self, source: str) -> None:
        with pytest.raises(RunFailed, match="ожидается «имя: тип = значение»") as caught:
            read(source)
        assert caught.value.reason is Reason.NOTEBOOK

    def test_no_cell(self) -> None:
        with pytest.raises(RunFailed, match="нет ячейки с меткой «parameters»"):
            read("x = 1", ())

    def test_spoilt_cell(self) -> None:
        with pytest.raises(RunFailed, match="не читается, строка 2"):
            read("x = 1\nx = (")


class TestCheck:
    def test_values_in_force(self) -> None:
        values = check_parameters(read(CELL), {"test": "КР-1", "share": 62}, "t")
        assert values == {
            "school": "shkola-7", "share": 62.0, "grade": 0, "flag": False, "names": ["а", "б"], "note": None,
            "test": "КР-1",
        }  # fmt: skip

    def test_unknown_name_offers_the_nearest(self) -> None:
        with pytest.raises(RunFailed, match=r"параметра «shcool» нет. Возможно, имелось в виду «school»") as caught:
            check_parameters(read(CELL), {"test": "", "shcool": "a"}, "t")
        assert caught.value.reason is Reason.PARAMETER_UNKNOWN

    def test_code_in_a_name_is_just_an_unknown_name(self) -> None:
        with pytest.raises(RunFailed, match=r"нет\. Есть: «school»"):
            check_parameters(read('school: str = ""'), {"__import__('os').remove('x')#": 1}, "t")

    def test_missing(self) -> None:
        with pytest.raises(RunFailed, match="не задано значение параметра «test»") as caught:
            check_parameters(read(CELL), {}, "t")
        assert caught.value.reason is Reason.PARAMETER_MISSING

    @pytest.mark.parametrize(
        ("name", "value"),
        [("grade", "5"), ("grade", True), ("grade", 5.0), ("flag", 1), ("share", "x"), ("share", float("nan")),
         ("school", None), ("names", ("а",)), ("names", [["а"]]), ("school", b"x")],
    )  # fmt: skip
    def test_wrong_type(self, name: str, value: object) -> None:
        with pytest.raises(RunFailed, match=f"параметр «{name}»: ожидается") as caught:
            check_parameters(read(CELL), {"test": "", name: value}, "t")
        assert caught.value.reason is Reason.PARAMETER_TYPE

    def test_an_object_that_writes_itself_as_code_is_not_even_printed(self) -> None:
        class Hostile(str):
            def __repr__(self) -> str:
                raise AssertionError("was printed")

        with pytest.raises(RunFailed, match="получено значение типа Hostile"):
            check_parameters(read(CELL), {"test": "", "school": Hostile("x")}, "t")


class TestText:
    @pytest.mark.parametrize(
        ("name", "text", "value"),
        [("share", "62,5", 62.5), ("grade", "7", 7), ("flag", "да", True), ("flag", "нет", False), ("grade", "x", "x"),
         ("names", "а, б", ["а", "б"]), ("school", " x ", " x ")],
    )  # fmt: skip
    def test_typed_on_the_command_line(self, name: str, text: str, value: object) -> None:
        assert parameter_from_text(read(CELL)[name], text) == value


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()


class TestTranslator:
    def test_cyrillic_stays_readable(self) -> None:
        assert ReadableTranslator.codify({"name": "Школа № 7"}) == "# Значения этого запуска\nname = 'Школа № 7'"

    @given(st.dictionaries(st.sampled_from(["a", "b"]), PLAIN | st.lists(PLAIN)))
    def test_the_injected_cell_gives_back_the_values(self, values: dict) -> None:
        scope: dict = {}
        exec(ReadableTranslator.codify(values), scope)
        assert {name: scope[name] for name in values} == values

    def test_only_our_runs_use_it(self) -> None:
        from papermill.translators import papermill_translators

        before = papermill_translators.find_translator("python3", "python")
        with readable_parameters():
            assert papermill_translators.find_translator("python3", "python") is ReadableTranslator
        assert papermill_translators.find_translator("python3", "python") is before
