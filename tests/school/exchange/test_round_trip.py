"""The law of the exchange: a bank that goes out and comes back is the same bank, in every column that is carried."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook.school.exchange import export_bank, import_bank
from workbook.school.intake.bank import typed
from workbook.school.letters import LETTERS
from workbook.school.people import looks_like_name
from workbook.school.repairs import clean
from workbook.school.tables import TABLES

_SIGNS = "абвгд АБВ xyz 0123456789 ~=#{}:\\%<>&\"'«»—−,.;!?()[]/^_$*@+-²√→"


def _texts(low: int = 1, high: int = 40) -> st.SearchStrategy[str]:
    written = st.text(alphabet=_SIGNS, min_size=low, max_size=high).map(lambda text: clean(text)[0])
    return written.filter(lambda text: bool(text.strip()))


def _choice(text: str) -> str:
    return text.replace("|", "")


@st.composite
def rows(draw: st.DrawFn) -> dict[str, object]:
    kind = draw(st.sampled_from(["выбор ответа", "краткий ответ", "развёрнутый ответ"]))
    row: dict[str, object] = {
        "subject": draw(st.sampled_from(["математика", "русский язык"])), "grade": draw(st.integers(1, 11)),
        "content": draw(st.sampled_from(["1.1", "2.3", "0"])), "skill": draw(st.sampled_from(["1.2", "4+6+7"])),
        "tier": draw(st.sampled_from("БПВ")), "kind": kind, "max_score": draw(st.sampled_from([1.0, 2.0, 2.5, 20.0])),
        "text": draw(_texts(3, 60)),
    }  # fmt: skip
    optional: dict[str, st.SearchStrategy[object]] = {
        "minutes": st.sampled_from([0.5, 3.0, 12.0]), "author": st.just("П-017"), "uses": st.integers(0, 9),
        "revised": st.dates(dt.date(2020, 1, 1), dt.date(2027, 1, 1)), "version": st.sampled_from(["2", "1.1"]),
        "status": st.sampled_from(["черновик", "архив"]), "expected": st.sampled_from([65.0, 12.5]),
        "review_due": st.dates(dt.date(2020, 1, 1), dt.date(2027, 1, 1)),
        "enemies": st.just("МА7-015; МА7-016"),
    }  # fmt: skip
    for name, values in optional.items():
        if draw(st.booleans()):
            row[name] = draw(values)
    if kind == "выбор ответа":
        texts = [_choice(text) for text in draw(st.lists(_texts(1, 20), min_size=2, max_size=5))]
        row["key"] = LETTERS[draw(st.integers(0, len(texts) - 1))]
        row["choices"] = " | ".join(texts)
        if draw(st.booleans()):
            row["options"] = draw(st.integers(2, 6))
    elif draw(st.booleans()):
        row["key"] = draw(_texts(1, 20) | st.sampled_from(["3,5", "3.50", "-2", "−7", "3,5 ± 0,1", "007", "1e5"]))
    return row


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bank=st.lists(rows(), min_size=1, max_size=4), extension=st.sampled_from([".xml", ".gift"]))
def test_a_bank_comes_back_as_it_went(bank: list[dict[str, object]], extension: str, tmp_path: Path) -> None:
    frame = typed([{"item": f"МА7-{number:03d}", **row} for number, row in enumerate(bank, start=1)], "items")
    content, _ = export_bank(frame, f"банк{extension}")
    path = tmp_path / f"банк{extension}"
    path.write_bytes(content)
    back = import_bank(path).items.sort_values("item").reset_index(drop=True)
    pd.testing.assert_frame_equal(back, frame)


@pytest.mark.parametrize("extension", [".xml", ".gift"])
def test_the_sample_bank_comes_back(extension: str, tmp_path: Path, municipality: Path) -> None:
    from workbook.school import read_school

    school = read_school(municipality / "shkola-2")
    content, problems = export_bank(school["items"], f"банк{extension}")
    path = tmp_path / f"банк{extension}"
    path.write_bytes(content)
    back = import_bank(path).items.set_index("item")
    assert len(back) + sum("не выгружено" in problem.message for problem in problems) == len(school["items"])
    frame = school["items"].set_index("item").loc[back.index]
    pd.testing.assert_frame_equal(back, frame[list(back.columns)], check_dtype=False)


def test_every_column_of_the_bank_is_carried() -> None:
    from workbook.school.exchange import question

    assert set(question._MARKED) | set(question._BUILT) == set(TABLES["items"].names)


def test_the_strategy_makes_texts_that_the_kit_leaves_alone() -> None:
    assert not looks_like_name("абв 12")
