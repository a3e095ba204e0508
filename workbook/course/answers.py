"""Answers of a participant in a file under a code: saved whole at each step, found again when the lesson is reopened.

Apart from the attempt because a file can be damaged, belong to another lesson or lie on a full disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from workbook.course.attempt import Attempt
from workbook.errors import Reason, WorkbookError
from workbook.school.exchange.folder import write_whole

__all__ = ["AnswersFile", "read_group"]

_CODE = re.compile(r"[А-ЯЁа-яёA-Za-z0-9-]{1,20}")
_LARGEST = 1_000_000


class AnswersFile:
    """The file of one participant's answers to one lesson.

    Attributes
    ----------
    folder : Path
        Where answers of all participants lie; made at the first save.
    lesson, participant : str
        The lesson's folder name and the participant's code: letters, digits, hyphen, no name.

    Raises
    ------
    WorkbookError
        The code is not a code.
    """

    def __init__(self, folder: Path, lesson: str, participant: str) -> None:
        if not _CODE.fullmatch(participant):
            raise WorkbookError(
                f"Код участника «{participant}» не подходит. Нужны буквы, цифры и дефис, не больше 20 знаков: «У-07».",
                Reason.LESSON,
            )
        self.folder = folder
        self.lesson = lesson
        self.participant = participant

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.folder / self.lesson / f"{self.participant}.json"

    def read(self) -> dict[str, Attempt]:
        """Return the attempts by code of exercise; no file means nothing begun.

        Raises
        ------
        WorkbookError
            The file cannot be read; it is left as it is.
        """
        if not self.path.is_file():
            return {}
        try:
            if self.path.stat().st_size > _LARGEST:
                raise ValueError("too large")
            source = json.loads(self.path.read_text(encoding="utf-8"))
            found = source["упражнения"]
            return {str(code): Attempt.from_mapping(values) for code, values in found.items()}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise WorkbookError(
                f"Файл ответов {self.path.name} повреждён и не прочитан. Он не тронут: переименуйте его, и занятие "
                "начнётся сначала, или верните копию.",
                Reason.LESSON,
            ) from error

    def write(self, attempts: Mapping[str, Attempt]) -> None:
        """Save all attempts; a break leaves the former file whole."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(
            {
                "занятие": self.lesson,
                "участник": self.participant,
                "упражнения": {code: attempt.as_mapping() for code, attempt in attempts.items()},
            },
            ensure_ascii=False,
            indent=1,
        )
        write_whole(self.path, f"{text}\n".encode())


def read_group(folder: Path, lesson: str) -> tuple[dict[str, dict[str, Attempt]], tuple[str, ...]]:
    """Read the answers of a whole group.

    Parameters
    ----------
    folder : Path
        As in :class:`AnswersFile`; files brought by participants are put there.
    lesson : str

    Returns
    -------
    tuple
        Participant's code → attempts; and the sentences about files that were not read.
    """
    group: dict[str, dict[str, Attempt]] = {}
    refused: list[str] = []
    for path in _files(folder / lesson):
        try:
            group[path.stem] = AnswersFile(folder, lesson, path.stem).read()
        except WorkbookError as error:
            refused.append(str(error))
    return group, tuple(refused)


def _files(folder: Path) -> Iterable[Path]:
    return sorted(path for path in folder.glob("*.json") if not path.name.startswith("."))
