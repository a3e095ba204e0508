"""Real files of other people's tests, read as they are; p and α are counted again here with pandas alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbook import fos
from workbook.school import Severity
from workbook.school.intake import Intake, Wishes, read_answers

FILES = Path(__file__).parents[4] / "shared" / "data-candidates"
pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason="нет папки с настоящими данными")
TEST = "БИ10-ИТ"


def _read(name: str, key: str = "", **wishes: object) -> Intake:
    return read_answers(FILES / f"{name}.csv", Wishes(TEST, key=FILES / f"{key}.csv" if key else None, **wishes))  # type: ignore[arg-type]


def _scores(intake: Intake) -> pd.DataFrame:
    scored = fos.score(intake.responses, intake.items, TEST)
    assert scored.refused.empty
    return scored.scores


def _keyed(raw: pd.DataFrame, key: str) -> pd.DataFrame:
    keys = pd.read_csv(FILES / f"{key}.csv", dtype=str)
    return pd.DataFrame({item: (raw[item] == right).astype(float) for item, right in keys.itertuples(index=False)})


def _not_reached(raw: pd.DataFrame, blank: pd.DataFrame) -> pd.DataFrame:
    """A run of blanks at the end of a pupil's work."""
    return blank.iloc[:, ::-1].cummin(axis=1).iloc[:, ::-1].astype(bool)


def _alpha(scores: pd.DataFrame) -> float:
    k = scores.shape[1]
    return k / (k - 1) * (1 - scores.var(ddof=1).sum() / scores.sum(axis=1).var(ddof=1))


def _same(intake: Intake, expected: pd.DataFrame) -> None:
    got = _scores(intake)
    assert got.shape == expected.shape
    np.testing.assert_allclose(got.mean().to_numpy(), expected.mean().to_numpy(), atol=1e-12)
    filled = got.fillna(0.0)
    assert fos.alpha(filled) == pytest.approx(_alpha(expected.fillna(0.0)), abs=1e-12)


def test_hci_letters_with_a_key_file() -> None:
    """McFarland et al. (2017): the file's own «total» is the sum of the key's hits, so no total may disagree."""
    raw = pd.read_csv(FILES / "hci_raw.csv", dtype=str)
    intake = _read("hci_raw", "hci_key")
    _same(intake, _keyed(raw, "hci_key"))
    assert "ответы" in intake.layout
    assert not [p for p in intake.problems if p.reason in ("total-differs", "key-suspect")]
    (aside,) = [p for p in intake.problems if p.reason == "column-set-aside"]
    assert all(name in aside.message for name in ("«gender»", "«major»", "«total»"))
    assert set(intake.items["kind"]) == {"выбор ответа"}
    assert set(intake.items["options"]) == {5}


def test_hci_points_give_the_same_numbers_as_letters() -> None:
    letters, points = _scores(_read("hci_raw", "hci_key")), _scores(_read("hci_scored"))
    np.testing.assert_array_equal(letters.to_numpy(), points.to_numpy())


def test_psych101_has_a_hundred_items_and_some_gaps() -> None:
    raw = pd.read_csv(FILES / "psych101_raw.csv", dtype=str)
    expected = _keyed(raw, "psych101_key").mask(_not_reached(raw, raw.isna()))
    intake = _read("psych101_raw", "psych101_key")
    _same(intake, expected)
    assert set(intake.items["options"]) == {4}
    assert intake.responses["answer"].isna().sum() == raw.isna().to_numpy().sum() == 27


@pytest.mark.parametrize("missing", [(), ("8",)], ids=["guessed", "told"])
def test_sat12_eight_is_no_answer(missing: tuple[str, ...]) -> None:
    raw = pd.read_csv(FILES / "sat12_raw.csv", dtype=str)
    expected = _keyed(raw, "sat12_key").mask(_not_reached(raw, raw == "8"))
    intake = _read("sat12_raw", "sat12_key", missing=missing)
    _same(intake, expected)
    assert intake.responses["answer"].isna().sum() == 69
    (note,) = [p for p in intake.problems if p.reason == "missing-code"]
    assert note.severity is (Severity.REPAIR if missing else Severity.WARNING)
    assert set(intake.items["options"]) == {5}


def test_sat12_without_a_key_is_refused_with_what_to_do() -> None:
    with pytest.raises(Exception, match="--key"):
        _read("sat12_raw")


def test_matura_is_partial_credit() -> None:
    raw = pd.read_csv(FILES / "cz_matura_math_2019_sample.csv")
    items = [name for name in raw.columns if name.startswith("b")]
    intake = _read("cz_matura_math_2019_sample")
    _same(intake, raw[items].astype(float))
    assert intake.items["max_score"].tolist() == raw[items].max().tolist()
    assert intake.items["max_score"].sum() == 50
    assert not [p for p in intake.problems if p.reason == "total-differs"]
    assert "FirstAtt" in " ".join(p.message for p in intake.problems)


def test_fraction_subtraction_with_its_q_matrix() -> None:
    """Tatsuoka (1984): item 8 needs skill 7 alone, item 19 five skills."""
    raw = pd.read_csv(FILES / "fraction_subtraction.csv").astype(float)
    intake = _read("fraction_subtraction", skills=FILES / "fraction_subtraction_qmatrix.csv")
    _same(intake, raw)
    skills = intake.items["skill"].tolist()
    assert (skills[7], skills[18]) == ("7", "1+2+3+5+7")
    assert intake.codifier is not None
    assert set(skills) <= set(intake.codifier["code"])
    assert intake.codifier["code"].tolist()[:8] == [str(n) for n in range(1, 9)]


def test_lsat6_gives_the_published_shares() -> None:
    """Bock & Lieberman (1970): p .924 .709 .553 .763 .870; α .29500 (psych::alpha)."""
    scores = _scores(_read("lsat6"))
    assert scores.mean().round(3).tolist() == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert fos.alpha(scores) == pytest.approx(0.29500, abs=1e-5)


def test_two_sets_of_columns_are_not_mixed() -> None:
    """Test and retest stand in rows here; A1…A20 are answers, QR1…QR20 their scores."""
    raw = pd.read_csv(FILES / "hci_testretest.csv", dtype=str)
    got = _scores(_read("hci_testretest", "hci_key"))
    expected = raw[[f"QR{n}" for n in range(1, 21)]].astype(float)
    assert got.shape == (90, 20)
    assert abs(got.to_numpy() - expected.to_numpy()).mean() < 0.02


@pytest.mark.parametrize("name", ["act_math_equating", "hci_prepost"])
def test_what_is_no_answer_file_is_refused(name: str) -> None:
    with pytest.raises(Exception, match="В файле"):
        _read(name)
