"""The project's own rules: walls, style, types, generated files, no foreign addresses, no machine's paths."""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


# mypy collects garbage for a third of its time: it sets its own thresholds, which are low for the stubs of pandas.
MYPY = """
import gc
gc.set_threshold(2_000_000, 20, 20)
gc.set_threshold = lambda *given: None
from mypy.__main__ import console_entry
console_entry()
"""


def _tool(*command: str) -> subprocess.CompletedProcess[str]:
    tool = str(Path(sys.executable).with_name(command[0]))
    called = [sys.executable, "-c", MYPY] if command == ("mypy",) else [tool, *command[1:]]
    return subprocess.run(called, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "check", "."),
        ("ruff", "format", "--check", "."),
        pytest.param(("mypy",), marks=pytest.mark.slow),
        ("lint-imports",),
    ],
    ids=lambda command: " ".join(command),
)
def test_tool_is_content(command: tuple[str, ...]) -> None:
    done = _tool(*command)
    assert done.returncode == 0, done.stdout + done.stderr


class TestGenerated:
    def test_environment_is_made_from_the_project_file(self) -> None:
        locks = runpy.run_path(str(ROOT / "scripts" / "locks.py"))
        assert (ROOT / "environment.yml").read_text(encoding="utf-8") == locks["environment"]()

    @pytest.mark.parametrize(
        ("name", "extras"), [("requirements.lock", ["build"]), ("requirements-test.lock", ["test"])]
    )
    def test_locked_lists_satisfy_the_project_file(self, name: str, extras: list[str]) -> None:
        text = (ROOT / name).read_text(encoding="utf-8")
        locked: dict[str, set[str]] = {}
        for package, version in re.findall(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)", text, re.M):
            locked.setdefault(_plain(package), set()).add(version)
        named = PROJECT["project"]["dependencies"] + [
            line for extra in extras for line in PROJECT["project"]["optional-dependencies"][extra]
        ]
        for requirement in map(Requirement, named):
            versions = locked.get(_plain(requirement.name), set())
            assert versions, requirement.name
            assert all(requirement.specifier.contains(version) for version in versions), requirement

    @pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
    def test_locked_lists_have_hashes_and_no_addresses(self, name: str) -> None:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index-url|--extra-index-url|--find-links|file:", text)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _tracked(*patterns: str) -> list[Path]:
    done = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("не рабочая копия git")
    return [ROOT / line for line in done.stdout.splitlines() if (ROOT / line).is_file()]


class TestCleanliness:
    def test_no_paths_of_a_builders_machine(self) -> None:
        found = [
            path.relative_to(ROOT)
            for path in _tracked("*.py", "*.md", "*.toml", "*.yml", "*.ipynb", "*.j2", "*.lock")
            if re.search(r"/work/(main|shared)|/root/|/tmp/venv", path.read_text(encoding="utf-8"))
            and path.name != Path(__file__).name
        ]
        assert not found

    def test_no_foreign_resources_in_templates(self) -> None:
        pattern = re.compile(r"""(?:src|href)\s*=\s*["']https?://|@import|url\(\s*["']?https?:""")
        found = [
            path for path in _tracked("*.j2", "*.css", "*.html") if pattern.search(path.read_text(encoding="utf-8"))
        ]
        assert not found

    def test_no_drawers(self) -> None:
        drawers = {"utils", "util", "helpers", "common", "misc", "core"}
        assert not [path for path in _tracked("*.py") if path.stem in drawers]
