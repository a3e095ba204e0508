"""A new lesson from the template: a whole small lesson that builds at once and explains itself in its comments.

Apart from the build because here a folder is begun, and nothing that is there is touched.
"""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import yaml

from workbook.errors import FileRefused, Reason, WorkbookError
from workbook.school.exchange.folder import write_whole

__all__ = ["new_lesson"]

_SLUG = re.compile(r"(?P<number>\d{2})-[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST = 120


def new_lesson(lessons: Path, slug: str, title: str) -> Path:
    """Begin a lesson.

    Parameters
    ----------
    lessons : Path
        The folder of the lessons.
    slug : str
        Name of its folder: two digits, its number, and a few Latin words: «05-repeat-topic».
    title : str

    Returns
    -------
    Path
        The new folder.

    Raises
    ------
    WorkbookError
        The name does not fit, the number is taken, or the title is empty or too long.
    FileRefused
        The folder is there already; it is not touched.
    """
    named = _SLUG.fullmatch(slug)
    if named is None or named["number"] == "00":
        raise WorkbookError(
            f"Имя папки «{slug}» не подходит. Нужны две цифры, дефис и латинские слова через дефис: 05-repeat-topic.",
            Reason.LESSON,
        )
    title = " ".join(title.split())
    if not title or len(title) > _LONGEST:
        raise WorkbookError(f"Название занятия: от одного до {_LONGEST} знаков.", Reason.LESSON)
    folder = lessons / slug
    if folder.exists():
        raise FileRefused(f"Папка «{folder}» уже есть и не тронута. Выберите другое имя.", Reason.FILE_DOUBLE)
    taken = [path.name for path in sorted(lessons.glob(f"{named['number']}-*")) if path.is_dir()]
    if taken:
        raise WorkbookError(
            f"Номер {int(named['number'])} занят: папка «{taken[0]}». Возьмите следующий свободный.", Reason.LESSON
        )
    folder.mkdir(parents=True)
    for name in ("lesson.md", "exercises.yml"):
        text = (files("workbook.course") / "templates" / "lesson" / name).read_text(encoding="utf-8")
        write_whole(folder / name, _begun(text, int(named["number"]), title).encode())
    return folder


def _begun(text: str, number: int, title: str) -> str:
    line = yaml.safe_dump({"название": title}, allow_unicode=True, width=10_000).strip()
    text = re.sub(r"^занятие: 99$", f"занятие: {number}", text, count=1, flags=re.M)
    return text.replace("\nназвание: Название занятия\n", f"\n{line}\n", 1)
