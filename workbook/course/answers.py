"""Answers of a participant in a file under a code: saved whole at each step, found again when the lesson is reopened.

Apart from the attempt because a file can be damaged, belong to another lesson or lie on a full disk.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbook.course.attempt import Attempt
from workbook.errors import Reason, WorkbookError
from workbook.school.exchange.folder import write_whole

__all__ = ["AnswersFile", "answers_bytes", "merged", "parse_answers", "proper_code", "read_group"]

_CODE = re.compile(r"(?=[^0-9]*[0-9])(?!(?:COM|LPT)[0-9]\Z)[А-ЯЁа-яёA-Za-z0-9-]{1,20}")
"""With a digit: a surname is no code. Windows keeps COM1 and LPT1 for itself."""

_LARGEST = 1_000_000


def proper_code(text: str) -> str:
    """Return a participant's code as it is kept: «у-07 » is «У-07».

    Raises
    ------
    WorkbookError
        It is no code.
    """
    code = text.strip().upper()
    if not _CODE.fullmatch(code):
        raise WorkbookError(
            f"Код участника «{text.strip()[:40]}» не подходит. Нужны буквы, цифры и дефис, не больше 20 знаков, хотя "
            "бы одна цифра: «У-07». Имя и фамилию не пишите.",
            Reason.LESSON,
        )
    return code


class AnswersFile:
    """The file of one participant's answers to one lesson.

    Attributes
    ----------
    folder : Path
        Where answers of all participants lie; made at the first save.
    lesson, participant : str
        The lesson's folder name and the participant's code.

    Raises
    ------
    WorkbookError
        The code is not a code.
    """

    def __init__(self, folder: Path, lesson: str, participant: str) -> None:
        self.participant = proper_code(participant)
        self.folder = folder
        self.lesson = lesson

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
            return _attempts(_source(self.path))
        except _DAMAGE as error:
            raise WorkbookError(
                f"Файл ответов {self.path.name} повреждён и не прочитан. Он не тронут: переименуйте его, и занятие "
                "начнётся сначала, или верните копию.",
                Reason.LESSON,
            ) from error

    def write(self, attempts: Mapping[str, Attempt]) -> None:
        """Save all attempts; a break leaves the former file whole."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.path, answers_bytes(self.lesson, self.participant, attempts))

    def put(self, code: str, attempt: Attempt) -> None:
        """Save one attempt beside what another page of the same participant has saved meanwhile."""
        self.write({**self.read(), code: attempt})


def answers_bytes(lesson: str, participant: str, attempts: Mapping[str, Attempt]) -> bytes:
    """Write the answers as the file keeps them, UTF-8 JSON."""
    text = json.dumps(
        {
            "занятие": lesson,
            "участник": participant,
            "упражнения": {code: attempt.as_mapping() for code, attempt in attempts.items()},
        },
        ensure_ascii=False,
        indent=1,
    )
    return f"{text}\n".encode()


def parse_answers(content: bytes, lesson: str) -> tuple[str, dict[str, Attempt]]:
    """Read a file of answers that was brought from elsewhere.

    Returns
    -------
    tuple
        The participant's code and the attempts.

    Raises
    ------
    WorkbookError
        It is no such file, or one of another lesson.
    """
    try:
        if len(content) > _LARGEST:
            raise ValueError("too large")
        source = json.loads(content.decode("utf-8"))
        attempts, whose, what = _attempts(source), str(source["участник"]), str(source["занятие"])
    except _DAMAGE as error:
        raise WorkbookError(
            "Это не файл ответов, или он повреждён. Нужен файл, который дала кнопка «Забрать файл ответов».",
            Reason.LESSON,
        ) from error
    if what != lesson:
        raise WorkbookError(
            f"Это ответы другого занятия: «{what[:60]}». Откройте его и верните файл там.", Reason.LESSON
        )
    return proper_code(whose), attempts


def merged(here: Mapping[str, Attempt], brought: Mapping[str, Attempt]) -> dict[str, Attempt]:
    """Put two sets of attempts together: of each exercise the one that went further; when equal, the brought one."""
    further = {code: attempt for code, attempt in brought.items() if attempt.reach >= here.get(code, Attempt()).reach}
    return {**here, **further}


def read_group(folder: Path, lesson: str) -> tuple[dict[str, dict[str, Attempt]], tuple[str, ...]]:
    """Read the answers of a whole group.

    Parameters
    ----------
    folder : Path
        As in :class:`AnswersFile`; files brought by participants are put there under any name.
    lesson : str

    Returns
    -------
    tuple
        Participant's code → attempts, in the order of codes; and the sentences about files that were not read.
    """
    group: dict[str, dict[str, Attempt]] = {}
    refused: list[str] = []
    for path in sorted((folder / lesson).glob("*.json")):
        if path.name.startswith("."):
            continue
        try:
            if path.stat().st_size > _LARGEST:
                raise WorkbookError("Файл слишком велик для файла ответов.", Reason.LESSON)
            code, attempts = parse_answers(path.read_bytes(), lesson)
        except WorkbookError as error:
            refused.append(f"{path.name}: {error}")
        else:
            group[code] = merged(group.get(code, {}), attempts)
    return dict(sorted(group.items())), tuple(refused)


_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def _source(path: Path) -> Any:
    if path.stat().st_size > _LARGEST:
        raise ValueError("too large")
    return json.loads(path.read_text(encoding="utf-8"))


def _attempts(source: Any) -> dict[str, Attempt]:
    return {str(code): Attempt.from_mapping(values) for code, values in source["упражнения"].items()}
