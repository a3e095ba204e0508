"""Sections that follow: nothing before the browser speaks, in order after it, and never lost."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from workbook.live import following as module
from workbook.live.following import Following

from .alone import alone, without_loop


class Section(SimpleNamespace):
    def send_state(self) -> None:
        self.said = True


@pytest.fixture
def built() -> list[str]:
    return []


@pytest.fixture
def sections(built: list[str]) -> tuple[Following, list[Section]]:
    made = [Section(name=name, said=False) for name in ("первый", "второй", "третий")]
    following = Following(lambda _, widget: built.append(widget.name))
    for section in made:
        following.add(len, section)
    return following, made


def speak(following: Following) -> None:
    """Do what the browser does with a link as soon as it has the widgets."""
    (said, attribute), (heard, heard_attribute) = following._link.source, following._link.target
    setattr(heard, heard_attribute, getattr(said, attribute))


async def until(holds: Any) -> None:
    async with asyncio.timeout(10):
        while not holds():
            await asyncio.sleep(0.01)


def test_without_a_loop_all_is_built_at_once(sections: tuple[Following, list[Section]], built: list[str]) -> None:
    without_loop(sections[0].begin)
    assert built == ["первый", "второй", "третий"]


def test_nothing_is_built_until_the_browser_speaks(sections: tuple[Following, list[Section]], built: list[str]) -> None:
    following, made = sections

    async def page() -> None:
        following.begin()
        await asyncio.sleep(0.1)
        assert not built
        speak(following)
        await until(lambda: len(built) == 3)

    alone(page())
    assert built == ["первый", "второй", "третий"]
    assert not any(section.said for section in made)


def test_what_was_built_before_the_browser_spoke_is_said_again(
    sections: tuple[Following, list[Section]], built: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.0)
    following, made = sections

    async def page() -> None:
        following.begin()
        await until(lambda: len(built) == 3)
        assert not any(section.said for section in made)
        speak(following)

    alone(page())
    assert built == ["первый", "второй", "третий"]
    assert all(section.said for section in made)


def test_what_is_built_already_leaves_the_line(sections: tuple[Following, list[Section]], built: list[str]) -> None:
    following, made = sections
    following.drop([(len, made[1])])
    without_loop(following.begin)
    assert built == ["первый", "третий"]
