"""A draft of a card (черновик карты): what a person typed, checked by the schema that reading uses, all faults at once.

Apart from reading, which speaks of cells of a file: here the place of a fault is a field of a form.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from workbook.errors import Reason
from workbook.rating.card_desk import CardDesk
from workbook.rating.card_problems import Surroundings, card_problems
from workbook.rating.card_registry import registry
from workbook.rating.card_text import ERASE, FORM, POINTS, STAGES, card_lines, parted, read_lines
from workbook.school import TABLES, Problem, Severity
from workbook.school.checking import check_table
from workbook.school.grid import Grid
from workbook.school.references import check_references

__all__ = ["CardDraft", "Complaint", "card_draft", "free_code", "sample_lines"]

_PARTS = {STAGES: ("stage", "teacher_does", "pupil_does", "minutes"), POINTS: ("role", "result", "points", "cap_group")}
_TABLE = {STAGES: "card_stages", POINTS: "card_points"}
_WORDS = {STAGES: "этап — учитель — ученик — минут", POINTS: "роль — результат — баллы — группа лимита"}
_FORM_WORDS = (
    ("не заполнен обязательный столбец", "не заполнено обязательное поле"),
    ("в столбце", "в поле"),
    ("ячейку", "поле"),
    (" Строка не учтена.", ""),
    (" Значение не учтено.", ""),
    (" Исправлять файл не обязательно.", ""),
)
"""Reading speaks of a file, a form of its fields; all else is said by the same words."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong or odd about one field.

    Attributes
    ----------
    field, value : str
        Header of the field and what stood in it.
    words : str
        What is wrong, what is allowed, what to do, Russian.
    severity : Severity
        An error keeps the card from being handed in; a warning does not; a repair was made.
    """

    field: str
    value: str
    words: str
    severity: Severity


@dataclass(frozen=True)
class CardDraft:
    """A card that is not yet the school's.

    Attributes
    ----------
    sample : str
        Code of the card it was copied from.
    typed : mapping of str to str
        What the person changed: header → text.
    lines : mapping of str to str
        The whole card: the sample, a free code, and what was changed.
    tables : mapping of str to DataFrame
        «cards», «card_stages», «card_points» as reading would give them; a table without a sound row is absent.
    complaints : tuple of Complaint
        Errors first.
    """

    sample: str
    typed: Mapping[str, str]
    lines: Mapping[str, str]
    tables: Mapping[str, pd.DataFrame]
    complaints: tuple[Complaint, ...]

    @property
    def sound(self) -> bool:
        """Whether the school's reading would take the card as it is."""
        return not any(item.severity is Severity.ERROR for item in self.complaints)

    @property
    def code(self) -> str:
        """The code of the card."""
        return str(self.tables["cards"]["card"].iloc[0]) if "cards" in self.tables else self.lines["Код карты"]


def sample_lines(desk: CardDesk, code: str) -> dict[str, str]:
    """Write one card of the school as a person would type it.

    Parameters
    ----------
    desk : CardDesk
    code : str
        A card of the school; empty for the example.

    Returns
    -------
    dict of str to str
        As :func:`workbook.rating.card_text.card_lines`.
    """
    code = code or desk.example
    row = desk.all_cards[desk.all_cards["card"] == code].iloc[0].to_dict()
    stages, points = (
        None if table is None else table[table["card"] == code] for table in (desk.stages, desk.points)
    )  # fmt: skip
    return card_lines(row, stages, points)


def free_code(codes: Iterable[str]) -> str:
    """Return the next code after the school's own, in their manner.

    Examples
    --------
    >>> free_code(["К-008", "К-041", "ОЛИМП"]), free_code([])
    ('К-042', 'К-001')
    """
    known = [match for match in (re.fullmatch(r"(.*?)(\d+)", code) for code in codes) if match]
    if not known:
        return "К-001"
    prefix = Counter(match[1] for match in known).most_common(1)[0][0]
    last = max((match[2] for match in known if match[1] == prefix), key=int)
    return f"{prefix}{int(last) + 1:0{len(last)}d}"


def card_draft(desk: CardDesk, sample: str = "", text: str = "") -> CardDraft:
    """Make a draft: a copy of a card under a free code, with what a person changed, checked whole.

    Parameters
    ----------
    desk : CardDesk
    sample : str
        Code of the card to copy; empty for the example. The code of the event is not copied: a copy that shares it
        would count as a stage of the same event.
    text : str
        Lines «Название: …» of what differs; a dash leaves the field empty.

    Returns
    -------
    CardDraft
    """
    sample = sample or desk.example
    typed = read_lines(text)
    codes = list(desk.all_cards["card"])
    lines = sample_lines(desk, sample) | {"Код карты": free_code(codes), "Событие": "", "Версия": "1"}
    known = {column.header: column.header for column in FORM}
    lines |= {name: "" if value in ERASE else value for name, value in typed.items() if name in known and value}
    strange = [name for name in typed if name not in known]
    grids, numbers, wide = _grids(lines)
    checked = check_references({name: check_table(grid, TABLES[name]) for name, grid in grids.items()})
    complaints = [_unknown(name, typed[name], known) for name in strange] + wide
    complaints += [
        _of_problem(problem, numbers)
        for table in checked.values()
        for problem in table.problems
        if problem.reason is not Reason.TABLE_EMPTY  # only says again that the rows below are at fault
    ]
    complaints += _taken(lines["Код карты"], desk)
    tables = {name: table.frame for name, table in checked.items() if table.frame is not None}
    complaints += _odd(tables, desk)
    complaints += _twins(tables, desk) if typed else []
    order = list(Severity)
    ranked = sorted(complaints, key=lambda item: order.index(item.severity))
    return CardDraft(sample, typed, lines, tables, tuple(ranked))


def _grids(lines: Mapping[str, str]) -> tuple[dict[str, Grid], dict[str, list[int]], list[Complaint]]:
    """Lay the lines out as the sheets of the school's form, each row with the number of its line."""
    cards = TABLES["cards"].columns
    rows = [[column.header for column in cards], [lines[column.header] for column in cards]]
    grids, wide = {"cards": Grid("Черновик карты", "", rows)}, []
    numbers: dict[str, list[int]] = {}
    for field, names in _PARTS.items():
        table = TABLES[_TABLE[field]]
        body = []
        for number, line in enumerate(filter(None, lines[field].splitlines()), 1):
            parts = parted(line)
            if len(parts) > len(names):
                words = f"частей {len(parts)}, а нужно не больше {len(names)}: {_WORDS[field]}. Уберите лишнее."
                wide.append(Complaint(f"{field}, строка {number}", line, words, Severity.ERROR))
                continue
            given = dict(zip(names, parts, strict=False)) | {"card": lines["Код карты"], "number": str(number)}
            body.append([given.get(column.name, "") for column in table.columns])
            numbers.setdefault(table.name, []).append(number)
        if body:
            grids[table.name] = Grid("Черновик карты", "", [[column.header for column in table.columns], *body])
    return grids, numbers, wide


def _of_problem(problem: Problem, numbers: Mapping[str, list[int]]) -> Complaint:
    _, _, words = problem.message.partition(": ")
    for file_words, form_words in _FORM_WORDS:
        words = words.replace(file_words, form_words)
    field = next((name for name, table in _TABLE.items() if table == problem.table), "")
    if field and problem.row is not None:
        place = f"{field}, строка {numbers[problem.table][problem.row - 2]}" + (
            f", «{problem.header}»" if problem.header else ""
        )
    else:
        place = problem.header or field
    return Complaint(place, problem.value, words, problem.severity)


def _unknown(name: str, value: str, known: Mapping[str, str]) -> Complaint:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f" Возможно, имелось в виду «{near[0]}»." if near else ""
    fields = ", ".join(f"«{header}»" for header in known)
    words = f"поля «{name}» в карте нет.{hint} Есть: {fields}."
    return Complaint(name, value, words, Severity.ERROR)


def _taken(code: str, desk: CardDesk) -> list[Complaint]:
    same = desk.all_cards[desk.all_cards["card"] == code]
    if same.empty:
        return []
    title, free = same["title"].iloc[0], free_code(desk.all_cards["card"])
    words = f"код уже занят картой ({title}). Свободен код «{free}»: поставьте его или оставьте поле пустым."
    return [Complaint("Код карты", code, words, Severity.ERROR)]


def _odd(tables: Mapping[str, pd.DataFrame], desk: CardDesk) -> Iterator[Complaint]:
    """Yield what reading would take but a careful author would not."""
    if "cards" not in tables:
        return
    found = registry(tables["cards"], tables.get("card_stages"), desk.rules, desk.limits)
    if found.empty:
        row, period = tables["cards"].iloc[0], desk.rules.period
        words = (
            f"дни мероприятия вне периода рейтинга ({period.starts:%d.%m.%Y}–{period.ends:%d.%m.%Y}): баллов за этот "
            "период карта не даст."
        )
        yield Complaint("Начало", f"{row['starts']:%d.%m.%Y}", words, Severity.WARNING)
        return
    around = Surroundings(desk.roster, None, desk.around.teachers)
    for problem in card_problems(found, around, desk.rules):
        words = problem.words.partition("): ")[2]
        yield Complaint(problem.kind.capitalize(), "", words, Severity.WARNING)
    row = found.iloc[0]
    if row["missing"]:
        words = f"по правилам школы карта неполна без полей: {', '.join(row['missing'])}. Заполните их."
        yield Complaint("Полнота", "", words, Severity.WARNING)


def _twins(tables: Mapping[str, pd.DataFrame], desk: CardDesk) -> Iterator[Complaint]:
    """Yield cards with the same title that begin on the same day."""
    for row in tables["cards"].to_dict("records") if "cards" in tables else ():
        same = (desk.all_cards["title"] == row["title"]) & (desk.all_cards["starts"] == row["starts"])
        for code in desk.all_cards.loc[same, "card"]:
            words = f"название и день начала те же, что у карты {code}. Если это другое мероприятие, измените их."
            yield Complaint("Название", row["title"], words, Severity.WARNING)
