"""Angoff's method: how many of a hundred pupils on the border of a mark would solve each item.

Apart because it is the method most schools will start with: it needs no pupils at all.
"""

from __future__ import annotations

import pandas as pd

from workbook.fos.standard.cuts import rows_of
from workbook.fos.standard.item_judgements import ItemJudgements, judge_items
from workbook.fos.standard.work import Work
from workbook.settings import StandardRules

__all__ = ["angoff"]


def angoff(judgements: pd.DataFrame, work: Work, rules: StandardRules) -> ItemJudgements:
    """Set the marks by Angoff's method, round by round.

    Parameters
    ----------
    judgements : pandas.DataFrame
        The school's table: fos, expert, method, round, mark, item, value (of a hundred pupils on the border of the
        mark, how many would solve the item; for an item of several points, the expected share of its points).
    work : Work
    rules : StandardRules
        ``experts_n``, ``judged_share``, ``disputed_spread``, ``severity_gap``.

    Returns
    -------
    ItemJudgements
        Cuts from the last round with the standard error across experts and Student's interval.

    Raises
    ------
    MissingData
        No such judgements, or none about the items of the work.

    References
    ----------
    Angoff, W. H. (1971). Scales, norms, and equivalent scores. In R. L. Thorndike (ed.), Educational Measurement,
    2nd ed., p. 515. Brandon, P. R. (2004). Conclusions about frequently studied modified Angoff standard-setting
    topics. Applied Measurement in Education 17, 59–88.
    """
    return judge_items(rows_of(judgements, work.test, "Ангофф"), work, rules, "Ангофф")
