"""Rules: exact numbers, refusals with the key's path, remarks."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from workbook.errors import SettingsRefused
from workbook.rating import Period, read_rules
from workbook.rating.rules import check_bonuses, exact, hundredths, nearest
from workbook.settings import RatingRules, read_settings


def scale(**levels: tuple[float, float, float]) -> dict[str, dict[str, float]]:
    """The kit's table of points with some levels changed: участник, призёр, победитель."""
    kit = {level: dict(row) for level, row in RatingRules().points.items()}
    return kit | {
        level: dict(zip(("участник", "призёр", "победитель"), row, strict=True)) for level, row in levels.items()
    }


class TestNumbers:
    def test_hundredths_round_half_up(self):
        assert [hundredths(x) for x in (1, 1.25, 0.125, "0.135", 0.1)] == [100, 125, 13, 14, 10]

    def test_exact_is_what_people_wrote(self):
        assert exact(0.1) == Fraction(1, 10)

    def test_nearest(self):
        assert [nearest(Fraction(x, 2)) for x in (0, 1, 2, 3, 5)] == [0, 1, 1, 2, 3]


class TestReadRules:
    def test_kit_rules(self):
        rules = read_rules(RatingRules())
        assert rules.points["всероссийский", "победитель"] == 1800
        assert rules.roles["капитан"] == Fraction(5, 4)
        assert rules.levels[0] == "школьный"
        assert rules.levels[-1] == "международный"
        assert rules.period == Period(date(2025, 9, 1), date(2026, 5, 31))
        assert [league.title for league in rules.leagues] == ["1–4", "5–7", "8–9", "10–11"]
        assert [rules.league(grade) for grade in (1, 7, 9, 11)] == ["1–4", "5–7", "8–9", "10–11"]
        assert rules.remarks == ()

    def test_what_if(self):
        rules = read_rules(RatingRules(), policy="по ролям", caps=False)
        assert rules.policy == "по ролям"
        assert not rules.capped

    def test_previous_season_survives_leap_day(self):
        assert Period(date(2024, 2, 29), date(2024, 5, 31)).previous() == Period(date(2023, 2, 28), date(2023, 5, 31))

    def test_tie_order(self):
        assert read_rules(RatingRules(tie_order="уровень; победы")).ties == ("уровень", "победы")
        assert read_rules(RatingRules(tie_order="не различать")).ties == ()


class TestContradictions:
    @pytest.mark.parametrize(
        ("rules", "path", "words"),
        [
            ({"баллы": scale(районный=(5, 4, 6))}, "рейтинг → баллы → районный", "«участник» (5) стоит дороже"),
            ({"период_с": "01.09.2026"}, "рейтинг → период_по", "раньше, чем начинается"),
            ({"период_с": "первое сентября"}, "рейтинг → период_с", "не читается как дата"),
            ({"лиги": "1–5; 5–9"}, "рейтинг → лиги", "пересекаются"),
            ({"лиги": "младшие"}, "рейтинг → лиги", "не читается"),
            ({"роли": dict.fromkeys(("организатор", "капитан", "исполнитель", "зритель"), 0)}, "рейтинг → роли",
             "равны нулю"),
            ({"формы": {"очно": 0, "дистанционно": 0}}, "рейтинг → формы", "равны нулю"),
        ],
    )  # fmt: skip
    def test_refused_with_path(self, rules, path, words):
        with pytest.raises(SettingsRefused) as refusal:
            read_rules(read_settings({"рейтинг": rules}).rating)
        assert refusal.value.message.startswith(path + ": ")
        assert words in refusal.value.message

    def test_everything_worth_nothing(self):
        nothing = {level: dict.fromkeys(results, 0) for level, results in RatingRules().points.items()}
        with pytest.raises(SettingsRefused, match="все баллы равны нулю"):
            read_rules(read_settings({"рейтинг": {"баллы": nothing}}).rating)

    def test_unknown_policy(self):
        with pytest.raises(SettingsRefused, match="Допустимо: «поровну»"):
            read_rules(RatingRules(), policy="как решит класс")

    @pytest.mark.parametrize(
        ("rules", "path", "words"),
        [
            ({"баллы": scale(городской=(1, 6, 9))}, "рейтинг → баллы → городской", "стоит меньше, чем на уровне"),
            ({"лимиты_уровней": {"школьный": 2.5}}, "рейтинг → лимиты_уровней → школьный", "лимит 2,5 меньше одной"),
            ({"формы": {"платный": 0.5}}, "рейтинг → формы → платный", "места можно купить"),
            ({"формы": {"дистанционно": 2}}, "рейтинг → формы → дистанционно", "дороже очного"),
            ({"роли": {"зритель": 1}}, "рейтинг → роли → зритель", "не меньше исполнителя"),
            ({"лиги": "5–9"}, "рейтинг → лиги", "1, 2, 3, 4, 10, 11"),
        ],
    )
    def test_odd_rules_are_remarked(self, rules, path, words):
        remarks = read_rules(read_settings({"рейтинг": rules}).rating).remarks
        assert [remark.path for remark in remarks] == [path]
        assert words in remarks[0].message


class TestCompleteness:
    def test_half_a_table_of_points_is_nobody_s_act(self):
        whole = scale(школьный=(2, 3, 4))
        assert read_settings({"рейтинг": {"баллы": whole}}).rating.points["школьный"]["участник"] == 2
        del whole["городской"]
        with pytest.raises(SettingsRefused) as refusal:
            read_settings({"рейтинг": {"баллы": whole}})
        assert refusal.value.message == (
            "методика → рейтинг → баллы: не указано «городской». Такую таблицу задают целиком, "
            "нужны: школьный, районный, городской, региональный, всероссийский, международный."
        )
        with pytest.raises(SettingsRefused) as refusal:
            read_settings({"рейтинг": {"баллы": {"районный": {"участник": 1, "призёр": 2}}}})
        assert refusal.value.message == (
            "методика → рейтинг → баллы → районный: не указано «победитель». Такую таблицу задают целиком, "
            "нужны: участник, призёр, победитель."
        )


class TestNewRules:
    def test_off_by_default(self):
        rules = read_rules(RatingRules())
        assert (rules.best_n, rules.direction_caps, rules.total_cap, rules.bonuses) == (None, {}, None, frozenset())
        assert rules.carry_over == 0
        assert rules.effective == rules.period.starts

    def test_read(self):
        given = {"лучших_в_категории": 5, "категория_лучших": "направление и уровень", "лимит_общий": 60.5,
                 "лимиты_направлений": {"спортивное": 20}, "карты_надбавок": "К-1; К-2", "перенос": 25,
                 "действуют_с": "01.01.2026"}  # fmt: skip
        rules = read_rules(read_settings({"рейтинг": given}).rating)
        assert (rules.best_n, rules.best_of) == (5, ("direction", "scale"))
        assert (rules.total_cap, rules.direction_caps) == (6050, {"спортивное": 2000})
        assert rules.bonuses == {"К-1", "К-2"}
        assert (rules.carry_over, rules.effective) == (Fraction(1, 4), date(2026, 1, 1))

    @pytest.mark.parametrize(
        ("rules", "path", "words"),
        [
            ({"карты_надбавок": "К-1; К-1"}, "рейтинг → карты_надбавок", "названа дважды"),
            ({"действуют_с": "01.09.2026"}, "рейтинг → действуют_с", "период уже окончен"),
            ({"действуют_с": "завтра"}, "рейтинг → действуют_с", "не читается как дата"),
        ],
    )
    def test_refused_with_path(self, rules, path, words):
        with pytest.raises(SettingsRefused) as refusal:
            read_rules(read_settings({"рейтинг": rules}).rating)
        assert refusal.value.message.startswith(path + ": ")
        assert words in refusal.value.message

    @pytest.mark.parametrize(
        ("rules", "words"),
        [
            ({"лучших_в_категории": -1}, "методика → рейтинг → лучших_в_категории: значение -1 вне пределов"),
            ({"лучших_в_категории": 2.5}, "лучших_в_категории: нужно целое число"),
            ({"лимит_общий": "много"}, "лимит_общий: «много» — не число"),
            ({"лимиты_направлений": {"спорт": 5}}, "Возможно, имелось в виду «спортивное»"),
            ({"категория_лучших": "класс"}, "Допустимо: «направление»"),
            ({"перенос": 150}, "Допустимо: от 0 до 100"),
            ({"баллы": {"районный": None}}, "баллы → районный: ожидается список"),
            (
                {"баллы": {"районный": {"призёр": -1}}},
                "методика → рейтинг → баллы → районный → призёр: значение -1 вне",
            ),
            ({"баллы": {"окружной": {"призёр": 1}}}, "баллы: ключ «окружной» неизвестен"),
            ({"при_равенстве": "класс"}, "при_равенстве: значение «класс» не подходит"),
            ({"обжалованные_считать": "иногда"}, "Допустимо: «да», «нет»"),
            ({"выбор_этапа": "любой"}, "Допустимо: «до лимитов», «с учётом лимитов»"),
            ({"срок_апелляции_дней": 0}, "срок_апелляции_дней: значение 0 вне пределов"),
        ],
    )
    def test_unreadable_values_are_refused_by_the_settings(self, rules, words):
        with pytest.raises(SettingsRefused, match=words):
            read_settings({"рейтинг": rules})

    @pytest.mark.parametrize(
        ("rules", "path", "words"),
        [
            ({"лимит_общий": 20}, "рейтинг → лимит_общий", "меньше одной победы"),
            ({"лимит_общий": 30, "лимиты_направлений": {"спортивное": 30}},
             "рейтинг → лимиты_направлений → спортивное", "никогда не сработает"),
            ({"действуют_с": "01.01.2026"}, "рейтинг → действуют_с", "оценены по-разному"),
            ({"действуют_с": "01.08.2025"}, "рейтинг → действуют_с", "версия действует весь период"),
            ({"период_по": "01.10.2026"}, "рейтинг → период_по", "период длиннее года"),
            ({"лимиты_уровней": {"районный": 1}}, "рейтинг → лимиты_уровней → районный", "меньше одного участия (2)"),
            ({"лимит_группы_карт": 0.5}, "рейтинг → лимит_группы_карт", "меньше самой малой цены (1)"),
            ({"лимит_команды": 0}, "рейтинг → лимит_команды", "срежет всё"),
            ({"лимиты_направлений": {"творческое": 0.5}}, "рейтинг → лимиты_направлений → творческое", "срежет всё"),
            ({"баллы_за_место": {"районный": "1: 9; 3: 6"}}, "рейтинг → баллы_за_место → районный",
             "место 2 пропущено"),
            ({"баллы_за_место": {"районный": "1: 1"}}, "рейтинг → баллы_за_место → районный",
             "место 1 (1) стоит меньше участия (2)"),
            ({"баллы_за_место": {"районный": "1–6: 4"}, "места_призёров": {"районный": 6}},
             "рейтинг → места_призёров → районный", "на баллы не повлияют"),
        ],
    )  # fmt: skip
    def test_odd_rules_are_remarked(self, rules, path, words):
        remarks = read_rules(read_settings({"рейтинг": rules}).rating).remarks
        assert [remark.path for remark in remarks] == [path]
        assert words in remarks[0].message

    def test_bonus_cards_must_exist(self):
        rules = read_rules(RatingRules(bonus_cards="К-1; К-9"))
        with pytest.raises(SettingsRefused, match="рейтинг → карты_надбавок: таких карт нет: «К-9»"):
            check_bonuses(rules, ["К-1"])

    def test_the_season_before_carries_nothing(self):
        rules = read_rules(RatingRules(carry_over=50, effective="01.01.2026")).after(read_rules(RatingRules()))
        assert (rules.previous().carry_over, rules.previous().earlier) == (0, None)


class TestPlaces:
    def test_off_by_default(self):
        rules = read_rules(RatingRules())
        assert (rules.place_points, rules.prize_places) == ({}, {})

    def test_read(self):
        given = {"баллы_за_место": {"районный": "1: 9; 2–3: 7,5"}, "места_призёров": {"городской": 10}}
        rules = read_rules(read_settings({"рейтинг": given}).rating)
        assert rules.place_points == {("районный", 1): 900, ("районный", 2): 750, ("районный", 3): 750}
        assert rules.prize_places == {"городской": 10}

    @pytest.mark.parametrize(
        ("line", "words"),
        [
            ("первое: 9", "«первое: 9» не читается. Нужно, например, «1: 9; 2: 7; 3: 6; 4–10: 4»."),
            ("1: много", "«1: много» не читается."),
            ("1: -2", "«1: -2» не читается."),
            ("1: NaN", "«1: NaN» не читается."),
            ("5–2: 3", "«5–2: 3»: места идут от 1 до 1000, меньшее первым."),
            ("0: 3", "«0: 3»: места идут от 1 до 1000"),
            ("1–3: 5; 2: 4", "место 2 оценено дважды: «1–3» и «2»."),
            ("1: 5; 2: 6", "место 2 (6) стоит дороже, чем 1 (5). Лучшее место не может стоить меньше."),
        ],
    )
    def test_refused_with_path(self, line, words):
        with pytest.raises(SettingsRefused) as refusal:
            read_rules(read_settings({"рейтинг": {"баллы_за_место": {"районный": line}}}).rating)
        assert refusal.value.message.startswith("рейтинг → баллы_за_место → районный: ")
        assert words in refusal.value.message

    def test_half_a_place(self):
        with pytest.raises(SettingsRefused, match="рейтинг → места_призёров → районный: нужно целое число мест"):
            read_rules(read_settings({"рейтинг": {"места_призёров": {"районный": 2.5}}}).rating)
