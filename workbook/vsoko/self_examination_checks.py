"""Does the form agree with itself, with what was written in and with the year before: remarks in words.

Apart from the lines because a remark accuses no number: it says where a person should look before signing.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from workbook.estimates import half_up
from workbook.settings import Settings
from workbook.vsoko.self_examination_form import COUNT, FORM, MEAN, PARTS, SHARE, WHOLES, YES_NO
from workbook.vsoko.self_examination_lines import COMPUTED, ENTERED, MISSING, Line

__all__ = ["BAD", "INFO", "WATCH", "Check", "checks"]

BAD, WATCH, INFO = "bad", "warn", "info"
"""Contradiction; look before signing; know when reading."""

_WORKERS = ("1.24", "1.29", "1.29.1", "1.29.2", "1.30.1", "1.30.2")


@dataclass(frozen=True, slots=True)
class Check:
    """One remark.

    Attributes
    ----------
    tone : str
        :data:`BAD`, :data:`WATCH` or :data:`INFO`.
    text : str
    numbers : tuple of str
        Lines that it is about.
    """

    tone: str
    text: str
    numbers: tuple[str, ...]


def checks(
    lines: Mapping[str, Line], before: Mapping[str, Line], entries: pd.DataFrame, calendar_year: int, settings: Settings
) -> tuple[Check, ...]:
    """Check the form.

    Parameters
    ----------
    lines, before : mapping
        Lines of this year and of the year before.
    entries : DataFrame
        «Показатели самообследования», all years.
    calendar_year : int
    settings : Settings

    Returns
    -------
    tuple of Check
        Contradictions first.
    """
    found = [
        *_sums(lines), *_parts(lines), *_impossible(lines), *_differing(lines), *_written(entries, calendar_year),
        *_rooms(lines), *_certificates(lines), *_staff(lines, calendar_year), *_partial(lines),
        *_jumps(lines, before, settings),
    ]  # fmt: skip
    rank = {BAD: 0, WATCH: 1, INFO: 2}
    return tuple(sorted(found, key=lambda check: rank[check.tone]))


def _sums(lines: Mapping[str, Line]) -> Iterator[Check]:
    for total, parts in PARTS.items():
        values = [lines[number].value for number in parts]
        whole = lines[total].value
        if math.isnan(whole) or any(map(math.isnan, values)) or sum(values) == whole:
            continue
        added = " + ".join(_said(value) for value in values)
        yield Check(
            BAD, f"Показатель {total} равен {_said(whole)}, а его части {', '.join(parts)} дают "
                 f"{added} = {_said(sum(values))}.", (total, *parts),
        )  # fmt: skip


def _parts(lines: Mapping[str, Line]) -> Iterator[Check]:
    for number, line in lines.items():
        within = line.indicator.within
        if within and line.indicator.unit in (COUNT, SHARE) and line.value > lines[within].value:
            yield Check(BAD, f"Показатель {number} ({_said(line.value)}) больше показателя {within} "
                             f"({_said(lines[within].value)}), в который входит.", (number, within))  # fmt: skip


def _impossible(lines: Mapping[str, Line]) -> Iterator[Check]:
    for number, line in lines.items():
        unit = line.indicator.unit
        if line.percent > 100 and not line.indicator.within:
            yield Check(BAD, f"Доля показателя {number} — {_said(half_up(line.percent, 1))} %, больше 100 %: "
                             f"{_said(line.value)} из {_said(line.whole)}.", (number,))  # fmt: skip
        if unit in (COUNT, SHARE) and line.state == ENTERED and line.value != int(line.value):
            yield Check(BAD, f"Показатель {number} — число людей, а вписано {_said(line.value)}.", (number,))
        if unit == MEAN and line.value > 100:
            yield Check(BAD, f"Показатель {number}: средний балл {_said(line.value)} больше 100.", (number,))
        if line.state == ENTERED and unit == SHARE and math.isnan(line.percent) and line.value > 0:
            whole = lines[line.indicator.whole].indicator
            yield Check(
                WATCH,
                f"Показатель {number}: нет доли, потому что не известен показатель {whole.number} «{whole.title}».",
                (number,),
            )


def _differing(lines: Mapping[str, Line]) -> Iterator[Check]:
    for number, line in lines.items():
        if math.isnan(line.difference) or abs(half_up(line.difference, 2)) == 0:
            continue
        more = "больше" if line.difference > 0 else "меньше"
        shown = "рассчитанное" if line.state == COMPUTED else "вписанное"
        yield Check(
            BAD, f"Показатель {number}: вписано {_said(line.entered)}, рассчитано {_said(line.found.value)} — на "
                 f"{_said(abs(line.difference))} {more}. В форме стоит {shown}; найдите причину.", (number,),
        )  # fmt: skip


def _written(entries: pd.DataFrame, calendar_year: int) -> Iterator[Check]:
    for row in entries.loc[entries["calendar_year"].eq(calendar_year)].to_dict("records"):
        number, item = str(row["number"]), FORM.get(str(row["number"]))
        if item is None:
            yield Check(BAD, f"В таблице «Показатели самообследования» есть номер «{number}», которого нет в форме.",
                        (number,))  # fmt: skip
        elif item.unit == YES_NO and not pd.isna(row["value"]) and pd.isna(row["yes_no"]):
            yield Check(BAD, f"Показатель {number} отвечает «да» или «нет», а вписано число {_said(row['value'])}.",
                        (number,))  # fmt: skip
        elif item.unit != YES_NO and not pd.isna(row["yes_no"]) and pd.isna(row["value"]):
            yield Check(BAD, f"Показатель {number} — число, а вписано «{row['yes_no']}».", (number,))


def _rooms(lines: Mapping[str, Line]) -> Iterator[Check]:
    inside = tuple(number for number, line in lines.items() if line.indicator.within == "2.4" and line.yes_no == "да")
    if lines["2.4"].yes_no == "нет" and inside:
        yield Check(BAD, f"Читального зала нет (2.4), а у показателей {', '.join(inside)} стоит «да».",
                    ("2.4", *inside))  # fmt: skip


def _certificates(lines: Mapping[str, Line]) -> Iterator[Check]:
    for number, low, grade in (("1.14", ("1.10", "1.11"), 9), ("1.15", ("1.12", "1.13"), 11)):
        failed = [lines[one].value for one in low if lines[one].value > 0]
        if failed and lines[number].value < max(failed):
            yield Check(WATCH, f"Без аттестата {grade} класса — {_said(lines[number].value)}, а ниже минимума "
                               f"{_said(max(failed))}. Так бывает после пересдачи: проверьте, какие результаты "
                               "в таблице, первые или последние.", (number, *low))  # fmt: skip


def _staff(lines: Mapping[str, Line], calendar_year: int) -> Iterator[Check]:
    if lines["1.24"].state == COMPUTED:
        yield Check(INFO, "Показатели 1.24–1.30 взяты из таблицы «Учителя»: в ней нет дат и нет других педагогов "
                          f"(психолога, логопеда, библиотекаря). Сверьте с кадрами на 31.12.{calendar_year} и впишите "
                          "верное число.", _WORKERS)  # fmt: skip


def _partial(lines: Mapping[str, Line]) -> Iterator[Check]:
    line = lines["1.18"]
    if line.state == COMPUTED and line.found.note.startswith("неполный год"):
        said = line.found.note.split(";")[0]
        yield Check(WATCH, f"Показатели 1.18–1.19.3 посчитаны за {said}. Добавьте записи или впишите верные числа.",
                    ("1.18", "1.19", "1.19.1", "1.19.2", "1.19.3"))  # fmt: skip
    blank = [n for n in ("1.29", "1.30.1") if lines[n].state == COMPUTED and "не указан" in lines[n].found.note]
    for number in blank:
        yield Check(WATCH, f"Показатель {number} неполон: {lines[number].found.note}.", (number,))


def _jumps(lines: Mapping[str, Line], before: Mapping[str, Line], settings: Settings) -> Iterator[Check]:
    limit, least = settings.self_examination.jump, settings.marks.small_n
    for number, line in lines.items():
        old = before[number]
        if number in WHOLES or MISSING in (line.state, old.state) or "неполный год" in line.found.note + old.found.note:
            continue
        change = line.percent - old.percent
        if abs(change) >= limit and min(line.whole, old.whole) >= least:
            way = "больше" if change > 0 else "меньше"
            yield Check(WATCH, f"Показатель {number} «{line.indicator.short}» за год стал {way} на "
                               f"{_said(half_up(abs(change), 1))} п.п. ({_said(half_up(old.percent, 1))} → "
                               f"{_said(half_up(line.percent, 1))} %): проверьте данные и объясните в отчёте.",
                        (number,))  # fmt: skip


def _said(value: float) -> str:
    return f"{half_up(float(value), 2):g}".replace(".", ",")
