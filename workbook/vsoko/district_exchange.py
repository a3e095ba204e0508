"""Who can help whom: what schools ask for and what others offer, put together.

Apart from results because a school names its wishes itself, and no number stands behind them.
"""

from __future__ import annotations

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.settings import DistrictRules
from workbook.vsoko.district_context import nearest_schools
from workbook.vsoko.district_rows import words_of

__all__ = ["exchange"]


def exchange(schools: pd.DataFrame, rules: DistrictRules) -> pd.DataFrame:
    """Put each wish beside the schools that offer help with it.

    Parameters
    ----------
    schools : DataFrame
        Index school; columns name, wants_help, offers_help (words apart by «;») and the context.
    rules : DistrictRules
        Which schools count as similar.

    Returns
    -------
    DataFrame
        One wish of one school a row, in the order of topics: topic, school (code), helpers (tuple of codes, similar
        schools first), similar (tuple of those helpers that are similar).

    Raises
    ------
    MissingData
        No school asks for help.
    """
    near = nearest_schools(schools, rules)
    similar = {(row.school, row.other) for row in near.itertuples() if row.similar}
    cells = schools[["wants_help", "offers_help"]].astype("object").to_dict("index")
    offers = {code: {word.casefold() for word in words_of(row, "offers_help")} for code, row in cells.items()}
    rows = []
    for code, row in cells.items():
        for topic in words_of(row, "wants_help"):
            able = [other for other, words in offers.items() if other != code and topic.casefold() in words]
            alike = [other for other in able if (code, other) in similar]
            helpers = (*alike, *(other for other in able if other not in alike))
            rows.append({"topic": topic, "school": code, "helpers": helpers, "similar": tuple(alike)})
    if not rows:
        raise MissingData(
            "В таблице «Школы» никто не назвал, с чем нужна помощь. Заполните столбцы «Нужна помощь» и "
            "«Готова помочь».",
            Reason.TABLE_EMPTY,
        )
    return pd.DataFrame(rows).sort_values("topic", kind="stable", ignore_index=True)
