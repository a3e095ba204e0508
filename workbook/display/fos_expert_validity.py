"""How surely each criterion is met, given how few experts there are: V, I-CVI, κ* and CVR in one place.

Apart from agreement because two experts may agree perfectly that a criterion is not met.
"""

from __future__ import annotations

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Findings, Stack, finding
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.fos import CRITERIA, Disagreements, Scale, cvr_limit, item_validity, scale_validity
from workbook.fos.criteria import TOP
from workbook.settings import Settings

__all__ = ["criteria_validity"]


def criteria_validity(found: Disagreements, settings: Settings) -> Block:
    """Say which criteria the experts hold for met, with intervals and the exact limit of CVR.

    Parameters
    ----------
    found : Disagreements
        :func:`workbook.fos.disagreements`.
    settings : Settings
        Section ``agreement``.
    """
    rules = settings.agreement
    # «Выполнен» is the full score: a 1 says that something is still to be mended.
    table = item_validity(found.sheets.scores.dropna(how="all"), Scale(0, TOP, TOP), rules)
    whole = scale_validity(table, rules)
    shown = table.assign(
        name=[f"{number}. {CRITERIA[int(number)]}" for number in table["item"]],
        value=100 * table["v"], low=100 * table["v_low"], high=100 * table["v_high"],
        full=[f"{row['relevant']} из {row['n']}" for row in table.to_dict("records")],
    )  # fmt: skip
    words = (
        f"Полный балл ставили в {numbers.percent(100 * whole.average, 0)} случаев (S-CVI/Ave); единогласно — по "
        f"{numbers.percent(100 * whole.universal, 0)} критериев (S-CVI/UA)."
    )
    said = [finding("info", words)]
    limit = cvr_limit(whole.experts, rules.cvr_p)
    if limit.essential is None:
        said.append(
            finding("neutral", "CVR не судит: при меньше чем пяти экспертах даже единогласие может быть случайным.")
        )
    return Stack(
        [
            Findings(said),
            Chart(
                charts.intervals(shown.sort_values("value", kind="stable"), "name", "value", n="n",
                                 title="средняя оценка, % от максимума (V Айкена)"),
                "Насколько выполнен каждый критерий?",
                "Средняя оценка критерия в процентах от максимума с интервалом",
                "Экспертов мало, поэтому отрезки широкие: соседние критерии могут не отличаться.",
            ),
            Table(
                shown,
                {
                    "name": col("Критерий"), "full": col("Полный балл", align="right"),
                    "i_cvi": col("I-CVI", "number", 2), "kappa": col("κ*", "number", 2),
                    "v": col("V Айкена", "number", 2),
                    "ends": col("Интервал V", "interval", 2, low="v_low", high="v_high"),
                    "cvr": col("CVR", "number", 2), "essential": col("CVR не случаен"),
                },
                caption="Содержательная валидность по критериям",
                note="I-CVI — доля экспертов, поставивших полный балл; κ* — она же с поправкой на случай (Polit, Beck, "
                "Owen, 2007); V — средняя оценка от 0 до 1 (интервал: Penfield, Giacobbi, 2004); CVR — с точным "
                "пределом (Ayre, Scally, 2014).",
            ),
        ]
    )  # fmt: skip
