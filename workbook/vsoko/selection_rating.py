"""The rating of applications to a profile class: exact sums, minima with reasons, ties as the act orders them.

Apart from the border and the forecast because this is what a commission signs, and it must be countable by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.estimates import half_up
from workbook.settings import SelectionRules

__all__ = ["BELOW", "IN", "OUT", "RESERVE", "TIE", "Terms", "rating", "read_terms", "remarks"]

IN, TIE, RESERVE = "в пределах мест", "равны на границе: решает комиссия", "резерв"
OUT, BELOW = "мест не хватило", "не в рейтинге"
_PRIVILEGE, _OWN = "преимущество", "профильный"


@dataclass(frozen=True)
class Terms:
    """Numbers by the beginning of a component's name; the longest beginning wins.

    Attributes
    ----------
    pairs : tuple of (str, float)
    """

    pairs: tuple[tuple[str, float], ...]

    def of(self, name: str, default: float | None = None) -> float | None:
        """Return the number for a name, or the default."""
        fits = [(len(start), value) for start, value in self.pairs if name.lower().startswith(start.lower())]
        return max(fits)[1] if fits else default


def read_terms(text: str, key: str) -> Terms:
    """Read «ОГЭ: 40; средний балл аттестата: 3,5».

    Parameters
    ----------
    text : str
    key : str
        Key of the section «отбор», for the sentence of a refusal.

    Raises
    ------
    DataRefused
        A part without a colon, without a name or with something that is no number from 0.
    """
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name, colon, number = (word.strip() for word in part.rpartition(":"))
        try:
            value = float(number.replace(",", "."))
        except ValueError:
            value = -1.0
        if not colon or not name or not 0 <= value < 1e6:
            raise DataRefused(
                f"Методика, «отбор» → «{key}»: «{part}» не прочитано. Пишите «название: число», части — через точку с "
                "запятой.", Reason.SETTING_VALUE,
            )  # fmt: skip
        found.append((name, value))
    return Terms(tuple(found))


def rating(
    applications: pd.DataFrame,
    rules: SelectionRules,
    places: Mapping[str, int],
    factors: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Order the applications of each profile.

    Parameters
    ----------
    applications : DataFrame
        Validated rows of one year: applicant, profile, component, score, minimum_met, privilege.
    rules : SelectionRules
    places : mapping
        Profile → places.
    factors : mapping or None
        Component → factor on its weight («что если»).

    Returns
    -------
    DataFrame
        Columns profile, applicant, total (whole hundredths of a point; missing when not rated), place (1 the first;
        equals share it), status (:data:`IN`, :data:`TIE`, :data:`RESERVE`, :data:`OUT`, :data:`BELOW`), reason (why
        not rated), privilege (bool), keys (what ties were compared by). Ordered by profile, place, number.

    Notes
    -----
    Сумма = Σ вес · балл / наибольший · 100, each part rounded half up to hundredths (методика раздела 5.4). Equals at
    the last place are not parted by the program.
    """
    parts = _parts(applications, rules, factors or {})
    every = [set(part["component"]) for _, part in parts.groupby("profile")]
    common = set.intersection(*every) if every else set()
    tables = [_profile(str(name), part, rules, (places[str(name)], common)) for name, part in parts.groupby("profile")]
    return pd.concat(tables, ignore_index=True)


def remarks(applications: pd.DataFrame, rules: SelectionRules) -> list[str]:
    """Say where the table contradicts itself or the rules: for the commission, before it signs."""
    minima, found = read_terms(rules.minima, "минимумы"), []
    for row in applications.to_dict("records"):
        least = minima.of(row["component"])
        low = least is not None and row["score"] < least
        if low and row["minimum_met"] == "да":
            found.append(f"{row['applicant']}, {row['component']}: отмечено «минимум достигнут», а балл "
                         f"{_short(row['score'])} ниже {_short(least)}.")  # fmt: skip
        if not low and row["minimum_met"] == "нет" and least is not None:
            found.append(f"{row['applicant']}, {row['component']}: отмечено «минимум не достигнут», а балл "
                         f"{_short(row['score'])} не ниже {_short(least)}.")  # fmt: skip
    mixed = applications.groupby("applicant")["privilege"].nunique()
    found += [f"{code}: преимущество отмечено и «да», и «нет» — проверить документ." for code in mixed.index[mixed > 1]]
    several = applications.groupby("applicant")["profile"].nunique()
    found += [f"{code}: заявление в несколько профилей — уточнить выбор." for code in several.index[several > 1]]
    return found


def _parts(applications: pd.DataFrame, rules: SelectionRules, factors: Mapping[str, float]) -> pd.DataFrame:
    weights, tops = read_terms(rules.weights, "веса"), read_terms(rules.tops, "наибольшие")
    minima = read_terms(rules.minima, "минимумы")
    rows = applications.sort_values(["applicant", "component"], kind="stable")
    found = []
    for row in rows.to_dict("records"):
        name, score = str(row["component"]), float(row["score"])
        top = tops.of(name, 100) or 100
        if score > top:
            raise DataRefused(
                f"Заявление {row['applicant']}: «{name}» — {_short(score)}, а наибольший балл {_short(top)}. Исправьте "
                "балл или «отбор» → «наибольшие» в методике школы.", Reason.SCORE_ABOVE_MAX,
            )  # fmt: skip
        weight = (weights.of(name, 1) or 0.0) * factors.get(name, 1.0)
        least = minima.of(name)
        low = least is not None and score < least
        reason = f"{name}: {_short(score)}, нужно не ниже {_short(least)}" if low else ""
        if not reason and row["minimum_met"] == "нет":
            reason = f"{name}: школа отметила, что минимум не достигнут"
        found.append((int(half_up(100 * score / top * weight * 100)), reason))
    rows["part"], rows["reason"] = [one for one, _ in found], [two for _, two in found]
    rows["privilege"] = rows["privilege"].eq("да").fillna(False)
    return rows


def _profile(name: str, part: pd.DataFrame, rules: SelectionRules, bounds: tuple[int, set[str]]) -> pd.DataFrame:
    places, common = bounds
    needed = sorted(set(part["component"]))
    own = [component for component in needed if component not in common]
    people = []
    for applicant, rows in part.groupby("applicant"):
        scores = dict(zip(rows["component"], rows["score"], strict=True))
        reasons = [reason for reason in rows["reason"] if reason]
        reasons += [f"нет показателя «{component}»" for component in needed if component not in scores]
        privilege = bool(rows["privilege"].any())
        keys = _keys(rules, scores, own, privilege)
        people.append((str(applicant), int(rows["part"].sum()), privilege, "; ".join(reasons), keys))
    rated = [one for one in people if not one[3]]
    order = {one[0]: (one[1], *one[4]) for one in rated}
    lines: list[tuple[object, ...]] = []
    for applicant, total, privilege, reason, keys in people:
        if reason:
            lines.append((name, applicant, pd.NA, pd.NA, BELOW, reason, privilege, keys))
            continue
        mine = order[applicant]
        better, same = sum(other > mine for other in order.values()), sum(other == mine for other in order.values())
        status = _status(better, same, places, rules.reserve)
        lines.append((name, applicant, total, better + 1, status, "", privilege, keys))
    table = pd.DataFrame(
        lines, columns=["profile", "applicant", "total", "place", "status", "reason", "privilege", "keys"]
    ).astype({"total": "Int64", "place": "Int64"})
    return table.sort_values(["place", "applicant"], na_position="last", ignore_index=True)


def _status(better: int, same: int, places: int, reserve: int) -> str:
    if better + same <= places:
        return IN
    if better < places:
        return TIE
    return RESERVE if better < places + reserve else OUT


def _keys(rules: SelectionRules, scores: Mapping[str, float], own: list[str], privilege: bool) -> tuple[float, ...]:
    keys: list[float] = []
    for word in filter(None, (piece.strip() for piece in rules.ties.split(";"))):
        if word == _PRIVILEGE:
            keys.append(float(privilege))
        elif word == _OWN:
            keys += [scores.get(component, 0.0) for component in own]
        else:
            keys += [score for component, score in sorted(scores.items()) if component.lower().startswith(word.lower())]
    return tuple(keys)


def _short(value: float | None) -> str:
    return f"{value:g}".replace(".", ",")
