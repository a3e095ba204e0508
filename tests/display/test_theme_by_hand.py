"""A person's own seaborn chart takes the look of the reports, and reports stay free of seaborn."""

from __future__ import annotations

import subprocess
import sys

import matplotlib as mpl
import pandas as pd

from workbook.display import palette, theme


def test_a_seaborn_chart_takes_our_look() -> None:
    import seaborn

    with mpl.rc_context():
        theme.use()
        axes = seaborn.barplot(pd.DataFrame({"класс": ["7 А", "7 Б"], "балл": [3.5, 4.0]}), x="класс", y="балл")
        assert mpl.rcParams["text.color"] == palette.INK
        assert not axes.spines["top"].get_visible()
        assert mpl.colors.to_hex(seaborn.color_palette()[0]) == palette.SERIES[0]
        mpl.pyplot.close("all")


def test_reports_do_not_pay_for_seaborn() -> None:
    code = (
        "import sys, workbook.live, workbook.fos, workbook.rating, workbook.vsoko; "
        "from workbook.display import charts; "
        "print(sorted({'seaborn', 'scipy.stats', 'papermill', 'voila', 'xlsxwriter'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
