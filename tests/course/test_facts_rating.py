"""Numbers of lesson 3 against a plain recount of the raw workbook, which knows nothing of the rating room."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from workbook import rating
from workbook.course.facts import Sample, facts, pictures
from workbook.course.lesson import read_lesson
from workbook.school import School

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "datasets" / "municipality"
LESSON = ROOT / "lessons" / "03-card-to-rating"

SCALE = {
    "школьный": (1, 2, 3), "районный": (2, 4, 6), "городской": (3, 6, 9), "региональный": (4, 8, 12),
    "всероссийский": (6, 12, 18), "международный": (8, 16, 24),
}  # fmt: skip
CAPS = {
    "школьный": 15, "районный": 20, "городской": 25, "региональный": 30, "всероссийский": 40, "международный": 40,
}  # fmt: skip
SHEETS = ("Ученики", "Технологические карты", "Баллы карты", "Участие в мероприятиях", "Движение записей")
RESULTS = ("участник", "призёр", "победитель")
ROLES = {"организатор": 1.5, "капитан": 1.25, "исполнитель": 1.0, "зритель": 0.5}
FORMS = {"очно": 1.0, "дистанционно": 0.5, "платный": 0.0}


@cache
def book() -> dict[str, pd.DataFrame]:
    return pd.read_excel(DATA / "shkola-7" / "school.xlsx", sheet_name=list(SHEETS), engine="calamine")


def sheet(name: str) -> pd.DataFrame:
    return book()[name]


@cache
def people() -> pd.DataFrame:
    rows = sheet("Ученики")
    rows = rows[rows["Учебный год"] == "2025/2026"]
    gone = pd.to_datetime(rows["Дата выбытия"]) <= pd.Timestamp("2026-05-31")
    return rows[~gone | rows["Причина выбытия"].isin(["выпуск", "перевод в другой класс"])]


@cache
def records() -> pd.DataFrame:
    """Return the year's records with the state that the log leaves them in."""
    log = sheet("Движение записей").sort_values(["Номер записи", "№ шага"])
    rows = sheet("Участие в мероприятиях").merge(
        sheet("Технологические карты")[["Код карты", "Название", "Событие", "Уровень", "Участие", "Форма"]],
        on="Код карты", suffixes=("", " карты"),
    )  # fmt: skip
    rows["Форма"] = rows["Форма"].fillna(rows["Форма карты"])
    rows["Шаг"] = rows["Номер записи"].map(log.groupby("Номер записи")["Шаг"].last())
    rows["Шаг"] = rows["Шаг"].fillna(rows["Кто проверил"].notna().map({True: "подтверждена", False: "внесена"}))
    dates = pd.to_datetime(rows["Дата"])
    rows = rows[dates.between("2025-09-01", "2026-05-31") & rows["Код ученика"].isin(people()["Код ученика"])]
    void = rows["Шаг"].eq("отозвана") | rows["Номер записи"].isin(sheet("Участие в мероприятиях")["Взамен записи"])
    return rows[~void].reset_index(drop=True)


@cache
def counted() -> pd.DataFrame:
    """Return what each record brings: price, share, best stage, limits, in the words of the lesson's five questions."""
    own = sheet("Баллы карты").set_index(["Код карты", "Роль", "Результат"])
    rows = records().copy()
    keys = list(zip(rows["Код карты"], rows["Роль"], rows["Результат"], strict=True))
    scale = [
        SCALE[level][RESULTS.index(result)] for level, result in zip(rows["Уровень"], rows["Результат"], strict=True)
    ]
    rows["Цена"] = [own["Баллы"].get(key, price) for key, price in zip(keys, scale, strict=True)]
    rows["Группа"] = [own["Группа лимита"].get(key) for key in keys]
    team = rows["Участие"].eq("групповое") & rows["Команда"].notna()
    rows["Балл"] = rows["Цена"] * rows["Роль"].map(ROLES) * rows["Форма"].map(FORMS)
    size = rows[team].groupby(["Код карты", "Команда", "Дата"])["Код ученика"].transform("nunique")
    rows.loc[team, "Балл"] = rows["Цена"] * rows["Форма"].map(FORMS) / size
    rows["Начислено"] = rows["Балл"]
    rows.loc[rows["Шаг"] == "внесена", "Балл"] = 0.0
    rows["Событие"] = rows["Событие"].fillna(rows["Код карты"])
    rows["Порядок"] = rows["Уровень"].map(list(SCALE).index)
    rows = rows.sort_values(["Балл", "Порядок"], ascending=False, kind="stable")
    rows = rows[~rows.duplicated(["Код ученика", "Событие"])]
    before = rows.groupby(["Код ученика", "Уровень"])["Балл"].cumsum() - rows["Балл"]
    rows["Засчитано"] = (rows["Уровень"].map(CAPS) - before).clip(lower=0).clip(upper=rows["Балл"])
    return rows


@cache
def sums() -> pd.Series:
    return counted().groupby("Код ученика")["Засчитано"].sum().reindex(people()["Код ученика"], fill_value=0.0)


@pytest.fixture(scope="module")
def sample(read_sample: Callable[[str], School]) -> Sample:
    return Sample(DATA, {"shkola-7": read_sample("shkola-7")})


def compute(sample: Sample, name: str, *words: str) -> float | str:
    return facts()[name].compute(sample, "shkola-7", *words)


class TestRecount:
    """All pupils at once: one slip of the recount or of the room would show in somebody's sum."""

    def test_every_sum_of_the_list(self, sample: Sample) -> None:
        found = rating.season(sample.school("shkola-7")).rating.set_index("pupil")["total"] / 100
        theirs = sums().reindex(found.index)
        assert len(found) == len(sums()) == 416
        # a share is paid in hundredths, so a team's odd hundredth may stand with any of its members
        assert (found - theirs).abs().max() < 0.06
        assert found.sum() == pytest.approx(theirs.sum(), abs=0.2)

    def test_no_group_of_cards_reaches_its_limit(self) -> None:
        assert counted().groupby(["Код ученика", "Группа"])["Балл"].sum().max() <= 20


class TestPupils:
    @pytest.mark.parametrize("pupil", ["У-70002", "У-70474", "У-70219", "У-70225", "У-70191", "У-70240", "У-70464"])
    def test_sum(self, sample: Sample, pupil: str) -> None:
        assert compute(sample, "балл ученика", pupil, "сумма") == pytest.approx(sums()[pupil], abs=0.02)

    def test_without_limits(self, sample: Sample) -> None:
        rows = counted()[counted()["Код ученика"] == "У-70191"]
        assert compute(sample, "сумма без лимитов", "У-70191") == pytest.approx(rows["Балл"].sum(), abs=0.02)
        assert rows["Балл"].sum() > rows["Засчитано"].sum()

    def test_wins_are_of_counted_records(self, sample: Sample) -> None:
        rows = counted()[(counted()["Код ученика"] == "У-70002") & (counted()["Результат"] == "победитель")]
        assert compute(sample, "балл ученика", "У-70002", "победы") == len(rows[rows["Балл"] > 0]) == 3

    def test_school_level_is_full_before_the_chess(self, sample: Sample) -> None:
        rows = counted()[(counted()["Код ученика"] == "У-70240") & (counted()["Уровень"] == "школьный")]
        assert compute(sample, "засчитано на уровне", "У-70240", "школьный") == rows["Засчитано"].sum() == 15

    def test_counted_records(self, sample: Sample) -> None:
        rows = counted()[(counted()["Код ученика"] == "У-70240") & (counted()["Засчитано"] > 0)]
        assert compute(sample, "балл ученика", "У-70240", "засчитанные записи") == len(rows)


class TestPlaces:
    """Equal sums: the same two pupils under three rules."""

    @pytest.mark.parametrize("ties", ["победы, уровень", "уровень, победы", "не различать"])
    @pytest.mark.parametrize("pupil", ["У-70002", "У-70474", "У-70464", "У-70052", "У-70495"])
    def test_place(self, sample: Sample, pupil: str, ties: str) -> None:
        rows = counted()[counted()["Засчитано"] > 0]
        table = pd.DataFrame({"sum": sums().round(1)})  # a team's hundredths decide no place
        table["победы"] = counted().loc[
            counted()["Результат"].eq("победитель") & (counted()["Балл"] > 0)
        ].groupby("Код ученика").size()  # fmt: skip
        table["уровень"] = rows.groupby("Код ученика")["Порядок"].max() + 1
        keys = ["sum", *([] if ties == "не различать" else ties.split(", "))]
        table = table.fillna(0)
        exact = sums()
        own = (exact[pupil], *(table.loc[pupil, key] for key in keys[1:]))
        better = {
            (round(exact[code], 6), *(table.loc[code, key] for key in keys[1:]))
            for code in table.index
            if (round(exact[code], 6), *(table.loc[code, key] for key in keys[1:])) > (round(own[0], 6), *own[1:])
        }
        assert compute(sample, "место ученика", pupil, "список", ties) == len(better) + 1

    def test_leagues_part_the_two(self, sample: Sample) -> None:
        classes = people().set_index("Код ученика")["Класс"]
        assert (classes["У-70002"], classes["У-70474"]) == ("4 А", "5 А")
        places = [compute(sample, "место ученика", code, "лига", "победы, уровень") for code in ("У-70002", "У-70474")]
        younger = sums()[[code for code in sums().index if int(classes[code].split()[0]) <= 4]]
        assert places[0] == younger[younger > sums()["У-70002"] + 0.01].nunique() + 1

    def test_an_unknown_rule_is_named(self, sample: Sample) -> None:
        with pytest.raises(
            ValueError, match=r"«список; по алфавиту» не бывает; бывают: список, лига; победы, уровень \|"
        ):
            compute(sample, "место ученика", "У-70002", "список", "по алфавиту")


class TestPrices:
    @pytest.mark.parametrize(
        ("card", "result", "expected"),
        [("К-029", "победитель", 6), ("К-037", "победитель", 6), ("К-037", "призёр", 4), ("К-025", "победитель", 12),
         ("К-017", "победитель", 0), ("К-011", "победитель", 8), ("К-023", "призёр", 4)],
    )  # fmt: skip
    def test_card(self, sample: Sample, card: str, result: str, expected: float) -> None:
        row = sheet("Технологические карты").set_index("Код карты").loc[card]
        own = sheet("Баллы карты").set_index(["Код карты", "Роль", "Результат"])["Баллы"]
        base = own.get((card, "исполнитель", result), SCALE[row["Уровень"]][RESULTS.index(result)])
        assert compute(sample, "балл карты", card, result) == base * FORMS[row["Форма"]] == expected

    def test_scale_and_multipliers(self, sample: Sample) -> None:
        assert [compute(sample, "балл шкалы", "районный", result) for result in RESULTS] == list(SCALE["районный"])
        assert [compute(sample, "множитель", word) for word in (*ROLES, *FORMS)] == [*ROLES.values(), *FORMS.values()]
        assert compute(sample, "лимит уровня", "школьный") == CAPS["школьный"]


class TestTeam:
    def test_choir(self, sample: Sample) -> None:
        rows = records()[records()["Команда"] == "6А-хор"]
        assert compute(sample, "балл записи", "Д-0205", "учеников в команде") == rows["Код ученика"].nunique() == 6
        assert compute(sample, "балл записи", "Д-0205", "команде") == SCALE["районный"][1]
        shares = [compute(sample, "балл записи", code, "начислено") for code in rows["Номер записи"]]
        assert sum(shares) == pytest.approx(4)
        assert sorted(shares) == [0.66, 0.66, 0.67, 0.67, 0.67, 0.67]

    def test_three_ways_of_sharing(self, sample: Sample) -> None:
        roles = records().loc[records()["Команда"] == "6А-к016", "Роль"].map(ROLES)
        weight = 3 / roles.sum()
        table = [line.split(" | ") for line in str(compute(sample, "деление команды", "Д-0133")).splitlines()[2:]]
        numbers = [[float(cell.strip(" |").replace(",", ".")) for cell in line[1:]] for line in table]
        assert numbers[0] == [pytest.approx(3 / len(roles)), pytest.approx(3 / len(roles)), 3]
        assert numbers[1] == [pytest.approx(1.25 * weight, abs=0.01), pytest.approx(weight, abs=0.01), 3]
        assert numbers[2] == [3.75, 3, pytest.approx(3 * roles.sum())]


class TestClasses:
    @pytest.mark.parametrize("name", ["5 А", "10 А", "1 А", "4 Б", "8 А"])
    def test_reach_and_sum(self, sample: Sample, name: str) -> None:
        codes = people().loc[people()["Класс"] == name, "Код ученика"]
        taking = set(records()["Код ученика"]) & set(codes)
        assert compute(sample, "класс в рейтинге", name, "учеников") == len(codes)
        assert compute(sample, "класс в рейтинге", name, "участвовали") == len(taking)
        assert compute(sample, "класс в рейтинге", name, "охват") == pytest.approx(len(taking) / len(codes))
        assert compute(sample, "класс в рейтинге", name, "сумма") == pytest.approx(sums()[codes].sum(), abs=0.05)
        best = sums()[codes].max() / sums()[codes].sum()
        assert compute(sample, "класс в рейтинге", name, "доля лучшего") == pytest.approx(best, abs=0.001)

    def test_the_trap_holds(self, sample: Sample) -> None:
        """Equal sums, unequal reach: without it the exercise would have no answer."""
        first, second = ({what: compute(sample, "класс в рейтинге", name, what) for what in ("сумма", "охват")}
                         for name in ("5 А", "10 А"))  # fmt: skip
        assert first["сумма"] == second["сумма"]
        assert float(first["охват"]) + 0.15 < float(second["охват"])

    def test_school(self, sample: Sample) -> None:
        scored = sums()[sums() > 0]
        assert compute(sample, "список школы", "учеников") == len(people())
        assert compute(sample, "список школы", "с баллами") == len(scored)
        assert compute(sample, "список школы", "охват") == pytest.approx(
            records()["Код ученика"].nunique() / len(people())
        )
        top = sums().nlargest(42).sum() / sums().sum()  # a tenth of 416, rounded up
        assert compute(sample, "список школы", "доля верхушки") == pytest.approx(top, abs=0.001)

    def test_public_groups_hold_five(self, sample: Sample) -> None:
        assert float(compute(sample, "публичный список", "наименьшая группа")) >= 5
        assert compute(sample, "публичный список", "учеников") == (sums() > 0).sum()


class TestLesson:
    """What the lesson says in words must be so in the data."""

    def test_reasons_of_the_zeros(self) -> None:
        table = records()[records()["Код ученика"] == "У-70240"].set_index("Код карты")
        assert table.loc["К-010", "Шаг"] == "внесена"
        assert table.loc["К-027", "Форма"] == "платный"
        assert list(table.loc[["К-028", "К-029"], "Событие"]) == ["ЛЫЖНЯ", "ЛЫЖНЯ"]
        assert list(table.loc[["К-028", "К-029"], "Результат"]) == ["победитель", "победитель"]
        assert list(table.loc[["К-020", "К-021"], "Событие"]) == ["ЧТЕЦЫ", "ЧТЕЦЫ"]
        assert list(table.loc[["К-020", "К-021"], "Результат"]) == ["призёр", "участник"]
        assert "К-040" not in table.index  # in June, outside the period
        raw = sheet("Участие в мероприятиях")
        camp = raw[(raw["Код ученика"] == "У-70240") & (raw["Код карты"] == "К-040")]
        assert list(camp["Результат"]) == ["призёр"]
        assert pd.to_datetime(camp["Дата"]).dt.month.tolist() == [6]

    def test_the_two_of_the_beginning(self) -> None:
        one, other = (
            counted()[counted()["Код ученика"] == code].set_index("Название") for code in ("У-70002", "У-70474")
        )
        assert one["Результат"].value_counts().to_dict() == {"победитель": 3, "призёр": 1}
        assert one.loc["Лыжня района", "Результат"] == "призёр"
        assert sorted(other["Уровень"]) == ["международный", "региональный", "школьный", "школьный"]
        assert other.loc["Конкурс рисунков «Мир глазами детей»", ["Форма", "Результат"]].tolist() == [
            "дистанционно", "призёр",
        ]  # fmt: skip

    def test_a_tie_of_two_and_the_next(self) -> None:
        rows = counted()[counted()["Код ученика"].isin(["У-70464", "У-70052", "У-70495"])]
        assert rows.groupby("Код ученика")["Засчитано"].sum().tolist() == [6, 6, 6]
        assert set(rows["Уровень"]) == {"школьный"}
        wins = rows[rows["Результат"] == "победитель"].groupby("Код ученика").size()
        assert wins.to_dict() == {"У-70464": 2, "У-70052": 2, "У-70495": 1}

    def test_it_is_read_with_all_its_exercises(self) -> None:
        lesson = read_lesson(LESSON)
        assert lesson.planned == lesson.minutes == 90
        assert len(lesson.exercises) == 10
        assert len({exercise.kind for exercise in lesson.exercises.values()}) == 9


class TestPictures:
    @pytest.mark.parametrize(
        ("name", "words"), [("из чего сложился балл", ["У-70191"]), ("охват классов", []), ("суммы учеников", [])]
    )
    def test_drawn(self, sample: Sample, name: str, words: list[str]) -> None:
        figure = pictures()[name].compute(sample, "shkola-7", *words)
        assert figure.axes

    def test_columns_of_sums_hold_everybody(self, sample: Sample) -> None:
        axes = pictures()["суммы учеников"].compute(sample, "shkola-7").axes[0]
        heights = [bar.get_height() for bar in axes.patches]
        assert heights[0] == (sums() == 0).sum()
        assert sum(heights) == len(people())
