"""The finished variants as a pupil and a checker meet them: text, options in their order, and the key that follows.

Apart from the choice of items because shuffling options is a decision about paper, and the key must never lag behind.
"""

from __future__ import annotations

import re
import zlib

import numpy as np
import pandas as pd

from workbook.fos.assembly.assembling import Assembly
from workbook.school.letters import LETTERS

__all__ = ["LETTERS", "forms", "shuffled"]

_ANCHORED = re.compile(
    r"(?i)\b(?:все\s+(?:ответ|вариант|перечисл|верн)|всё\s+перечисл|ни\s+од|нет\s+верн|верны\s+(?:все|оба)|ответы?\s+[абвг]\b)"
)
"""Options that speak of other options lose their sense when moved."""


def forms(assembly: Assembly, items: pd.DataFrame, *, shuffle: bool = False) -> pd.DataFrame:
    """List what stands in each variant, ready to be printed.

    Parameters
    ----------
    assembly : Assembly
        Variants that were found.
    items : pandas.DataFrame
        The bank: item, kind, tier, text, choices («а | б | в»), options, key, max_score, minutes.
    shuffle : bool
        Put the options of each item in an order of its own in each variant. Common items keep the bank's order, or
        they would not be the same item in all variants; so do options that speak of one another.

    Returns
    -------
    pandas.DataFrame
        variant, place, item, kind, tier, text (empty when the bank has none), choices (tuple of texts, maybe empty),
        options (how many are offered; 0 without choice), key (letters follow their options), score, minutes, common,
        bank_letters (the bank's letters in the printed order, «ВАБГ»; empty when the order is the bank's).
    """
    bank = items.drop_duplicates("item").set_index("item").to_dict("index")
    rows = []
    for place in assembly.items[["variant", "place", "item", "common"]].itertuples(index=False):
        about = bank[place.item]
        choices = _choices(about.get("choices"))
        key, letters = _text(about.get("key")), ""
        if shuffle and not place.common and choices:
            choices, key, letters = shuffled(choices, key, f"{assembly.order.seed}/{place.variant}/{place.item}")
        offered = len(choices) or int(0 if pd.isna(about["options"]) else about["options"])
        rows.append(
            (place.variant, place.place, place.item, str(about["kind"]), str(about["tier"]), _text(about.get("text")),
             choices, offered if about["kind"] == "выбор ответа" else 0, key, float(about["max_score"]),
             float(about["minutes"]), bool(place.common), letters)
        )  # fmt: skip
    names = ["variant", "place", "item", "kind", "tier", "text", "choices", "options", "key", "score", "minutes",
             "common", "bank_letters"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def shuffled(choices: tuple[str, ...], key: str, seed: str) -> tuple[tuple[str, ...], str, str]:
    """Put options in another order, the same for the same seed, and let the key follow.

    Parameters
    ----------
    choices : tuple of str
        Texts of the options А, Б, В, …
    key : str
        Letters of the right options («Б», «АВ», «А | Б»).
    seed : str
        Any words.

    Returns
    -------
    tuple
        Texts, key, the old letters in the new order (empty when it did not change). Nothing changes when the key is not
        made of the options' letters, or an option speaks of the others.

    Examples
    --------
    >>> shuffled(("1", "2", "3"), "Б", "вариант 1")
    (('2', '3', '1'), 'А', 'БВА')
    """
    letters = LETTERS[: len(choices)]
    named = [letter for letter in key.upper() if letter.isalpha()]
    steady = not named or len(choices) > len(LETTERS) or any(letter not in letters for letter in named)
    if steady or any(_ANCHORED.search(text) for text in choices):
        return choices, key, ""
    order = np.random.default_rng(zlib.crc32(seed.encode())).permutation(len(choices))
    goes = {letters[old]: letters[new] for new, old in enumerate(order)}
    apart = re.split(r"(\s*[|;,]\s*)", key.upper())
    following = "".join(part if number % 2 else _moved(part, goes) for number, part in enumerate(apart))
    before = "".join(letters[old] for old in order)
    return tuple(choices[old] for old in order), following, "" if before == letters else before


def _moved(letters: str, goes: dict[str, str]) -> str:
    return "".join(sorted(goes.get(letter, letter) for letter in letters))


def _choices(value: object) -> tuple[str, ...]:
    text = _text(value)
    return tuple(part.strip() for part in text.split("|")) if text else ()


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value).strip()  # type: ignore[call-overload]
