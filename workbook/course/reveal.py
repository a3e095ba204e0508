"""reveal.js, which shows the slides: taken as files from the installed package, its words put into Russian.

Apart from the slides because its files are foreign: they are copied beside the slides with their licence, MIT.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping
from pathlib import Path

from workbook.errors import Reason, WorkbookError

__all__ = ["WORDS", "reveal_files"]

_PACKAGE = "sphinx_revealjs"
_FILES = {
    "reveal.js": "dist/reveal.js",
    "reveal.css": "dist/reveal.css",
    "notes.js": "plugin/notes/notes.js",
    "LICENSE": "LICENSE",
}

WORDS: Mapping[str, Mapping[str, str]] = {
    "reveal.js": {
        "Keyboard Shortcuts": "Клавиши",
        "<th>KEY</th><th>ACTION</th>": "<th>Клавиша</th><th>Что делает</th>",
        "SPACE": "пробел",
        '"Next slide"': '"Следующий слайд"',
        '"Previous slide"': '"Предыдущий слайд"',
        '"Navigate left"': '"Влево"',
        '"Navigate right"': '"Вправо"',
        '"Navigate up"': '"Вверх"',
        '"Navigate down"': '"Вниз"',
        '"Navigate without fragments"': '"Дальше, не открывая частей слайда"',
        '"Jump to first/last slide"': '"К первому или последнему слайду"',
        '"Pause"': '"Погасить экран"',
        '"Fullscreen"': '"Во весь экран"',
        '"Jump to slide"': '"Перейти к слайду"',
        '"Slide overview"': '"Все слайды"',
        "Resume presentation": "Продолжить показ",
        '"next slide"': '"следующий слайд"',
        '"previous slide"': '"предыдущий слайд"',
        '"above slide"': '"слайд выше"',
        '"below slide"': '"слайд ниже"',
    },
    "notes.js": {
        '<html lang=\\"en\\">': '<html lang=\\"ru\\">',
        "<title>reveal.js - Speaker View": "<title>Заметки ведущего",
        "Loading speaker view...": "Открываются заметки ведущего…",
        ">Upcoming<": ">Дальше<",
        ">Time <": ">Время <",
        "Click to Reset": "Начать отсчёт заново",
        "0:00 AM": "0:00",
        "Pacing – Time to finish current slide": "Осталось времени на этот слайд",
        ">Notes<": ">Заметки<",
        "'default': 'Default'": "'default': 'обычный'",
        "'wide': 'Wide'": "'wide': 'широкий'",
        "'tall': 'Tall'": "'tall': 'высокий'",
        "'notes-only': 'Notes only'": "'notes-only': 'только заметки'",
        "'Layout'": "'Вид'",
        "'en-US', { hour12: true,": "'ru-RU', { hour12: false,",
        "Speaker notes view": "Заметки ведущего",
        "Speaker view popup failed to open. Please make sure popups are allowed and reopen the speaker view.": (
            "Окно заметок не открылось. Разрешите всплывающие окна для этой страницы и нажмите S ещё раз."
        ),
        "Cross origin error.<br>The speaker window can only be opened from the same origin.": (
            "Окно заметок открывают клавишей S из окна со слайдами."
        ),
        "Error connecting to main window.<br>Please try closing and reopening the speaker view.": (
            "Нет связи с окном слайдов.<br>Закройте это окно и откройте его снова клавишей S."
        ),
        "font-family: Helvetica;": (
            "font-family: system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', Arial, sans-serif;"
        ),
        "/* Layout selector\N{NO-BREAK SPACE}*/": (
            ".speaker-controls-notes .value p, .speaker-controls-notes .value ul, .speaker-controls-notes .value ol "
            "{ margin: 0 0 .5em; padding-left: 0 }"
            ".speaker-controls-notes .value ul, .speaker-controls-notes .value ol { padding-left: 1.1em }"
            ".speaker-controls-notes .value li > div, .speaker-controls-notes .value li > p { display: inline }"
            ".speaker-controls-notes .value .cx-right { color: #00664b; font-weight: 600 }"
            ".speaker-controls-notes .value .cx-why { font-size: .85em; color: #52606d }"
            ".speaker-controls-notes .value h3 { margin: .6em 0 .3em; font-size: 1em }"
            ".speaker-controls-notes .value table { border-collapse: collapse }"
            ".speaker-controls-notes .value td, .speaker-controls-notes .value th "
            "{ border: 1px solid #aaa; padding: .1em .4em }"
        ),
    },
}
"""What reveal.js says in English → what it says here, by file; a test finds each phrase in the installed version."""


def reveal_files() -> Mapping[str, bytes]:
    """Return the files that lie in ``reveal/`` beside the slides.

    Returns
    -------
    mapping of str to bytes
        Name → content; no file asks for another.

    Raises
    ------
    WorkbookError
        The package they come with is not installed.
    """
    folder = _folder()
    made: dict[str, bytes] = {}
    for name, path in _FILES.items():
        text = (folder / path).read_text(encoding="utf-8")
        for words, russian in WORDS.get(name, {}).items():
            text = text.replace(words, russian)
        made[name] = text.encode()
    return made


def _folder() -> Path:
    found = importlib.util.find_spec(_PACKAGE)
    folder = Path(found.origin).parent / "_static" / "revealjs" if found and found.origin else None
    if folder is None or not (folder / "dist" / "reveal.js").is_file():
        raise WorkbookError(
            "Для слайдов нужна библиотека sphinx-revealjs. Установите её: pip install sphinx-revealjs.", Reason.LESSON
        )
    return folder
