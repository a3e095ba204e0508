"""Charts: no clipped label, no global state, the same bytes, words when there is nothing to draw."""

from __future__ import annotations

import base64
import re
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from workbook import display
from workbook.display import theme
from workbook.estimates import share_table

charts = display.charts

SUBJECTS = [
    "Русский язык",
    "Основы безопасности и защиты Родины",
    "Иностранный язык (английский, немецкий, французский)",
]
FRAME = share_table(pd.DataFrame({"subject": SUBJECTS, "k": [20, 3, 9], "n": [25, 4, 30]}), "k", "n").assign(
    before=[70.0, 60.0, np.nan], verdict=["хорошо", "мало данных", "плохо"], m5=[5, 0, 3], m4=[7, 0, 9], m3=[8, 0, 1]
)
GRID = FRAME.set_index("subject")[["m5", "m4", "m3"]]

MAKERS = {
    "intervals": lambda f: charts.intervals(f, "subject", "percent", n="n", target=60, tone="verdict", sort=True),
    "bars": lambda f: charts.bars(f, "subject", "k", unit="учеников", target=10, tone="verdict"),
    "dumbbell": lambda f: charts.dumbbell(f, "subject", "before", "percent", ("2024/2025", "2025/2026")),
    "stacked_shares": lambda f: charts.stacked_shares(f, "subject", {"m5": "«5»", "m4": "«4»", "m3": "«3»"}),
    "heatmap": lambda f: charts.heatmap(f.set_index("subject")[["m5", "m4", "m3"]], 0, "доля, %"),
    "histogram": lambda f: charts.histogram(f["k"], {"3": 9, "4": 15}, maximum=30),
}


@pytest.fixture(params=list(MAKERS))
def maker(request):
    return MAKERS[request.param]


def inside(figure: Figure) -> None:
    """Everything drawn lies within the figure."""
    with theme.context():
        figure.draw_without_rendering()
        drawn = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    assert drawn.x0 >= -0.01
    assert drawn.x1 <= width + 0.01
    assert drawn.y0 >= -0.01
    assert drawn.y1 <= height + 0.01


def picture(chart: display.Chart) -> str:
    return base64.b64decode(re.search(r"base64,([^\"]+)", chart.html())[1]).decode()


class TestMakers:
    def test_labels_are_not_clipped(self, maker):
        inside(maker(FRAME))

    def test_empty_input_becomes_a_sentence(self, maker):
        assert maker(FRAME.iloc[:0]) is None
        assert "нет данных" in display.Chart(maker(FRAME.iloc[:0]), title="Вопрос?").html()

    def test_one_row(self, maker):
        inside(maker(FRAME.iloc[:1]))

    def test_same_bytes_twice(self, maker):
        assert display.Chart(maker(FRAME)).html() == display.Chart(maker(FRAME)).html()

    def test_hostile_names_are_drawn_as_they_are(self, hostile_names):
        frame = pd.concat([FRAME.iloc[:1]] * len(hostile_names), ignore_index=True)
        frame = frame.assign(subject=pd.Series(hostile_names, dtype=object))
        for name, make in MAKERS.items():
            if name != "histogram":
                inside(make(frame))
        inside(charts.stacked_shares(FRAME, "subject", {"m5": hostile_names[0], "m4": "$x$ $", "m3": "\x00"}))
        inside(charts.histogram([1, 2, 3], {"$3$ $": 2}, unit="$", who="<b>"))

    def test_no_text_is_a_formula(self):
        figure = charts.bars(pd.DataFrame({"s": ["$a_b$"], "v": [1.0]}), "s", "v", unit="$x^2$")
        picture(display.Chart(figure))
        assert not any(text.get_parse_math() for text in figure.findobj(Text))

    def test_percent_axis_is_whole(self):
        assert MAKERS["intervals"](FRAME).axes[0].get_xlim() == (-1.5, 101.5)

    def test_missing_values_are_said(self):
        figure = charts.intervals(FRAME.assign(percent=[50.0, np.nan, 20.0]), "subject", "percent")
        assert "нет данных" in [text.get_text() for text in figure.findobj(Text)]

    def test_values_beside_the_marks_up_to_25_rows(self):
        few = charts.bars(pd.DataFrame({"s": range(25), "v": range(25)}), "s", "v", unit="шт.")
        many = charts.bars(pd.DataFrame({"s": range(26), "v": range(26)}), "s", "v", unit="шт.")
        assert len(few.axes[0].texts) == 25
        assert not many.axes[0].texts

    def test_notes_explain_the_marks(self):
        assert "доверительный интервал 95" in MAKERS["intervals"](FRAME).note
        note = charts.intervals(FRAME, "subject", "percent", confidence=99.9).note
        assert note == "Точка — значение, отрезок — доверительный интервал 99,9\xa0%."
        assert "Пунктир — 60" in MAKERS["intervals"](FRAME).note
        assert "2024/2025" in MAKERS["dumbbell"](FRAME).note

    def test_histogram_of_whole_scores_has_a_bar_each(self):
        figure = charts.histogram([0, 1, 1, 5], maximum=5)
        assert [bar.get_height() for bar in figure.axes[0].patches] == [1, 2, 0, 0, 0, 1]

    def test_constant_grid_and_score(self):
        inside(charts.heatmap(pd.DataFrame({"а": [5.0]}, index=["б"])))
        inside(charts.histogram([7.0, 7.0]))
        inside(charts.histogram([7.25, 7.25]))


class TestChart:
    def test_words_around_the_picture(self):
        chart = display.Chart(MAKERS["intervals"](FRAME), title="Где <выше> цели?", note="По журналу", n=59)
        page = chart.html().replace("\u00a0", " ")
        assert "Где &lt;выше&gt; цели?" in page
        assert 'alt="Где &lt;выше&gt; цели?"' in page
        assert "По журналу. Точка — значение" in page
        assert "n = 59." in page

    def test_picture_is_self_contained_and_undated(self):
        svg = picture(display.Chart(MAKERS["bars"](FRAME)))
        assert "<dc:date>" not in svg
        assert "font-family" not in svg
        assert not re.search(r'(?:href|src)="(?!#)', svg)

    def test_any_figure_will_do(self):
        figure = Figure()
        figure.add_subplot().set_title("незакрытый $ и $x$")
        assert "<svg" in picture(display.Chart(figure))
        assert figure.axes[0].get_title() == "незакрытый $ и $x$"  # whoever drew it may need it yet

    def test_our_own_figure_gives_its_memory_back(self):
        figure = MAKERS["bars"](FRAME)
        display.Chart(figure)
        assert figure.axes == []


class TestTheme:
    def test_matplotlib_is_left_as_it_was(self):
        before = dict(mpl.rcParams)
        display.Chart(MAKERS["bars"](FRAME))
        assert dict(mpl.rcParams) == before

    def test_the_user_s_own_settings_do_not_change_a_report(self):
        plain = display.Chart(MAKERS["bars"](FRAME)).html()
        with mpl.rc_context({"font.size": 30, "axes.facecolor": "black", "savefig.bbox": "tight"}):
            assert display.Chart(MAKERS["bars"](FRAME)).html() == plain

    def test_wrapped_labels(self):
        assert theme.wrapped("7 А") == "7 А"
        long = theme.wrapped("слово " * 40)
        assert long.count("\n") == 2
        assert long.endswith("…")
        assert theme.wrapped("漢字") == "□□"

    def test_display_opens_without_matplotlib(self):
        late = "{'matplotlib', 'seaborn', 'IPython', 'scipy'}"
        code = f"import sys, workbook.display; print(sorted({late} & set(sys.modules)))"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert done.stdout.strip() == "[]"
