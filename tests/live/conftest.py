"""Two tiny schools in a folder, for pages and servers."""

from __future__ import annotations

from pathlib import Path

import pytest

_HEAD = "Учебный год;Код ученика;Класс;Уровень образования\n"


def write_school(root: Path, name: str, title: str, rows: list[tuple[str, str]]) -> None:
    folder = root / name
    folder.mkdir(parents=True)
    folder.joinpath("school.yml").write_text(f"школа: {name}\nназвание: {title}\nгод: 2025/2026\n", encoding="utf-8")
    lines = [f"2025/2026;{pupil};{class_};ООО" for pupil, class_ in rows]
    folder.joinpath("pupils.csv").write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def schools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("школы")
    write_school(root, "alfa", "Школа «Альфа»", [("У-0001", "7 А"), ("У-0002", "7 А")])
    write_school(root, "beta", "Школа «Бета»", [("У-0001", "7 А"), ("У-0002", "8 Б"), ("У-0003", "8 Б")])
    return root
