"""A share of a run: which schools one of several runs takes, and where it keeps what is its own.

Apart from the runner because a cluster's queue, a person with three shells and the tests all cut a plan the same way.
Shares write into one reports folder at the same time; each has a journal of its own, which the next whole run takes in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from workbook.errors import Reason, RunFailed
from workbook.store import HIDDEN

__all__ = ["Shard", "shard_folders"]

_FOLDER = "shards"
_TEXT = re.compile(r"\s*(\d{1,4})\s*/\s*(\d{1,4})\s*")


@dataclass(frozen=True, slots=True)
class Shard:
    """One share of a run.

    Attributes
    ----------
    number, of : int
        The first of three is 1 and 3.
    """

    number: int
    of: int

    def __post_init__(self) -> None:
        """Refuse a share that does not exist."""
        if not 1 <= self.number <= self.of:
            raise RunFailed(
                f"Части {self.number} из {self.of} нет. Пишут, например, 1/3, 2/3 и 3/3.", Reason.PARAMETER_TYPE
            )

    @classmethod
    def from_text(cls, text: str) -> Shard:
        """Read «1/3».

        Raises
        ------
        RunFailed
            Something else is written, or there is no such share.
        """
        found = _TEXT.fullmatch(text)
        if not found:
            raise RunFailed(
                f"Часть «{text}» не понятна. Пишут номер части и сколько их всего: 1/3.", Reason.PARAMETER_TYPE
            )
        return cls(int(found[1]), int(found[2]))

    def choose(self, schools: Iterable[str]) -> list[str]:
        """Return the schools of this share.

        The id of a school decides, so that a school stays in its share when others come or go; every school is in
        exactly one.
        """
        return [school for school in schools if _place(school) % self.of == self.number - 1]

    def folder(self, out: Path) -> Path:
        """Return where the share keeps its journal, its lock and its unfinished files."""
        return out / HIDDEN / _FOLDER / f"{self.number}-{self.of}"

    def __str__(self) -> str:
        return f"{self.number} из {self.of}"


def shard_folders(out: Path) -> list[Path]:
    """Return the folders of the shares that were ever run in a reports folder."""
    return sorted(path for path in (out / HIDDEN / _FOLDER).glob("*") if path.is_dir())


def _place(school: str) -> int:
    return int.from_bytes(hashlib.sha256(school.encode()).digest()[:8])
