"""A group at a lesson: which exercise failed most, which beliefs stood behind it, who has not begun; codes only.

Apart from the answers because those are one participant's, and here a leader asks what to talk about with all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbook.course.answers import proper_code
from workbook.course.attempt import Attempt
from workbook.course.checking import check
from workbook.course.exercise import Exercise
from workbook.errors import Reason, WorkbookError

__all__ = ["ExerciseOfGroup", "Group", "look_at_group", "named_codes"]

_RANGE = re.compile(r"(?P<stem>[^\d\s,;]*?)(?P<first>\d{1,4})\s*(?:…|\.\.\.?|—|–)\s*(?P=stem)(?P<last>\d{1,4})")
_MOST = 200


@dataclass(frozen=True)
class ExerciseOfGroup:
    """One exercise as the group met it.

    Attributes
    ----------
    place : int
        Its number in the lesson.
    code, title : str
    begun, wrong, right, opened : int
        Participants who did anything, who erred at least once, who came to the right answer, who opened the solution
        without it.
    beliefs : tuple of (str, int)
        Misconception → participants whose wrong answers betray it, the most frequent first.
    """

    place: int
    code: str
    title: str
    begun: int
    wrong: int
    right: int
    opened: int
    beliefs: tuple[tuple[str, int], ...]

    @property
    def unsolved(self) -> int:
        """Participants who began and have no right answer yet."""
        return self.begun - self.right


@dataclass(frozen=True)
class Group:
    """A lesson's group.

    Attributes
    ----------
    exercises : tuple of ExerciseOfGroup
        In the order of the lesson.
    solved : mapping of str to int
        Code of a participant → exercises answered right.
    silent : tuple of str
        Codes that were expected, or whose file came, and that did nothing.
    """

    exercises: tuple[ExerciseOfGroup, ...]
    solved: Mapping[str, int]
    silent: tuple[str, ...]

    @property
    def hardest(self) -> tuple[ExerciseOfGroup, ...]:
        """Exercises at which somebody erred, those with the largest share of erring first."""
        erred = [exercise for exercise in self.exercises if exercise.wrong]
        return tuple(sorted(erred, key=lambda item: (-item.wrong / item.begun, -item.wrong, item.place)))


def look_at_group(
    exercises: Mapping[str, Exercise], group: Mapping[str, Mapping[str, Attempt]], expected: Iterable[str] = ()
) -> Group:
    """Count what the group did.

    Parameters
    ----------
    exercises : mapping of str to Exercise
        Of the lesson, by code, in its order.
    group : mapping
        Participant's code → attempts, as :func:`workbook.course.answers.read_group` returns them. Attempts at exercises
        that the lesson has no more are left out.
    expected : iterable of str
        Codes that the leader gave out; those of whom nothing came are named among the silent.

    Returns
    -------
    Group
    """
    found = tuple(
        _of_group(place, exercise, [attempts[code] for attempts in group.values() if code in attempts])
        for place, (code, exercise) in enumerate(exercises.items(), start=1)
    )
    busy = {
        whose: sum(attempt.solved for code, attempt in attempts.items() if code in exercises)
        for whose, attempts in group.items()
        if any(attempt.begun for code, attempt in attempts.items() if code in exercises)
    }
    silent = tuple(code for code in sorted({*group, *expected}) if code not in busy)
    return Group(found, busy, silent)


def named_codes(text: str) -> tuple[str, ...]:
    """Read the codes that a leader lists: «У-01…У-24, М-03».

    Raises
    ------
    WorkbookError
        One of them is no code, or a range runs backwards or too far.

    Examples
    --------
    >>> named_codes("У-08…У-10, М-3")
    ('У-08', 'У-09', 'У-10', 'М-3')
    """

    def spread(match: re.Match[str]) -> str:
        first, last, width = int(match["first"]), int(match["last"]), len(match["first"])
        if not first <= last <= first + _MOST:
            raise WorkbookError(
                f"Ряд кодов «{match[0]}» не читается. Пишите от меньшего к большему, не больше {_MOST}: «У-01…У-24».",
                Reason.LESSON,
            )
        return ", ".join(f"{match['stem']}{number:0{width}d}" for number in range(first, last + 1))

    listed = re.split(r"[\s,;]+", _RANGE.sub(spread, text.upper()))
    return tuple(dict.fromkeys(proper_code(code) for code in listed if code))


def _of_group(place: int, exercise: Exercise, attempts: list[Attempt]) -> ExerciseOfGroup:
    begun = [attempt for attempt in attempts if attempt.begun]
    beliefs: Counter[str] = Counter()
    for attempt in begun:
        betrayed = {belief for answer in attempt.wrong for belief in check(exercise, answer).misconceptions}
        beliefs.update(betrayed)
    ranked = sorted(beliefs.items(), key=lambda pair: (-pair[1], pair[0]))
    return ExerciseOfGroup(
        place,
        exercise.code,
        exercise.title,
        len(begun),
        sum(attempt.tries > 0 for attempt in begun),
        sum(attempt.solved for attempt in begun),
        sum(attempt.opened for attempt in begun),
        tuple(ranked),
    )
