"""What pupils chose: every option of an item with its share and its tie to the rest of the work.

Apart from the item table because its row is an option, and because a wrong key shows itself only here.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.special import bdtr, ndtri

from workbook.estimates import share
from workbook.fos.scoring import Scored, State, accepted
from workbook.school.letters import ALPHABETS
from workbook.settings import FosRules

__all__ = ["correlation", "offered_options", "option_table"]

COLUMNS = (
    "item", "kind", "option", "is_key", "count", "n", "share_percent", "low", "high", "r", "r_low", "r_high", "verdict",
)  # fmt: skip
_ALPHABETS = tuple(letters.lower() for letters in ALPHABETS)
_FREQUENT = 3
_UNMET = (State.DESIGN, State.REFUSED, State.NOT_REACHED)


def correlation(first: np.ndarray, second: np.ndarray) -> tuple[float, float, float]:
    """Compute Pearson's r of two columns with Fisher's z interval (95 %).

    Parameters
    ----------
    first, second : numpy.ndarray
        Pairs; a pair with a gap is left out.

    Returns
    -------
    tuple of float
        r, low, high; NaN without spread, the interval NaN with fewer than four pairs.

    References
    ----------
    Fisher, R. A. (1921). On the probable error of a coefficient of correlation. Metron 1, 3–32.

    Examples
    --------
    >>> [round(x, 3) for x in correlation(np.array([1, 2, 3, 4.0]), np.array([1, 3, 2, 4.0]))]
    [0.8, -0.697, 0.996]
    """
    both = np.isfinite(first) & np.isfinite(second)
    x, y = first[both], second[both]
    n = len(x)
    if n < 2 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return math.nan, math.nan, math.nan
    r = float(np.clip(np.corrcoef(x, y)[0, 1], -1, 1))
    if n < 4:
        return r, math.nan, math.nan
    if abs(r) > 1 - 1e-12:
        return r, r, r
    z, half = math.atanh(r), 1.959963984540054 / math.sqrt(n - 3)
    return r, math.tanh(z - half), math.tanh(z + half)


def option_table(scored: Scored, rules: FosRules) -> pd.DataFrame:
    """List the options of each item with a key: how many chose them and how strong those pupils are.

    An item with a choice lists all its options, also those nobody chose; one with a short answer lists the key and
    the most frequent wrong answers.

    Parameters
    ----------
    scored : Scored
        The scored test.
    rules : FosRules
        ``item_n``, ``dead_share``, ``dead_p``, ``key_p``, ``r_min``.

    Returns
    -------
    pandas.DataFrame
        item, kind, option, is_key, count, n (pupils who reached the item), share_percent, low, high (Wilson),
        r (choosing the option against the share of points on the other items), r_low, r_high, verdict:
        «ключ», «работает», «не работает» (chosen by fewer than ``dead_share``, and so rarely among those who erred
        that chance does not explain it), «сильнее ключа» (the key does not discriminate and this answer is chosen by
        stronger pupils, or by surely more pupils who are not weaker: the key may be wrong), «мало ошибок» (rarely
        chosen, but hardly anybody errs), «мало данных».
    """
    rest = scored.rest_shares()
    rows: list[list[object]] = []
    for item, about in scored.items.iterrows():
        met = ~scored.states[item].isin(_UNMET).to_numpy()
        answers = scored.answers[item].to_numpy(dtype=object)[met]
        given = np.array([isinstance(answer, str) for answer in answers], dtype=bool)
        if not about["key"] or not given.any():
            continue
        counts = pd.Series(answers[given]).value_counts()
        keys = accepted(about["key"])
        options = _options(str(about["kind"]), keys, about["options"], counts, len(answers) * rules.dead_share)
        shares = rest[item].to_numpy(dtype=float)[met]
        found = [_option_row((option,), answers, shares) for option in options]
        # A key that accepts several answers is judged as one: whoever gave any of them was right.
        key = _option_row(keys, answers, shares)
        wrong = sum(row[0] for option, row in zip(options, found, strict=True) if option not in keys)
        for option, row in zip(options, found, strict=True):
            estimate = share(row[0], len(answers))
            chance = float(bdtr(row[0], wrong, 1 / max(len(options) - len(keys), 1)))
            avoided = about["kind"] == "выбор ответа" and chance < rules.dead_p
            verdict = "ключ" if option in keys else _verdict(row, key, len(answers), avoided, rules)
            rows.append(
                [item, about["kind"], option, option in keys, row[0], len(answers), estimate.value, estimate.low,
                 estimate.high, *row[1:], verdict]
            )  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def offered_options(keys: tuple[str, ...], offered: float) -> list[str]:
    """List the options of an item with a choice in the alphabet of its key, also those nobody chose.

    Parameters
    ----------
    keys : tuple of str
        Accepted answers, normalised.
    offered : float
        How many options there are; NaN when the bank does not say.

    Examples
    --------
    >>> offered_options(("б",), 4), offered_options(("b",), float("nan"))
    (['а', 'б', 'в', 'г'], [])
    """
    alphabet = next((letters for letters in _ALPHABETS if all(len(key) == 1 and key in letters for key in keys)), "")
    return list(alphabet[: int(offered)]) if alphabet and not pd.isna(offered) else []


def _options(kind: str, keys: tuple[str, ...], offered: float, counts: pd.Series[int], frequent: float) -> list[str]:
    seen = [str(option) for option in counts.index]
    if kind != "выбор ответа":
        often = [option for option in seen if option not in keys and counts[option] >= frequent]
        return [*keys, *often[:_FREQUENT]]
    listed = offered_options(keys, offered)
    return [*listed, *sorted({*keys, *seen} - set(listed))]


def _option_row(options: tuple[str, ...], answers: np.ndarray, rest: np.ndarray) -> tuple[int, float, float, float]:
    chosen = np.array([answer in options for answer in answers], dtype=bool)
    r, low, high = correlation(chosen.astype(float), rest)
    return int(chosen.sum()), r, low, high


def _verdict(
    row: tuple[int, float, float, float], key: tuple[int, float, float, float], n: int, avoided: bool, rules: FosRules
) -> str:
    count, r, _, _ = row
    if n < rules.item_n:
        return "мало данных"
    key_r = key[1] if math.isfinite(key[1]) else 0.0
    enough = count >= rules.dead_share * n
    if enough and key_r < rules.r_min:
        # Many options are looked at in one work, so the tie must be clearer than for one option alone.
        z = math.atanh(max(-0.999, min(r, 0.999))) * math.sqrt(max(n - 3, 0))
        stronger = z > -ndtri(rules.key_p / 2) and r - key_r >= rules.r_min
        # In a strong class nearly all give the right answer, and its own correlation says little.
        popular = share(count, n).low > share(key[0], n).high and not r < key_r
        if stronger or popular:
            return "сильнее ключа"
    if enough:
        return "работает"
    return "не работает" if avoided else "мало ошибок"
