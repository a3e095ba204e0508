"""What a run came to: counts, failures with their reasons, the slowest jobs, the exit status.

Apart from the runner because it is what people and shells read after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workbook import display
from workbook.publish.journal import Entry, Status

__all__ = ["Summary"]

_STOPPED_STATUS = 130


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run came to.

    Attributes
    ----------
    out : Path
        The reports folder; its ``index.html`` was written.
    entries : tuple of Entry
        The jobs that were made, tried or stopped in this run.
    skipped : int
        Jobs that were done already.
    seconds : float
        Wall time of the run.
    interrupted : bool
        Stopped by Ctrl-C.
    """

    out: Path
    entries: tuple[Entry, ...]
    skipped: int
    seconds: float
    interrupted: bool = False

    def count(self, status: Status) -> int:
        """Return how many jobs of this run ended so."""
        return sum(entry.status is status for entry in self.entries)

    @property
    def failures(self) -> tuple[Entry, ...]:
        """Jobs that failed, in the order of their names."""
        return tuple(entry for entry in self.entries if entry.status is Status.FAILED)

    def slowest(self, count: int = 5) -> tuple[Entry, ...]:
        """Return the jobs that took longest."""
        return tuple(sorted(self.entries, key=lambda entry: -entry.seconds)[:count])

    def lines(self, *, final: bool = True) -> tuple[str, ...]:
        """Return the summary in Russian, a line each: what was made, what failed and why, what took longest.

        Parameters
        ----------
        final : bool
            Name the index page; a share of a run writes none.
        """
        counted = [
            f"сделано {self.count(Status.DONE)}",
            f"уже было готово {self.skipped}",
            f"с ошибкой {self.count(Status.FAILED)}",
            f"остановлено {self.count(Status.STOPPED)}",
        ]
        found = [f"Заданий: {', '.join(counted)}; {_seconds(self.seconds)}."]
        found += [f"✘ {entry.name}: {entry.message}" for entry in self.failures]
        slow = [f"{entry.name} — {_seconds(entry.seconds)}" for entry in self.slowest(3) if entry.seconds >= 1]
        found += [f"Дольше всех: {', '.join(slow)}."] if slow else []
        found += [f"Откройте {self.out / 'index.html'}"] if final else []
        return tuple(found)

    @property
    def exit_status(self) -> int:
        """0 when all is well, 1 when a job failed, 130 after Ctrl-C."""
        if self.interrupted:
            return _STOPPED_STATUS
        return 1 if self.failures else 0


def _seconds(value: float) -> str:
    return f"{display.number(value, 1)} с"
