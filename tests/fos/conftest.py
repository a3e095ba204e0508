"""Small works whose answers a reader can compute by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest
import yaml

from workbook.settings import Settings

ITEM_COLUMNS = {
    "item": "str", "subject": "str", "grade": "Int64", "content": "str", "skill": "str", "tier": "str", "kind": "str",
    "key": "str", "options": "Int64", "max_score": "float64", "minutes": "float64",
}  # fmt: skip


@pytest.fixture(scope="session")
def sample(read_sample):
    """Read a sample school by its name."""
    return read_sample


@pytest.fixture(scope="session")
def truth(municipality):
    """What was planted in the sample schools."""
    return yaml.safe_load((municipality / "truth.yml").read_text(encoding="utf-8"))


@pytest.fixture
def rules():
    return Settings().fos


@pytest.fixture
def bank():
    """Make a bank from short rows: item, tier, kind, key, max_score."""

    def make(*rows):
        kinds = {"в": "выбор ответа", "к": "краткий ответ", "р": "развёрнутый ответ"}
        frame = pd.DataFrame(
            [
                {"item": item, "subject": "математика", "grade": 7, "content": "1.1", "skill": "2.1", "tier": tier,
                 "kind": kinds[kind], "key": key, "options": 4 if kind == "в" else None, "max_score": top,
                 "minutes": 2.0}
                for item, tier, kind, key, top in rows
            ]
        )  # fmt: skip
        return frame.astype(ITEM_COLUMNS)

    return make


@pytest.fixture
def answers():
    """Make responses from {pupil: [(item, answer, score), …]}; a pupil «У-1/2» wrote variant 2."""

    def make(works, test="МА7"):
        rows = []
        for name, given in works.items():
            pupil, _, variant = name.partition("/")
            for item, answer, score in given:
                rows.append((test, variant or None, pupil, item, answer, score))
        frame = pd.DataFrame(rows, columns=["test", "variant", "pupil", "item", "answer", "score"])
        return frame.astype({"variant": "str", "answer": "str", "score": "float64"})

    return make


@pytest.fixture
def school():
    """Make a stand-in for a school from tables."""
    return lambda **tables: SimpleNamespace(tables=tables)
