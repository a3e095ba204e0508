"""What a person may choose for a run, and how many workers it comes to."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from workbook.publish import RunOptions


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A computer of eight cores with two free gigabytes."""
    monkeypatch.setattr("workbook.publish.options._cores", lambda: 8)
    monkeypatch.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=2 * 2**30))
    return monkeypatch


@pytest.mark.usefixtures("machine")
class TestWorkers:
    def test_as_many_as_the_memory_holds(self) -> None:
        assert RunOptions().slots == 4

    def test_a_limit_of_memory_says_how_much_a_worker_takes(self) -> None:
        assert RunOptions(memory_limit=1000).slots == 2

    def test_there_is_always_one(self) -> None:
        assert RunOptions(memory_limit=5000).slots == 1

    def test_what_was_asked_for_is_done(self) -> None:
        assert RunOptions(workers=6).slots == 6

    def test_never_more_than_cores(self, machine: pytest.MonkeyPatch) -> None:
        machine.setattr("psutil.virtual_memory", lambda: SimpleNamespace(available=64 * 2**30))
        assert RunOptions().slots == 8


@pytest.mark.parametrize(
    "wrong", [{"workers": -1}, {"time_limit": 0}, {"keep": ()}, {"kernel": "быстрое"}, {"memory_limit": -1}]
)
def test_what_cannot_be_run_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"workers|kernel|memory"):
        RunOptions(**wrong)  # type: ignore[arg-type]
