import html as markup
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from workbook import fos
from workbook.display import fos_model_charts, fos_models
from workbook.fos import Scored, State
from workbook.settings import Settings

RULES = Settings().models
ENGLISH = re.compile(r"\b(?:nan|NaN|None|NaT|True|False|item|tier|score|theta|count|mean|dtype|Name|inf)\b")


def scored(matrix, tiers="Б", variants=""):
    frame = matrix.astype(float).set_axis([f"У-{n:04d}" for n in range(len(matrix))], axis=0)
    tops = frame.max().clip(lower=1)
    states = pd.DataFrame(
        np.select([frame.isna(), frame >= tops, frame > 0], [State.DESIGN, State.RIGHT, State.PARTIAL], State.WRONG),
        frame.index, frame.columns,
    ).astype(str)  # fmt: skip
    items = pd.DataFrame(
        {"content": "1.1", "tier": tiers, "max_score": tops.to_numpy()}, index=pd.Index(frame.columns, name="item")
    )
    nobody = pd.DataFrame(columns=["pupil", "item", "answer", "score", "reason"])
    return Scored("МА7", frame, states, states, items, pd.Series(variants, index=frame.index, dtype=str), nobody)


def simulated(pupils, difficulties, seed=1):
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=pupils)
    chance = 1 / (1 + np.exp(np.asarray(difficulties) - theta[:, None]))
    columns = [f"МА7-{n + 1:03d}" for n in range(len(difficulties))]
    return pd.DataFrame((rng.random(chance.shape) < chance) * 1.0, columns=columns)


def words(block):
    """Text of a block as a reader sees it."""
    text = re.sub(r"<img[^>]*>", " ", block.html())
    text = markup.unescape(re.sub(r"<[^>]+>", " ", text)).replace("\u00a0", " ")
    return re.sub(r"\s+", " ", text).strip()


def shown(matrix, **about):
    return words(fos_models.calibration(fos.calibrate(scored(matrix, **about), RULES), RULES))


LADDER = np.linspace(-2, 2, 12)


@pytest.fixture(scope="module")
def planted():
    """A wrong key, a pair on one text, a careless pupil, a constant item."""
    matrix = simulated(300, np.linspace(-2, 2, 16), seed=7)
    matrix["МА7-008"] = 1 - matrix["МА7-008"]
    twins = np.random.default_rng(1).random(300) < 0.7
    matrix.loc[twins, "МА7-012"] = matrix.loc[twins, "МА7-005"]
    matrix.loc[0] = [0.0] * 5 + [1.0] * 11
    matrix["МА7-017"] = 1.0
    return fos.calibrate(scored(matrix, tiers=["Б"] * 7 + ["П"] * 6 + ["В"] * 4), RULES)


class TestTooFew:
    def test_a_class_is_told_what_is_needed(self):
        text = shown(simulated(28, LADDER))
        assert text.startswith("мало данных Шкала не построена. Работ 28, для шкалы нужно не меньше 30")
        assert "Чтобы она появилась, нужно не меньше 30 работ (уверенно — от 100)" in text
        assert "складываются" in text

    def test_gates_come_from_the_settings(self):
        rules = replace(RULES, rough_n=50)
        found = fos.calibrate(scored(simulated(40, LADDER)), rules)
        assert "нужно не меньше 50" in words(fos_models.calibration(found, rules))

    def test_five_pupils_and_nobody(self):
        text = shown(simulated(5, LADDER))
        assert "Работ 5," in text
        assert "не поставлены" not in text
        assert "Работ 0," in shown(simulated(5, LADDER).iloc[:0])

    def test_variants_apart(self):
        matrix = simulated(200, LADDER)
        variant = np.where(np.arange(200) < 100, "1", "2")
        matrix.loc[variant == "1", matrix.columns[6:]] = np.nan
        matrix.loc[variant == "2", matrix.columns[:6]] = np.nan
        assert "У вариантов 1 и 2 нет общих заданий" in shown(matrix, variants=variant)

    def test_between_the_gates_nothing_is_said_of_fit(self):
        text = shown(simulated(60, LADDER))
        assert "пока ориентировочно. Работ 60, для уверенной шкалы нужно не меньше 100" in text
        assert "спорит" not in text
        assert "необычен" not in text

    def test_hardly_any_usable_item(self):
        matrix = simulated(60, [0.0, 0.5, 1.0, 0.2, -0.3, 0.1])
        matrix.iloc[:, :3] = 1.0
        text = shown(matrix)
        assert "Заданий, пригодных для модели, 3, нужно не меньше 5" in text
        assert "На шкалу не поставлены, все верно: МА7-001, МА7-002, МА7-003." in text


class TestFindings:
    def test_planted_faults_are_named(self, planted):
        text = words(fos_models.calibration(planted, RULES))
        assert "Ответы расходятся с подготовкой: МА7-008. Проверить условие и ключ." in text
        assert "связаны сильнее, чем объясняет подготовка: МА7-005 и МА7-012" in text
        assert "На шкалу не поставлены, все верно: МА7-017." in text
        assert "Это повод посмотреть работу, а не вывод об ученике." in text
        assert "У-0000" in text

    def test_findings_come_before_the_picture(self, planted):
        html = fos_models.calibration(planted, RULES).html()
        assert html.index("wb-findings") < html.index("<img")

    def test_nothing_found_is_said(self):
        assert "Ни одно задание не спорит с остальными" in shown(simulated(300, LADDER))

    def test_easy_and_hard_works(self):
        assert "Работа для этих учеников лёгкая: средний ученик решает среднее задание" in shown(
            simulated(150, LADDER - 1.6)
        )
        assert "Работа для этих учеников трудная" in shown(simulated(150, LADDER + 1.6))

    def test_a_hole_is_named_by_its_edges(self):
        text = shown(simulated(400, [-3, -2.8, -2.6, -2.4, -2.2, 1.8, 2.0, 2.2, 2.4, 2.6], seed=3))
        assert re.search(r"По трудности между МА7-00[1-5] и МА7-0(0[6-9]|10) заданий нет, а здесь \d+ % учеников", text)

    def test_a_work_that_does_not_separate(self):
        rng = np.random.default_rng(2)
        noise = pd.DataFrame((rng.random((150, 8)) < 0.5) * 1.0, columns=[f"З{n}" for n in range(8)])
        assert "уверенно не различает" in shown(noise)

    def test_no_english_and_no_accusation(self, planted):
        text = words(fos_models.calibration(planted, RULES))
        assert ENGLISH.findall(text) == []
        assert not re.search(r"списыва|обман|нечестн", text)


class TestPictures:
    @pytest.mark.parametrize(
        ("pupils", "items", "variants"),
        [(48, 26, 2), (1000, 5, 1), (200, 60, 1)],
        ids=["two variants", "short", "long"],
    )
    def test_labels_do_not_meet(self, pupils, items, variants):
        matrix = simulated(pupils, np.linspace(-2, 2, items), seed=11)
        variant = ""
        if variants == 2:
            variant = np.where(np.arange(pupils) % 2, "1", "2")
            matrix.loc[variant == "1", matrix.columns[1::4]] = np.nan
            matrix.loc[variant == "2", matrix.columns[2::4]] = np.nan
        found = fos.calibrate(scored(matrix, variants=variant), RULES)
        figure = fos_model_charts.map_of_items_and_pupils(found)
        figure.draw_without_rendering()
        above, below = figure.axes[:2]
        for letters in (below.get_yticklabels(), [text for text in above.texts if text.get_text()]):
            boxes = [text.get_window_extent() for text in letters]
            assert not any(one.overlaps(two) for n, one in enumerate(boxes) for two in boxes[n + 1 :])
        inside = figure.bbox
        for text in figure.findobj(Text):
            if text.get_text() and text.get_visible() and text.get_in_layout():
                box = text.get_window_extent()
                if box.width:
                    assert box.x0 >= inside.x0 - 1
                    assert box.x1 <= inside.x1 + 1

    def test_error_curve_has_a_line_for_each_variant(self):
        matrix = simulated(200, LADDER)
        variant = np.where(np.arange(200) % 2, "1", "2")
        matrix.loc[variant == "1", "МА7-001"] = np.nan
        figure = fos_model_charts.error_curves(fos.calibrate(scored(matrix, variants=variant), RULES))
        assert [line.get_label() for line in figure.axes[0].lines] == ["вариант 1", "вариант 2"]

    def test_refused_draws_nothing(self):
        found = fos.calibrate(scored(simulated(10, LADDER)), RULES)
        assert fos_model_charts.map_of_items_and_pupils(found) is None
        assert fos_model_charts.error_curves(found) is None


def test_hostile_codes_are_only_letters():
    matrix = simulated(60, LADDER).rename(columns={"МА7-001": "<script>alert(1)</script>", "МА7-002": "$a_b$ и $"})
    html = fos_models.calibration(fos.calibrate(scored(matrix), RULES), RULES).html()
    assert "<script>alert" not in html
