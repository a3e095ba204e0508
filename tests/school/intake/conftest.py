"""A file of answers written by hand, line by line, and read by the intake."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from workbook.school import Severity
from workbook.school.intake import Intake, Wishes, read_answers

TEST = "МА7-ИТ"


class Desk:
    """Writes files into a folder and reads them as a teacher would bring them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, *lines: str, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes("\n".join([*lines, ""]).encode(encoding))
        return path

    def read(self, *lines: str, key: tuple[str, ...] = (), **wishes: object) -> Intake:
        wanted = Wishes(TEST, "математика", 7, "Б")
        if key:
            wanted = replace(wanted, key=self.write("ключ.csv", *key))
        return read_answers(self.write("ответы.csv", *lines), replace(wanted, **wishes))  # type: ignore[arg-type]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def told() -> Callable[..., str]:
    """Join the messages of one severity, or of all."""

    def join(intake: Intake, severity: Severity | None = None) -> str:
        return "\n".join(p.message for p in intake.problems if severity is None or p.severity is severity)

    return join
