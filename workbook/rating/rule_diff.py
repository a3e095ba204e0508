"""The difference of two versions of the rules (что изменится): which keys, and for whom, before it takes effect.

Apart from the season, which counts one version: here two are counted side by side, and each changed rule alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import pandas as pd
import yaml

from workbook.errors import SettingsRefused
from workbook.estimates import Result, results_table
from workbook.rating.classes import class_totals
from workbook.rating.rules import read_rules
from workbook.rating.season import Season, season_under
from workbook.school import School
from workbook.settings import RatingRules, Settings

__all__ = ["RuleChange", "RuleDiff", "changed_keys", "draft_text", "rule_diff", "rule_results"]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One value that differs between two versions.

    Attributes
    ----------
    path : str
        «рейтинг → баллы → районный → призёр».
    rule : str
        The name of the field that holds the value; several changes may share a rule.
    meaning : str
        What the rule decides, Russian.
    before, after : object
        Its values.
    """

    path: str
    rule: str
    meaning: str
    before: Any
    after: Any


@dataclass(frozen=True)
class RuleDiff:
    """What another version of the rules changes for one school.

    Attributes
    ----------
    before, after : Season
        The season under each version.
    changes : tuple of RuleChange
    pupils : DataFrame
        One row per pupil of the roster: ``pupil``, ``class_``, ``league``, ``total_before``, ``total_after``,
        ``change`` (hundredths), ``place_before``, ``place_after``, ``league_before``, ``league_after`` (Int64, missing
        without points), ``moved`` (places won; missing when the pupil had or has no place), best movers first.
    classes : DataFrame
        ``class_``, ``pupils``, ``per_head_before``, ``per_head_after`` (hundredths), ``place_before``, ``place_after``.
    records : DataFrame
        The records that are counted differently: ``record``, ``pupil``, ``card``, ``title``, ``direction``, ``scale``,
        ``result``, ``form``, ``earned_before``, ``earned_after``, ``counted_before``, ``counted_after`` (hundredths),
        ``reason_before``, ``reason_after``; the greatest difference first.
    alone : DataFrame
        Each changed rule alone put into the old version: ``rule`` (Russian key), ``meaning``, ``pupils`` (whose total
        changes), ``moved`` (whose place changes), ``points`` (sum of absolute changes, hundredths), ``refused`` (why it
        cannot stand alone, Russian, or empty); the rule that moves most comes first.
    """

    before: Season
    after: Season
    changes: tuple[RuleChange, ...]
    pupils: pd.DataFrame
    classes: pd.DataFrame
    records: pd.DataFrame
    alone: pd.DataFrame

    @property
    def moved(self) -> pd.Series:
        """Which pupils change place, get one or lose one."""
        return _differs(self.pupils["place_before"], self.pupils["place_after"])


def changed_keys(before: RatingRules, after: RatingRules) -> tuple[RuleChange, ...]:
    """Return the values that differ between two versions of the rules, in the order of the settings.

    Parameters
    ----------
    before, after : RatingRules

    Examples
    --------
    >>> [change.path for change in changed_keys(RatingRules(), RatingRules(best_n=5))]
    ['рейтинг → лучших_в_категории']
    """
    changes: list[RuleChange] = []
    for item in fields(RatingRules):
        key, meaning = item.metadata["key"], item.metadata["meaning"]
        for path, old, new in _leaves(getattr(before, item.name), getattr(after, item.name)):
            changes.append(RuleChange(" → ".join(("рейтинг", key, *path)), item.name, meaning, old, new))
    return tuple(changes)


def _leaves(old: Any, new: Any) -> Iterator[tuple[tuple[str, ...], Any, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in old:
            for path, left, right in _leaves(old[key], new[key]):
                yield (str(key), *path), left, right
    elif old != new:
        yield (), old, new


def rule_diff(school: School, before: RatingRules, after: RatingRules) -> RuleDiff:
    """Count one season of a school under two versions of the rules and compare.

    Parameters
    ----------
    school : School
        Tables «Ученики», «Технологические карты», «Участие в мероприятиях».
    before, after : RatingRules
        ``after`` with a date of effect inside the season prices only the results from that date on; those before it
        are priced by `before`.

    Returns
    -------
    RuleDiff

    Raises
    ------
    MissingData
        A table is absent.
    SettingsRefused
        One of the versions contradicts itself; the sentence names the key's path.
    """
    old = season_under(school, read_rules(before))
    new = _season_after(school, before, after)
    changes = changed_keys(before, after)
    return RuleDiff(
        old, new, changes, _pupils(old, new), _classes(old, new), _records(old, new),
        _alone(school, old, before, after, changes),
    )  # fmt: skip


def _season_after(school: School, before: RatingRules, after: RatingRules) -> Season:
    rules = read_rules(after)
    late = rules.effective > rules.period.starts
    return season_under(school, rules.after(read_rules(before)) if late else rules)


def _differs(left: pd.Series, right: pd.Series) -> pd.Series:
    return (left != right).fillna(False).astype("bool") | (left.isna() != right.isna())


def _pupils(old: Season, new: Season) -> pd.DataFrame:
    columns = ["pupil", "total", "place", "league_place"]
    table = old.rating[["pupil", "class_", "league", "total", "place", "league_place"]].merge(
        new.rating[columns], on="pupil", how="outer", suffixes=("_before", "_after")
    )
    table = table.rename(columns={"league_place_before": "league_before", "league_place_after": "league_after"})
    table["change"] = table["total_after"] - table["total_before"]
    table["moved"] = table["place_before"] - table["place_after"]
    order = ["moved", "change", "place_after", "pupil"]
    names = ["pupil", "class_", "league", "total_before", "total_after", "change", "place_before", "place_after",
             "league_before", "league_after", "moved"]  # fmt: skip
    return table.sort_values(order, ascending=[False, False, True, True], ignore_index=True)[names]


def _classes(old: Season, new: Season) -> pd.DataFrame:
    columns = ["class_", "per_head", "place"]
    left, right = class_totals(old.rating), class_totals(new.rating)
    table = left[["pupils", *columns]].merge(right[columns], on="class_", suffixes=("_before", "_after"))
    return table[["class_", "pupils", "per_head_before", "per_head_after", "place_before", "place_after"]]


def _records(old: Season, new: Season) -> pd.DataFrame:
    values = ["earned", "counted", "outcome", "reason"]
    common = ["line", "record", "pupil", "card", "title", "direction", "scale", "result", "form"]
    table = old.ledger[[*common, *values]].merge(
        new.ledger[["line", *values]], on="line", suffixes=("_before", "_after"), validate="one_to_one"
    )
    changed = (
        (table["earned_before"] != table["earned_after"])
        | (table["counted_before"] != table["counted_after"])
        | (table["outcome_before"] != table["outcome_after"])
    )  # fmt: skip
    size = (table["counted_after"] - table["counted_before"]).abs()
    found = table.assign(_size=size)[changed].sort_values(["_size", "line"], ascending=[False, True], ignore_index=True)
    return found.drop(columns=["_size", "outcome_before", "outcome_after"])


def _alone(
    school: School, old: Season, before: RatingRules, after: RatingRules, changes: tuple[RuleChange, ...]
) -> pd.DataFrame:
    """Put each changed rule alone into the old version and count whom it moves."""
    known = {item.name: item.metadata for item in fields(RatingRules)}
    rows = []
    for name in dict.fromkeys(change.rule for change in changes):
        row = {"rule": known[name]["key"], "meaning": known[name]["meaning"]}
        try:
            season = _season_after(school, before, replace(before, **{name: getattr(after, name)}))
        except SettingsRefused as refusal:
            rows.append({**row, "refused": refusal.message})
            continue
        table = _pupils(old, season)
        rows.append(
            {
                **row,
                "pupils": int((table["change"] != 0).sum()),
                "moved": int(_differs(table["place_before"], table["place_after"]).sum()),
                "points": int(table["change"].abs().sum()),
                "refused": "",
            }
        )
    kinds = {"rule": "str", "meaning": "str", "pupils": "Int64", "moved": "Int64", "points": "Int64", "refused": "str"}
    frame = pd.DataFrame(rows, columns=list(kinds)).astype(kinds)
    return frame.sort_values(
        ["moved", "points", "rule"], ascending=[False, False, True], na_position="last", ignore_index=True
    )


def draft_text(settings: Settings, draft: RatingRules) -> str:
    """Write a draft of the rules as YAML that :func:`workbook.settings.read_settings` reads back.

    Parameters
    ----------
    settings : Settings
        The school's rules: their title and version are named in the draft.
    draft : RatingRules

    Returns
    -------
    str
        The whole section «рейтинг», with the meaning of each key above it and a mark at each changed one.

    Examples
    --------
    >>> from workbook.settings import read_settings
    >>> draft = RatingRules(best_n=5)
    >>> read_settings(draft_text(Settings(), draft)).rating == draft
    True
    """
    whole = replace(settings, title=settings.title, version=f"{settings.version}, черновик", rating=draft)
    touched = {change.rule for change in changed_keys(settings.rating, draft)}
    values = whole.as_mapping()["рейтинг"]
    lines = ["# Черновик правил рейтинга. Решение принимает школа; до утверждения действует прежняя версия."]
    lines.append(yaml.safe_dump({"название": whole.title, "версия": whole.version}, allow_unicode=True).rstrip())
    lines.append("рейтинг:")
    for item in fields(RatingRules):
        key = item.metadata["key"]
        lines.append(f"  # {'ИЗМЕНЕНО. ' if item.name in touched else ''}{item.metadata['meaning']}")
        text = yaml.safe_dump({key: values[key]}, allow_unicode=True, sort_keys=False, width=1000)
        lines += [f"  {line}" for line in text.rstrip().splitlines()]
    return "\n".join(lines) + "\n"


def rule_results(diff: RuleDiff) -> pd.DataFrame:
    """Return the key figures of a difference for the results store.

    Parameters
    ----------
    diff : RuleDiff

    Returns
    -------
    DataFrame
        Columns of :data:`workbook.estimates.RESULT_COLUMNS`.
    """
    pupils = diff.pupils
    placed = int(pupils[["place_before", "place_after"]].notna().any(axis=1).sum())
    moved = int(diff.moved.sum())
    share = 100 * moved / placed if placed else float("nan")
    up, down = int((pupils["moved"] > 0).sum()), int((pupils["moved"] < 0).sum())
    rows = [
        Result("rules-changed", "Изменено ключей правил", len(diff.changes), unit="шт.", headline=True),
        Result("rules-moved-percent", "Место меняется", share, n=placed, unit="%", headline=True),
        Result("rules-up", "Поднимутся", up, n=placed, headline=True),
        Result("rules-down", "Опустятся", down, n=placed, headline=True),
        Result("rules-totals", "Сумма меняется", int((pupils["change"] != 0).sum()), n=len(pupils)),
        Result("rules-records", "Записей засчитано иначе", len(diff.records), n=len(diff.before.ledger), unit="шт."),
    ]
    rows += [
        Result("rules-alone", "Меняют место из-за одного правила", int(row["moved"]), str(row["rule"]), n=placed)
        for row in diff.alone[diff.alone["refused"] == ""].to_dict("records")
    ]
    return results_table(rows)
