"""Numbers, tables and pictures of lessons that are computed from the sample schools, by the names an author writes.

Apart from the lesson because an author without code only names a computation; the names are collected here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook.school import School, read_school

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Rule", "Sample", "fact", "facts", "picture", "pictures"]

_ROOMS = ("facts_fund", "facts_items", "facts_rating", "facts_quality")
"""Modules of this package that name computations: one per subject of the lessons."""


@dataclass
class Sample:
    """The sample schools, each read once.

    Attributes
    ----------
    folder : Path
        The folder of the school folders.
    """

    folder: Path
    _read: dict[str, School] = field(default_factory=dict, repr=False)

    def school(self, name: str) -> School:
        """Return one school by the name of its folder.

        Raises
        ------
        DataRefused
            No such folder.
        """
        if name not in self._read:
            self._read[name] = read_school(self.folder / name)
        return self._read[name]

    @cached_property
    def made(self) -> dict[Any, Any]:
        """A place where rules keep what several of them need, under keys of their own."""
        return {}


@dataclass(frozen=True)
class Rule:
    """One computation an author may name.

    Attributes
    ----------
    name : str
        As it is written in a lesson: «доля верных».
    takes : tuple of str
        What follows the name, in words: «школа», «работа», «задание».
    about : str
        What comes out, in one Russian sentence, for the list that authors read.
    compute : callable
        ``compute(sample, *words)`` → a number, or a text (Markdown, as a table) that is set as it is; of a picture, a
        figure of matplotlib.
    """

    name: str
    takes: tuple[str, ...]
    about: str
    compute: Callable[..., Any]


_FACTS: dict[str, Rule] = {}
_PICTURES: dict[str, Rule] = {}


def fact(name: str, takes: str, about: str) -> Callable[[Callable[..., float | str]], Callable[..., float | str]]:
    """Register a computation of a number or of a text.

    Parameters
    ----------
    name, about : str
        See :class:`Rule`.
    takes : str
        Words divided by «;».
    """

    def register(compute: Callable[..., float | str]) -> Callable[..., float | str]:
        _keep(_FACTS, Rule(name, _words(takes), about, compute))
        return compute

    return register


def picture(name: str, takes: str, about: str) -> Callable[[Callable[..., Figure]], Callable[..., Figure]]:
    """Register a picture: as :func:`fact`, but a figure of matplotlib comes out."""

    def register(compute: Callable[..., Figure]) -> Callable[..., Figure]:
        _keep(_PICTURES, Rule(name, _words(takes), about, compute))
        return compute

    return register


def facts() -> Mapping[str, Rule]:
    """Return all computations of numbers and texts, by name."""
    _open()
    return _FACTS


def pictures() -> Mapping[str, Rule]:
    """Return all pictures, by name."""
    _open()
    return _PICTURES


def _open() -> None:
    for room in _ROOMS:
        import_module(f"workbook.course.{room}")


def _keep(rules: dict[str, Rule], rule: Rule) -> None:
    if rule.name in rules:
        raise ValueError(f"two computations are called «{rule.name}»")
    rules[rule.name] = rule


def _words(takes: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in takes.split(";") if word.strip())
