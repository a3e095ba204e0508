"""Numbers of the first lesson against a recount of the raw sheets, without the methods of the package."""

from __future__ import annotations

import pathlib
import warnings

import pandas as pd
import pytest
import yaml

from workbook.course.facts import Sample, facts, pictures
from workbook.course.fund_pictures import places
from workbook.errors import MissingData

DATA = pathlib.Path(__file__).parents[2] / "datasets" / "municipality"
SCHOOL, TEST = "shkola-7", "МА7-ИТ"
HERE = (SCHOOL, TEST)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample(DATA)


@pytest.fixture(scope="module")
def raw() -> dict[str, pd.DataFrame]:
    names = ["Ученики", "План ФОС", "Кодификатор", "Спецификация", "Банк заданий", "Ответы на задания", "Экспертиза"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pd.read_excel(DATA / SCHOOL / "school.xlsx", sheet_name=names, dtype=str, engine="calamine")


@pytest.fixture(scope="module")
def truth() -> dict:
    return yaml.safe_load((DATA / "truth.yml").read_text(encoding="utf-8"))["tests"][TEST]


@pytest.fixture(scope="module")
def plan(raw) -> pd.DataFrame:
    rows = raw["Спецификация"]
    rows = rows[rows["Код ФОС"] == TEST]
    return rows.assign(n=rows["Заданий"].astype(int), points=rows["Баллов"].astype(float))


@pytest.fixture(scope="module")
def answers(raw) -> pd.DataFrame:
    """Each answer with its item and the pupil's class of the last year; a missing score is 0."""
    rows = raw["Ответы на задания"]
    pupils = raw["Ученики"][raw["Ученики"]["Учебный год"] == "2025/2026"]
    found = rows[rows["Код работы"] == TEST].merge(raw["Банк заданий"], on="Код задания")
    found = found.merge(pupils[["Код ученика", "Класс"]], on="Код ученика")
    return found.assign(
        got=found["Балл"].astype(float).fillna(0), best=found["Максимальный балл"].astype(float),
        minutes=found["Минут"].astype(float),
    )  # fmt: skip


@pytest.fixture(scope="module")
def items(answers) -> pd.DataFrame:
    """The items of variant 1, each once."""
    return answers[answers["Вариант"] == "1"].drop_duplicates("Код задания")


def value(sample: Sample, name: str, *words: str) -> float | str:
    return facts()[name].compute(sample, *words)


class TestPlan:
    @pytest.mark.parametrize("tier", ["Б", "П", "В"])
    def test_items_and_points_of_a_tier(self, sample, plan, tier):
        mine = plan[plan["Уровень сложности"] == tier]
        assert value(sample, "в плане", *HERE, "задания", tier) == mine["n"].sum()
        assert value(sample, "в плане", *HERE, "баллы", tier) == mine["points"].sum()

    def test_whole(self, sample, plan):
        counted = {"задания": plan["n"].sum(), "баллы": plan["points"].sum(), "строки": len(plan),
                   "темы": plan["КЭС"].nunique(), "умения": plan["КПУ"].nunique()}  # fmt: skip
        assert {name: value(sample, "в плане", *HERE, name, "все") for name in counted} == counted

    def test_the_short_work_asks_neither_models_nor_proofs(self, sample, plan):
        left = {*plan["Умение"]} - {*plan.loc[plan["Уровень сложности"] == "Б", "Умение"]}
        assert left == {"Составлять модель по условию задачи", "Доказывать и обосновывать"}
        assert value(sample, "в плане", *HERE, "умения", "Б") == plan["Умение"].nunique() - len(left)

    def test_the_longest_items_hold_all_proofs_and_the_whole_high_tier(self, items):
        long = items[items["minutes"] >= 8]
        assert 74 - long["minutes"].sum() <= 45
        rest = items[items["minutes"] < 8]
        assert "4.2" not in set(rest["КПУ"])
        assert "В" not in set(rest["Уровень сложности"])
        assert "2.2" in set(rest["КПУ"])


class TestVariant:
    def test_whole(self, sample, items):
        counted = {
            "задания": len(items), "баллы": items["best"].sum(), "минуты": items["minutes"].sum(),
            "темы": items["КЭС"].nunique(), "с ключом": items["Ключ"].notna().sum(),
            "развёрнутые": (items["Тип задания"] == "развёрнутый ответ").sum(),
        }  # fmt: skip
        assert {name: value(sample, "в варианте", *HERE, "1", name, "все") for name in counted} == counted

    def test_base_items(self, sample, items):
        base = items[items["Уровень сложности"] == "Б"]
        assert value(sample, "в варианте", *HERE, "1", "задания", "Б") == len(base)
        assert value(sample, "в варианте", *HERE, "1", "минуты", "Б") == base["minutes"].sum()

    @pytest.mark.parametrize("what", ["задания", "баллы", "темы"])
    def test_the_trap_totals_agree_with_the_plan(self, sample, what):
        assert value(sample, "в варианте", *HERE, "1", what, "все") == value(sample, "в плане", *HERE, what, "все")

    def test_nobody_wrote_it(self, sample):
        with pytest.raises(MissingData, match=r"Варианта «9» работы «МА7-ИТ» никто не писал\."):
            value(sample, "в варианте", *HERE, "9", "задания", "все")


class TestPlaces:
    @pytest.fixture
    def difference(self, plan, answers) -> pd.DataFrame:
        """Variant × cell: items present less items planned."""
        cell = ["КЭС", "КПУ", "Уровень сложности"]
        seen = answers.drop_duplicates(["Вариант", "Код задания"]).groupby(["Вариант", *cell]).size().unstack(0)
        wanted = plan.set_index(cell)["n"]
        return seen.reindex(seen.index.union(wanted.index)).fillna(0).sub(wanted, axis=0, fill_value=0)

    def test_share(self, sample, difference, plan):
        empty = -difference.clip(upper=0).sum()
        assert value(sample, "места спецификации", *HERE, "доля") == pytest.approx(1 - empty.max() / plan["n"].sum())
        assert value(sample, "места спецификации", *HERE, "пустые") == empty.max()
        assert value(sample, "места спецификации", *HERE, "лишние") == difference.clip(lower=0).sum().max()
        assert value(sample, "места спецификации", *HERE, "пустые строки") == (difference < 0).sum().max()

    def test_both_variants_lack_the_same(self, difference, truth):
        hole, surplus = truth["specification_hole"], truth["specification_surplus"]
        for variant in ("1", "2"):
            lacking = difference.index[difference[variant] < 0].tolist()
            assert lacking == [(hole["content"], hole["skill"], hole["tier"])]
            extra = difference.index[difference[variant] > 0].tolist()
            assert extra == [(surplus["content"], surplus["skill"], surplus["tier"])]

    def test_named(self, sample, truth, items):
        hole, surplus = truth["specification_hole"], truth["specification_surplus"]
        said = [value(sample, "клетка", *HERE, "пустая", what) for what in ("КЭС", "КПУ", "уровень", "тема")]
        assert said == [hole["content"], hole["skill"], hole["tier"], "Системы линейных уравнений"]
        item = value(sample, "клетка", *HERE, "лишняя", "задание")
        assert items.set_index("Код задания").loc[item, "КЭС"] == surplus["content"]
        assert "медиану" in items.set_index("Код задания").loc[item, "Условие"]

    def test_the_bank_can_close_the_hole(self, sample, raw, truth):
        hole, bank = truth["specification_hole"], raw["Банк заданий"]
        mine = bank[(bank["Предмет"] == "математика") & (bank["Параллель"] == "7") & (bank["КЭС"] == hole["content"])
                    & (bank["КПУ"] == hole["skill"]) & (bank["Уровень сложности"] == hole["tier"])]  # fmt: skip
        ready = mine["Статус"].isin(["новое", "апробировано"]).sum()
        cell = (hole["content"], hole["skill"], hole["tier"])
        assert value(sample, "готовы в банке", *HERE, *cell) == ready >= 2


class TestCodifier:
    def test_counts(self, sample, raw):
        lines = raw["Кодификатор"]
        lines = lines[(lines["Предмет"] == "математика") & (lines["Параллель"] == "7")]
        bank = raw["Банк заданий"][raw["Банк заданий"]["Параллель"] == "7"]
        asked = lines[lines["Проверяется"] != "нет"]
        held = [code in set(bank[kind]) for kind, code in zip(asked["Раздел"], asked["Код"], strict=True)]
        assert value(sample, "в кодификаторе", *HERE, "строки", "КЭС") == (lines["Раздел"] == "КЭС").sum()
        assert value(sample, "в кодификаторе", *HERE, "строки", "все") == len(lines)
        assert value(sample, "в кодификаторе", *HERE, "проверяются", "все") == len(asked)
        assert value(sample, "в кодификаторе", *HERE, "с заданиями", "все") == sum(held)

    def test_the_lesson_calls_both_percents_the_same(self, sample):
        asked, held = (value(sample, "в кодификаторе", *HERE, name, "все") for name in ("проверяются", "с заданиями"))
        assert round(100 * float(held) / float(asked)) == round(
            100 * float(value(sample, "места спецификации", *HERE, "доля"))
        )

    def test_outside(self, sample, truth):
        assert value(sample, "вне кодификатора", *HERE) == ", ".join(truth["items_outside_codifier"])


class TestClasses:
    @pytest.mark.parametrize("class_", ["7 А", "7 Б"])
    @pytest.mark.parametrize("tier", ["Б", "все"])
    def test_share_of_points(self, sample, answers, class_, tier):
        mine = answers[answers["Класс"] == class_]
        mine = mine if tier == "все" else mine[mine["Уровень сложности"] == tier]
        assert value(sample, "доля баллов", *HERE, class_, tier) == pytest.approx(
            mine["got"].sum() / mine["best"].sum()
        )

    def test_writers(self, sample, answers):
        wrote = answers.groupby("Класс")["Код ученика"].nunique()
        assert [value(sample, "писали в классе", *HERE, name) for name in wrote.index] == wrote.tolist()

    def test_the_story_of_the_lesson(self, sample):
        first, second = (float(value(sample, "доля баллов", *HERE, name, "все")) for name in ("7 А", "7 Б"))
        base = float(value(sample, "доля баллов", *HERE, "7 Б", "Б"))
        assert base - first > 0.15 > 0.05 > second - first > 0

    def test_no_such_class(self, sample):
        with pytest.raises(MissingData, match=r"Класс «6 Я» не писал работу «МА7-ИТ»\."):
            value(sample, "доля баллов", *HERE, "6 Я", "все")


class TestPassport:
    def test_expertise(self, sample, raw):
        sheets = raw["Экспертиза"][raw["Экспертиза"]["Код ФОС"] == TEST]
        totals = sheets.assign(score=sheets["Балл"].astype(float)).groupby("Код эксперта")["score"].sum()
        assert value(sample, "экспертиза работы", *HERE, "средний балл") == pytest.approx(totals.mean())
        assert value(sample, "экспертиза работы", *HERE, "экспертов") == len(totals) == 3
        assert totals.mean() < value(sample, "экспертиза работы", *HERE, "нужно")
        assert value(sample, "решение экспертизы", *HERE, "листы") == "доработать"
        assert value(sample, "решение экспертизы", *HERE, "план") == "принято"

    def test_fund(self, sample, raw):
        rows = raw["План ФОС"]
        due, revised = pd.to_datetime(rows["Срок"]), pd.to_datetime(rows["Дата обновления"])
        fresh = (revised <= due) & (revised >= due - pd.DateOffset(years=3)) & (rows["Экспертиза"] == "принято")
        assert value(sample, "обновление фонда", SCHOOL, "всего") == len(rows)
        assert value(sample, "обновление фонда", SCHOOL, "обновлено") == fresh.sum()
        assert value(sample, "обновление фонда", SCHOOL, "доля") == pytest.approx(fresh.mean())

    def test_tiers_are_all_judged(self, sample, answers):
        verdicts = [value(sample, "уровней", *HERE, name) for name in ("подтверждён", "ниже", "выше", "мало данных")]
        assert sum(verdicts) == value(sample, "уровней", *HERE, "все") == answers["Код задания"].nunique()
        assert value(sample, "граница уровня", SCHOOL, "П") == 0.4


class TestTexts:
    def test_rows_of_the_plan(self, sample):
        table = value(sample, "строки спецификации", *HERE, "3.2")
        assert (
            table.splitlines()[2]
            == "| 3.2 | Системы линейных уравнений | 2.1 | Решать уравнения и системы | П | 1 | 1 |"
        )

    def test_plan_by_topics_adds_up(self, sample, plan):
        cells = [
            part for line in value(sample, "план по темам", *HERE).splitlines()[2:] for part in line.split(" | ")[2:]
        ]
        counted = [part.strip(" |").rstrip(")").split("\u00a0(") for part in cells if "(" in part]
        assert sum(int(n) for n, _ in counted) == plan["n"].sum()
        assert sum(int(points) for _, points in counted) == plan["points"].sum()

    def test_plan_beside_the_variant_shows_both_odd_cells(self, sample):
        lines = value(sample, "план и вариант по темам", *HERE, "1").splitlines()
        lines = [line.replace("\u00a0", " ") for line in lines]
        odd = [line for line in lines if "1 → 0" in line or "0 → 1" in line]
        assert odd == [
            "| 3.2 | Системы линейных уравнений |  | 1 → 0 |  |",
            "| 6.1 | Описательная статистика | 0 → 1 |  |  |",
        ]

    def test_lines_of_the_codifier(self, sample):
        table = value(sample, "строки кодификатора", *HERE, "КЭС 6.2, КЭС 6.3")
        assert table.splitlines()[2:] == [
            "| КЭС | 6.2 | Случайные события | да | 0 | 0 |",
            "| КЭС | 6.3 | Из истории математики | нет | 0 | 0 |",
        ]

    def test_an_unknown_word_is_refused_with_those_that_are_known(self, sample):
        with pytest.raises(MissingData, match=r"Слова «Ж» расчёт не знает; бывают: Б, П, В, все\."):
            value(sample, "в плане", *HERE, "задания", "Ж")


class TestPictures:
    @pytest.mark.parametrize(
        ("name", "words"),
        [("две работы", ("7 А и 7 Б", "Б")), ("план и вариант", ("1",)), ("уровни в варианте", ("1",))],
    )
    def test_drawn(self, sample, name, words):
        figure = pictures()[name].compute(sample, *HERE, *words)
        assert figure.axes[0].texts

    def test_an_empty_place_and_an_item_without_a_place_are_told_in_words(self):
        cells = pd.DataFrame(
            [("1.1", "Числа", "Б", 1, 0), ("1.2", "Дроби", "Б", 0, 1), ("1.3", "Доли", "В", 2, 2)],
            columns=["content", "content_title", "tier", "required", "present"],
        )
        said = [text.get_text() for text in places(cells).axes[0].texts]
        assert [said.count(word) for word in ("нет задания", "вне плана", "✓")] == [1, 1, 2]
