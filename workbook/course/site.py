"""The static site of the course: programme, lessons without answers, glossary, guide, dictionary of data, search.

Apart from the notebooks because it is read where nothing is installed: a folder of pages without network and scripts.
"""

from __future__ import annotations

import base64
import hashlib
import json
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from markupsafe import Markup

from workbook import display
from workbook.course.exercise_print import exercise_html
from workbook.course.lesson import Lesson, source_text
from workbook.course.markdown import html
from workbook.course.outline import Part, outlined, relinked, words_of
from workbook.course.pages import POLICY, lesson_words, minutes, page_style, render_page, template_text
from workbook.course.terms import Term, anchor, read_glossary

__all__ = ["site_files"]

_LEADERS = {"instructor", "solution", "slide-only"}
_FIRST = ("programme", "schedule", "leader", "profiles", "diagnostics", "final-work")
"""Pages of the guide in the order they are read; others follow by name."""

_TITLE = re.compile(r"\A\s*# (?P<title>.+)\n")
_ANCHOR = re.compile(r'^<a id="([\w-]+)"></a>\n', re.M)
_DICTIONARY = "data.html"
_MENU = (("index.html", "Программа"), ("glossary.html", "Словарь"), (_DICTIONARY, "Данные"), ("guide", "Руководство"))


@dataclass
class _Site:
    """Pages made so far, and what the search will know of them."""

    menu: tuple[tuple[str, str], ...]
    files: dict[str, bytes] = field(default_factory=dict)
    found: list[dict[str, str]] = field(default_factory=list)

    def add(self, name: str, template: str, title: str, **values: Any) -> None:
        """Add a page that stands under the entry ``under`` of the menu."""
        under = values.pop("under", name)
        menu = [{"link": link, "title": words, "here": link == under} for link, words in self.menu]
        page = render_page(template, title=f"{title} — Рабочая тетрадь ВСОКО", menu=menu, **values)
        self.files[name] = page.encode()

    def tell(self, name: str, page: str, parts: Sequence[Part], before: str = "") -> None:
        """Let the search find the parts of a page and what stands before its first heading."""
        if before:
            self.found.append({"link": name, "page": page, "title": page, "text": before})
        for part in parts:
            link = f"{name}#{part.anchor}"
            self.found.append({"link": link, "page": page, "title": part.title, "text": part.text})


def site_files(lessons: Sequence[Lesson], folder: Path) -> Mapping[str, bytes]:
    """Make all pages of the site.

    Parameters
    ----------
    lessons : sequence of Lesson
        In the order of the programme.
    folder : Path
        The folder of lessons: ``glossary.yml`` and ``guide/*.md`` lie in it, the dictionary of data beside it in
        ``datasets/DICTIONARY.md``; what is not there is left out.

    Returns
    -------
    mapping of str to bytes
        Name → content; the same bytes for the same sources. Pages of lessons hold nothing meant for the leader.

    Raises
    ------
    LessonRefused
        The glossary has faults.
    """
    guide = _guide_sources(folder / "guide")
    first = f"guide-{next(iter(guide))}.html" if guide else ""
    dictionary = folder.parent / "datasets" / "DICTIONARY.md"
    absent = {name for name, here in ((_DICTIONARY, dictionary.is_file()), ("guide", bool(guide))) if not here}
    site = _Site(tuple((first if link == "guide" else link, words) for link, words in _MENU if link not in absent))
    terms = read_glossary(source_text(folder / "glossary.yml"))
    ordered = sorted(lessons, key=lambda lesson: (lesson.number, lesson.slug))
    for place, lesson in enumerate(ordered):
        before = ordered[place - 1] if place else None
        after = ordered[place + 1] if place + 1 < len(ordered) else None
        _lesson_page(site, lesson, before, after)
    _glossary_page(site, terms, ordered)
    _Guide(site, guide, {lesson.slug for lesson in ordered}, first).make()
    if dictionary.is_file():
        _dictionary_page(site, dictionary.read_text(encoding="utf-8-sig"))
    _index_page(site, ordered, guide)
    _search_page(site)
    return {**site.files, "style.css": page_style().encode()}


def _index_page(site: _Site, lessons: Sequence[Lesson], guide: Mapping[str, str]) -> None:
    meetings = [lesson for lesson in lessons if not lesson.diagnostic]
    count = display.count(len(meetings), "занятие", "занятия", "занятий")
    total = minutes(sum(lesson.minutes for lesson in meetings))
    lead = (
        f"Готово {count}, {total}. Каждое начинается с решения, которое принимает школа, и заканчивается "
        "документом, который остаётся у неё."
    )
    pages = [{"link": f"guide-{name}.html", "title": _split(text)[0]} for name, text in guide.items()]
    site.add("index.html", "site_index.html.j2", "Занятия для школы", lead=lead, lessons=lessons, guide=pages)


def _lesson_page(site: _Site, lesson: Lesson, before: Lesson | None, after: Lesson | None) -> None:
    body, parts = outlined("".join(_lesson_parts(lesson)))
    terms = [{"link": _term_link(name), "title": name} for name in _names(lesson)]
    name, title = f"{lesson.slug}.html", lesson.name
    contents = [part for part in parts if part.level <= 3]
    site.add(
        name, "site_lesson.html.j2", title, under="index.html", lesson=lesson, text=Markup(body), contents=contents,
        terms=terms, before=before, after=after,
    )  # fmt: skip
    site.tell(name, title, parts, f"{lesson.decision} {' '.join(lesson.objectives)} {lesson.product}")


def _lesson_parts(lesson: Lesson) -> Iterator[str]:
    """Yield what a participant reads, cell by cell."""
    words = lesson_words(lesson, _term_link)
    for cell in lesson.cells:
        if cell.tags & _LEADERS or (cell.kind == "code" and not cell.exercise):
            continue
        if cell.exercise:
            yield exercise_html(lesson.exercises[cell.exercise], key=False, words=words)
        elif "key-points" in cell.tags:
            headed = cell.source.lstrip().startswith("#")
            label = "" if headed else '<p class="cp-label">Главное</p>'
            yield f'<section class="cp-keys">{label}{words(cell.source)}</section>'
        else:
            yield words(cell.source)


def _names(lesson: Lesson) -> list[str]:
    return [term.name for term in lesson.terms]


def _glossary_page(site: _Site, terms: Mapping[str, Term], lessons: Sequence[Lesson]) -> None:
    used: dict[str, list[dict[str, str]]] = {name: [] for name in terms}
    for lesson in lessons:
        for name in _names(lesson):
            used[name].append({"link": f"{lesson.slug}.html", "title": lesson.name.removeprefix("Занятие ")})
    letters: dict[str, list[dict[str, Any]]] = {}
    for name, term in terms.items():
        definition = html(term.definition, terms=lambda other: f"#{anchor(other)}")
        see = [{"anchor": anchor(other), "title": other} for other in term.see]
        row = {
            "name": name,
            "anchor": anchor(name),
            "definition": Markup(definition),
            "see": see,
            "lessons": used[name],
        }
        letters.setdefault(name[0].upper(), []).append(row)
        site.tell("glossary.html", "Словарь терминов", [Part(2, name, anchor(name), words_of(definition))])
    contents = [Part(2, letter, f"letter-{letter}", "") for letter in letters]
    groups = [{"title": letter, "anchor": f"letter-{letter}", "terms": rows} for letter, rows in letters.items()]
    site.add("glossary.html", "site_glossary.html.j2", "Словарь терминов", letters=groups, contents=contents)


@dataclass(frozen=True)
class _Guide:
    """Pages of the guide, which link to each other, to lessons and to the dictionary by the paths of their sources."""

    site: _Site
    sources: Mapping[str, str]
    slugs: set[str]
    first: str

    def make(self) -> None:
        """Add every page of the guide."""
        for name, text in self.sources.items():
            title, rest = _split(text)
            body, parts = outlined(relinked(html(rest, terms=_term_link), self._resolve))
            page = f"guide-{name}.html"
            near = [Part(2, part.title, part.anchor, "") for part in parts if part.level == 2]
            self.site.add(
                page, "site_guide.html.j2", title, under=self.first, heading=title, text=Markup(body), contents=near,
                pages=[
                    {"link": f"guide-{other}.html", "title": _split(source)[0], "here": other == name}
                    for other, source in self.sources.items()
                ],
            )  # fmt: skip
            self.site.tell(page, title, parts, words_of(body.partition("<h2")[0]))

    def _resolve(self, address: str) -> str | None:
        """Lead an address of a source file to its page; what the site does not have has no address."""
        path, _, place = unquote(address).partition("#")
        tail = f"#{place}" if place else ""
        if not path or path.startswith("glossary.html"):
            return address
        whole = posixpath.normpath(posixpath.join("lessons/guide", path))
        folder, file = posixpath.split(whole)
        if folder == "lessons/guide" and file.removesuffix(".md") in self.sources:
            return f"guide-{file.removesuffix('.md')}.html{tail}"
        if posixpath.basename(folder) in self.slugs:
            return f"{posixpath.basename(folder)}.html{tail}"
        known = {"datasets/DICTIONARY.md": _DICTIONARY, "lessons/glossary.yml": "glossary.html"}
        return f"{known[whole]}{tail}" if whole in known else None


def _dictionary_page(site: _Site, text: str) -> None:
    title, rest = _split(text)
    rest = re.sub(r"\A\s*Эта страница создана из схем.*?\n\n", "", rest, flags=re.S)  # words for developers
    body, parts = outlined(html(_ANCHOR.sub("", rest)), _ANCHOR.findall(rest))
    contents = [part for part in parts if part.level <= 3]
    site.add(_DICTIONARY, "site_page.html.j2", title, heading=title, text=Markup(body), contents=contents)
    site.tell(_DICTIONARY, title, parts, words_of(body.partition("<h2")[0]))


def _search_page(site: _Site) -> None:
    script = template_text("search.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    index = json.dumps(site.found, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    site.add(
        "search.html", "site_search.html.j2", "Поиск", policy=f"{POLICY}; script-src 'sha256-{digest}'",
        index=Markup(index), script=Markup(script),
    )  # fmt: skip


def _guide_sources(folder: Path) -> dict[str, str]:
    """Return the pages of the guide by their names, in the order they are read."""
    known = {path.stem: path for path in sorted(folder.glob("*.md"))}
    names = [name for name in _FIRST if name in known] + [name for name in known if name not in _FIRST]
    return {name: known[name].read_text(encoding="utf-8-sig") for name in names}


def _split(text: str) -> tuple[str, str]:
    """Return the title of a Markdown file and the rest."""
    found = _TITLE.match(text)
    return (found["title"].strip(), text[found.end() :]) if found else ("Без названия", text)


def _term_link(name: str) -> str:
    return f"glossary.html#{anchor(name)}"
