"""The numbers of the lesson about items, counted again from the raw tables in plain pandas."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import yaml

from workbook.course.facts import Sample, facts, pictures
from workbook.errors import WorkbookError

ROOT = Path(__file__).resolve().parents[2]
SCHOOLS = ROOT / "datasets" / "municipality"
LESSON = ROOT / "lessons" / "02-item-analysis"
TEST = "МА7-ИТ"


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample(SCHOOLS)


@pytest.fixture(scope="module")
def book() -> Iterator[pd.ExcelFile]:
    """The tables as the school typed them, before any reading of ours."""
    with pd.ExcelFile(SCHOOLS / "shkola-7" / "school.xlsx", engine="calamine") as opened:
        yield opened


@pytest.fixture(scope="module")
def bank(book: pd.ExcelFile) -> pd.DataFrame:
    return pd.read_excel(book, "Банк заданий", dtype=str).set_index("Код задания")


@pytest.fixture(scope="module")
def raw(book: pd.ExcelFile, bank: pd.DataFrame) -> pd.DataFrame:
    """Answers to the work, one row an answer: points, the most that could be earned, blank or not reached."""
    rows = pd.read_excel(book, "Ответы на задания", dtype=str)
    rows = rows[rows["Код работы"] == TEST].copy()
    rows["points"] = rows["Балл"].astype(float).fillna(0)
    rows["most"] = rows["Код задания"].map(bank["Максимальный балл"].astype(float))
    rows["empty"] = rows["Ответ"].isna() & (rows["points"] == 0)
    rows = rows.sort_values(["Код ученика", "Код задания"])
    # Read from the end: not reached as long as nothing but blanks was met.
    rows["late"] = rows[::-1].groupby("Код ученика")["empty"].cummin()[::-1].astype(bool)
    return rows


def number(sample: Sample, recipe: str) -> float | str:
    name, _, words = recipe.partition(":")
    return facts()[name].compute(sample, *(word.strip() for word in words.split(";")))


def totals(raw: pd.DataFrame) -> pd.Series:
    """Pupils from the weakest: the sum of points, both variants have 25."""
    sums = raw.groupby("Код ученика")[["points", "most"]].sum()
    assert set(sums["most"]) == {25.0}
    return sums["points"].sort_values()


def groups(raw: pd.DataFrame) -> tuple[set[str], set[str]]:
    order = totals(raw)
    assert order.iloc[12] < order.iloc[13]
    assert order.iloc[-13] > order.iloc[-14]
    return set(order.index[:13]), set(order.index[-13:])


def wilson(right: int, n: int) -> tuple[float, float]:
    """Solve (p − share)² = z² p (1 − p) / n for p."""
    z, share = 1.959963984540054, right / n
    a, b, c = 1 + z * z / n, -(2 * share + z * z / n), share * share
    root = math.sqrt(b * b - 4 * a * c)
    return (-b - root) / (2 * a), (-b + root) / (2 * a)


class TestCounts:
    @pytest.mark.parametrize("item", ["МА7-005", "МА7-008", "МА7-009", "МА7-017", "МА7-022", "МА7-031"])
    def test_states_are_those_of_the_raw_table(self, sample: Sample, raw: pd.DataFrame, item: str) -> None:
        rows = raw[raw["Код задания"] == item]
        wanted = {
            "дошли": (~rows["late"]).sum(),
            "не дошли": rows["late"].sum(),
            "верно": (rows["points"] == rows["most"]).sum(),
            "пусто": (rows["empty"] & ~rows["late"]).sum(),
        }
        for state, count in wanted.items():
            assert number(sample, f"ответов на задание: shkola-7; {TEST}; {item}; {state}") == count, state

    def test_forty_eight_wrote_and_thirteen_stand_at_each_end(self, sample: Sample, raw: pd.DataFrame) -> None:
        assert number(sample, f"писали работу: shkola-7; {TEST}") == raw["Код ученика"].nunique() == 48
        assert number(sample, f"в крайней группе: shkola-7; {TEST}") == round(0.27 * 48) == 13

    @pytest.mark.parametrize(("letter", "group"), [("Б", "все"), ("В", "все"), ("В", "сильные"), ("Г", "слабые")])
    def test_who_chose_what(self, sample: Sample, raw: pd.DataFrame, letter: str, group: str) -> None:
        weak, strong = groups(raw)
        mine = {"все": weak | strong | set(raw["Код ученика"]), "сильные": strong, "слабые": weak}[group]
        rows = raw[(raw["Код задания"] == "МА7-009") & raw["Код ученика"].isin(mine)]
        wanted = (rows["Ответ"].str.strip().str.upper() == letter).sum()
        assert number(sample, f"дали ответ: shkola-7; {TEST}; МА7-009; {letter}; {group}") == wanted

    def test_classes(self, sample: Sample, book: pd.ExcelFile, raw: pd.DataFrame) -> None:
        pupils = pd.read_excel(book, "Ученики", dtype=str)
        pupils = pupils[pupils["Учебный год"] == "2025/2026"].set_index("Код ученика")["Класс"]
        rows = raw[raw["Код задания"] == "МА7-017"].assign(klass=lambda table: table["Код ученика"].map(pupils))
        for name, mine in rows.groupby("klass"):
            solved = number(sample, f"решили в классе: shkola-7; {TEST}; МА7-017; {name}; решили")
            assert (solved, len(mine)) == (mine["points"].sum(), 24)
        gap = number(sample, f"разность классов: shkola-7; {TEST}; МА7-017; 7 Б и 7 А; разность")
        assert gap == pytest.approx(21 / 24 - 16 / 24)


class TestDifficulty:
    @pytest.mark.parametrize("item", ["МА7-005", "МА7-009", "МА7-017", "МА7-018"])
    def test_share_and_its_wilson_interval(self, sample: Sample, raw: pd.DataFrame, item: str) -> None:
        rows = raw[(raw["Код задания"] == item) & ~raw["late"]]
        low, high = wilson(int(rows["points"].sum()), len(rows))
        wanted = {"доля": rows["points"].mean(), "от": low, "до": high}
        for name, value in wanted.items():
            assert number(sample, f"выполнение задания: shkola-7; {TEST}; {item}; {name}") == pytest.approx(value)

    def test_points_of_a_long_answer(self, sample: Sample, raw: pd.DataFrame) -> None:
        rows = raw[(raw["Код задания"] == "МА7-024") & ~raw["late"]]
        found = number(sample, f"выполнение задания: shkola-7; {TEST}; МА7-024; доля")
        assert found == pytest.approx((rows["points"] / 2).mean())

    def test_interval_of_any_share(self, sample: Sample) -> None:
        low, high = wilson(10, 25)
        assert number(sample, "интервал доли: 10; 25; от") == pytest.approx(low)
        assert number(sample, "интервал доли: 10; 25; до") == pytest.approx(high)
        table = str(number(sample, "интервалы по числу учеников: 40; 25, 100"))
        assert f"| 25 | {low:.0%}–{high:.0%}".replace("%–", "–").replace("%", "\u00a0% |") in table


class TestDiscrimination:
    @pytest.mark.parametrize("item", ["МА7-005", "МА7-006", "МА7-009", "МА7-014", "МА7-017", "МА7-018"])
    def test_d_of_the_ends_and_r_with_the_rest(self, sample: Sample, raw: pd.DataFrame, item: str) -> None:
        weak, strong = groups(raw)
        rows = raw[(raw["Код задания"] == item) & ~raw["late"]].set_index("Код ученика")
        ends = [rows.loc[rows.index.isin(group), "points"].mean() for group in (strong, weak)]
        found = number(sample, f"различение задания: shkola-7; {TEST}; {item}; D")
        assert found == pytest.approx(ends[0] - ends[1])
        rest = totals(raw) - raw[raw["Код задания"] == item].groupby("Код ученика")["points"].sum()
        r = rows["points"].corr(rest.reindex(rows.index))
        assert number(sample, f"различение задания: shkola-7; {TEST}; {item}; r") == pytest.approx(r)

    def test_the_same_minus_twice(self, sample: Sample) -> None:
        """The trap of the lesson stands as long as the two items read alike at two places."""
        found = [number(sample, f"различение задания: shkola-7; {TEST}; {item}; r") for item in ("МА7-009", "МА7-014")]
        assert [f"{value:.2f}" for value in found] == ["-0.16", "-0.16"]


class TestAnotherKey:
    def test_wrong_key_put_right(self, sample: Sample, raw: pd.DataFrame) -> None:
        answers = raw.loc[raw["Код задания"] == "МА7-009"].set_index("Код ученика")["Ответ"].str.upper()
        right, lost = int((answers == "В").sum()), int((answers == "Б").sum())
        recipe = f"с другим ключом: shkola-7; {TEST}; МА7-009; В"
        assert number(sample, f"{recipe}; доля") == pytest.approx(right / 48)
        assert (number(sample, f"{recipe}; прибавят"), number(sample, f"{recipe}; потеряют")) == (right, lost)
        # The sums move with the key, so the ends are found anew.
        sums = totals(raw).add((answers == "В").astype(int) - (answers == "Б").astype(int)).sort_values()
        marks = pd.Series(
            {"strong": (answers[sums.index[-13:]] == "В").mean(), "weak": (answers[sums.index[:13]] == "В").mean()}
        )
        assert number(sample, f"{recipe}; D") == pytest.approx(marks["strong"] - marks["weak"])


class TestStories:
    """What the lesson tells must be what was planted."""

    def test_items_of_the_lesson_are_the_planted_ones(self, sample: Sample) -> None:
        truth = yaml.safe_load((SCHOOLS / "truth.yml").read_text(encoding="utf-8"))["tests"][TEST]
        assert truth["wrong_key_items"] == {"МА7-009": {"key": "Б", "right": "В"}}
        assert truth["dead_distractors"] == {"МА7-006": "Г"}
        assert truth["non_discriminating_items"] == ["МА7-014"]
        assert set(truth["mistiered_items"]) == {"МА7-005", "МА7-018"}

    def test_wordings_come_from_the_bank(self, sample: Sample, bank: pd.DataFrame) -> None:
        assert number(sample, "условие задания: shkola-7; МА7-009") == bank.loc["МА7-009", "Условие"]
        texts = [text.strip() for text in bank.loc["МА7-009", "Варианты ответов"].split("|")]
        assert number(sample, "вариант ответа: shkola-7; МА7-009; В") == texts[2]
        assert number(sample, "ключ задания: shkola-7; МА7-009") == "Б"
        assert number(sample, "неверные ответы: shkola-7; МА7-ИТ; МА7-005") == "27, 81 и 3"

    def test_numbers_of_the_lesson_are_the_ones_of_the_truth(self) -> None:
        saved = json.loads((LESSON / "numbers.json").read_text(encoding="utf-8"))["числа"]
        seen = {name: saved[name]["значение"] for name in ("работ", "верно9", "дошли9", "сильные9в", "верно5", "г6")}
        assert seen == {"работ": 48, "верно9": 3, "дошли9": 48, "сильные9в": 13, "верно5": 9, "г6": 0}


class TestRefusals:
    @pytest.mark.parametrize(
        ("recipe", "words"),
        [
            (f"ответов на задание: shkola-7; {TEST}; МА7-999; верно", f"в работе «{TEST}» нет задания «МА7-999»"),
            (
                f"выполнение задания: shkola-7; {TEST}; МА7-005; среднее",
                "«среднее» неизвестно; бывает: доля, от, до",
            ),
            ("условие задания: shkola-7; МА7-999", "в банке нет задания «МА7-999»"),
        ],
    )
    def test_says_what_is_wrong(self, sample: Sample, recipe: str, words: str) -> None:
        with pytest.raises(WorkbookError) as refused:
            number(sample, recipe)
        assert str(refused.value) == words

    def test_equal_sums_at_the_border_of_a_group(self, sample: Sample) -> None:
        with pytest.raises(WorkbookError) as refused:
            number(sample, "решили в группе: shkola-7; РУ5-ВХ; РУ5-001; слабые")
        assert str(refused.value) == "на границе крайней группы равные суммы: состав группы неоднозначен"


class TestPictures:
    @pytest.mark.parametrize(
        "recipe",
        [
            f"выбор ответов по группам: shkola-7; {TEST}; МА7-017, МА7-009; коды",
            f"задание в школах: shkola-7, selskaya-6; {TEST}; МА7-005",
            f"карта заданий работы: shkola-7; {TEST}",
        ],
    )
    def test_drawn(self, sample: Sample, recipe: str) -> None:
        name, _, words = recipe.partition(":")
        figure = pictures()[name].compute(sample, *(word.strip() for word in words.split(";")))
        assert figure.axes[0].lines
