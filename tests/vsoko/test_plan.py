"""The plan linter: each rule by a plan that a reader can check, no false alarm on a clean one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbook.errors import MissingData, Reason, SettingsRefused
from workbook.school import Problem, School, Severity
from workbook.settings import PlanRules, Settings, read_settings
from workbook.vsoko.plan import CHECKABLE, UNCHECKABLE, PlanCheck, check_plan, last_record, lint, plan_results
from workbook.vsoko.plan_events import HEADERS, SchoolYear, guessed_month, numbered, unread_cells
from workbook.vsoko.plan_words import alike, is_placeholder, links_of, read_pairs, references

YEAR = SchoolYear.of("2025/2026")
DAY = pd.Timestamp("2026-03-01")

CLEAN = """
Мониторинг дефицитов|10.09.2025|30.09.2025|учителя|Карта дефицитов|заместитель директора|охват|60|95|выполнено|справка
Обновление фонда средств|01.10.2025|20.04.2026|учителя|Банк заданий|заместитель директора|доля новых|58|100|идёт|реестр
Экспертиза фонда средств|10.11.2025|30.03.2026|эксперты|Листы|руководитель|доля принятых|55|90|идёт|
Анкетирование родителей|02.02.2026|06.02.2026|родители|Анкеты|педагог-психолог|доля ответивших|40|60|выполнено|анкеты
Анализ анкет родителей|09.02.2026|20.02.2026|родители|Справка|педагог-психолог|число выводов|0|5|выполнено|справка № 2
Итоги первого полугодия|22.12.2025|26.12.2025|педсовет|Протокол|директор|доля отметок «2»|5|3|выполнено|протокол
Итоги второго полугодия|20.05.2026|26.05.2026|педсовет|Протокол|директор|доля отметок «2»|4|3|не начато|
"""


def plan(text: str) -> pd.DataFrame:
    """Read events, a line each: «название|начало|конец|участники|продукт|ответственный|показатель|было|станет|…»."""
    rows = [[cell.strip() or None for cell in line.split("|")] for line in text.strip().splitlines()]
    frame = pd.DataFrame(rows, columns=list(HEADERS)).astype("str")
    for name in ("start", "end"):
        frame[name] = pd.to_datetime(frame[name], format="%d.%m.%Y")
    for name in ("baseline", "target"):
        frame[name] = pd.to_numeric(frame[name])
    frame.insert(0, "plan", "План ВСОКО")
    return frame


def check(text: str, day: pd.Timestamp = DAY, rules: PlanRules | None = None, unread: tuple = ()) -> PlanCheck:
    return lint(numbered(plan(text), unread), unread, YEAR, day, rules or PlanRules())


def told(found: PlanCheck) -> list[tuple[int, str, str, str]]:
    return list(found.findings[["number", "rule", "value", "what"]].itertuples(index=False, name=None))


def line(**other: str) -> str:
    cells = {
        "event": "Семинар", "start": "12.11.2025", "end": "14.11.2025", "audience": "учителя", "product": "Материалы",
        "responsible": "директор", "indicator": "число участников", "baseline": "0", "target": "20",
        "status": "выполнено", "evidence": "лист",
    } | other  # fmt: skip
    return "|".join(cells.values())


class TestCleanPlan:
    def test_has_no_remarks(self):
        found = check(CLEAN)
        assert told(found) == []
        assert found.verdict == CHECKABLE
        assert (found.checkable, found.total, found.share) == (7, 7, 100)

    def test_its_order_was_really_looked_at(self):
        links = check(CLEAN).links
        assert list(zip(links["before"], links["after"], strict=True)) == [(1, 2), (2, 3), (4, 5)]

    def test_results(self):
        table = plan_results(check(CLEAN)).set_index("indicator")
        assert table.loc["plan-checkable-percent", "value"] == 100
        assert table.loc["plan-overdue", "verdict"] == "хорошо"


class TestOneEvent:
    @pytest.mark.parametrize(
        ("cell", "rule", "what"),
        [
            ("end", "срок", "срока нет"),
            ("responsible", "ответственный", "никто не отвечает"),
            ("indicator", "показатель", "показателя нет: нельзя сказать, удалось ли"),
            ("product", "продукт", "не сказано, что останется"),
            ("audience", "участники", "не сказано, для кого"),
            ("status", "статус", "состояние неизвестно"),
        ],
    )
    def test_empty_cell(self, cell, rule, what):
        found = check(line(**{cell: ""}), day=pd.Timestamp("2025-11-13"))
        assert told(found) == [(1, rule, "", what)]

    def test_event_without_term_person_and_measure_cannot_be_checked(self):
        found = check(line(end="", responsible="", indicator="", baseline="", target=""))
        assert found.events["lacking"].item() == "срока, ответственного, показателя, целевого значения"
        assert found.verdict == UNCHECKABLE
        assert found.share == 0

    def test_placeholder(self):
        found = check(line(event="Пакет актов ????", responsible="уточняется"))
        assert told(found) == [
            (1, "заглушка", "Пакет актов ????", "вместо ответа стоит заглушка"),
            (1, "заглушка", "уточняется", "вместо ответа стоит заглушка"),
        ]
        assert found.events["lacking"].item() == "ясного названия, ответственного"

    def test_year_of_another_plan(self):
        found = check(line(start="12.05.2025", end="30.05.2025"))
        assert told(found) == [(1, "год", "12.05.2025–30.05.2025", "вне 2025/2026 учебного года")]

    def test_indicator_without_numbers(self):
        found = check(line(baseline="", target=""))
        what = "у показателя «число участников» нет: исходное значение, целевое значение"
        assert told(found) == [(1, "значения", "", what)]

    @pytest.mark.parametrize(
        ("indicator", "baseline", "target", "what"),
        [
            ("доля подтвердивших", "70", "60", "цель ниже исходного значения"),
            ("доля отметок «2»", "3", "5", "цель выше исходного значения"),
            ("принято актов", "13", "13", "цель равна исходному значению: ничего не должно измениться"),
        ],
    )
    def test_target(self, indicator, baseline, target, what):
        found = check(line(indicator=indicator, baseline=baseline, target=target))
        assert told(found) == [(1, "цель", f"{baseline} → {target}", what)]

    @pytest.mark.parametrize(("indicator", "kept"), [("охват опросом", "100"), ("число жалоб", "0")])
    def test_what_is_best_already_may_be_kept(self, indicator, kept):
        assert told(check(line(indicator=indicator, baseline=kept, target=kept))) == []

    def test_share_beyond_hundred(self):
        found = check(line(indicator="доля участников", target="1200"))
        assert told(found) == [(1, "предел", "1200", "«доля участников» измеряется от 0 до 100 %")]

    def test_overdue(self):
        found = check(line(status="идёт"))
        assert told(found) == [(1, "просрочено", "срок 14.11.2025", "просрочено на 107 дней: статус «идёт»")]

    def test_not_begun_in_time(self):
        found = check(line(status="не начато"), day=pd.Timestamp("2025-11-13"))
        assert told(found) == [(1, "не начато", "начало 12.11.2025", "не начато в срок: прошло 1 день")]

    def test_done_before_it_began(self):
        found = check(line(), day=pd.Timestamp("2025-10-01"))
        assert told(found) == [(1, "раньше времени", "начало 12.11.2025", "выполнено, хотя 01.10.2025 ещё не началось")]

    def test_done_without_a_paper(self):
        assert told(check(line(evidence=""))) == [(1, "без документа", "", "выполнено, но подтверждения нет")]

    def test_cancelled_event_is_left_alone(self):
        found = check(line(status="отменено", end="", responsible="", evidence=""))
        assert told(found) == []
        assert found.checkable == 1

    def test_weight_of_zero_silences_a_rule(self):
        rules = read_settings({"план": {"веса": {"продукт": 0}}}).plan
        assert told(check(line(product=""), rules=rules)) == []


class TestBetweenEvents:
    def test_an_event_before_its_predecessor_by_wording(self):
        found = check(
            line(event="Обновление фонда средств", start="12.09.2025", end="30.09.2025")
            + "\n"
            + line(event="Мониторинг дефицитов учеников", start="01.10.2025", end="10.10.2025")
        )
        what = "начинается раньше мероприятия 2 «Мониторинг дефицитов учеников», на которое опирается"
        assert told(found) == [(1, "порядок", "12.09.2025 раньше 01.10.2025", what)]
        assert found.findings["fix"].item() == "Поменяйте даты или порядок мероприятий."

    def test_a_word_of_one_side_needs_one_subject(self):
        two = line(event="Утверждение положения о ФОС") + "\n" + line(event="Внедрение журнала", start="01.09.2025")
        assert told(check(two)) == []
        same = line(event="Утверждение положения о ФОС") + "\n" + line(event="Внедрение положения", start="01.09.2025")
        assert [row[1] for row in told(check(same))] == ["порядок"]

    def test_reference_backwards_and_to_nowhere(self):
        found = check(
            line(event="Педсовет по итогам мероприятия № 2", start="01.09.2025")
            + "\n"
            + line(event="Опрос учителей")
            + "\n"
            + line(event="Приказ после п. 9")
        )
        assert told(found) == [
            (1, "порядок", "01.09.2025 раньше 12.11.2025",
             "начинается раньше мероприятия 2 «Опрос учителей», на которое опирается"),
            (3, "ссылка", "Приказ после п. 9", "мероприятия 9 в плане нет"),
        ]  # fmt: skip

    def test_double_in_other_words(self):
        found = check(
            line(event="Опрос родителей об удовлетворённости")
            + "\n"
            + line(event="Опрос: удовлетворённость родителей", start="02.02.2026", end="06.02.2026")
        )
        what = "возможно, это мероприятие 1 «Опрос родителей об удовлетворённости» другими словами"
        assert told(found) == [(2, "повтор", "Опрос: удовлетворённость родителей", what)]

    def test_one_person_one_day(self):
        day = {"start": "12.11.2025", "end": "12.11.2025"}
        found = check(line(**day) + "\n" + line(event="Открытый урок", responsible="психолог, Директор", **day))
        what = "у одного ответственного в один день несколько мероприятий: 1, 2"
        assert told(found) == [(2, "день", "директор, 12.11.2025", what)]

    def test_a_long_event_leaves_room_for_a_short_one(self):
        found = check(line(end="30.11.2025") + "\n" + line(event="Открытый урок", start="14.11.2025"))
        assert told(found) == []

    def test_crowded_month(self):
        names = ("Семинар", "Открытый урок", "Педсовет", "Конкурс", "Проверка журналов", "Родительское собрание")
        days = ("14.11.2025", "17.11.2025", "18.11.2025", "19.11.2025", "20.11.2025", "20.12.2025")
        found = check("\n".join(line(event=name, end=day) for name, day in zip(names, days, strict=True)))
        assert told(found) == [
            (0, "сгущение", "ноябрь 2025", "в ноябре 2025 заканчиваются 5 из 6 мероприятий"),
        ]

    def test_graver_stands_first(self):
        found = check(line(audience="", product="", end=""))
        assert list(found.findings["weight"]) == [3, 2, 1]


class TestUnreadCells:
    @staticmethod
    def problem(column: str, value: str, row: int = 3, reason: Reason = Reason.VALUE_TYPE) -> Problem:
        message = f"plan.csv, ячейка C{row}: «{value}» — не дата. Строка не учтена."
        return Problem("plan.csv", "", f"C{row}", HEADERS[column], value, reason, Severity.ERROR, message,
                       table="plan", row=row, column=column)  # fmt: skip

    def test_a_misprinted_month_keeps_its_value_and_gets_a_guess(self):
        unread = tuple(unread_cells([self.problem("start", "Декабрь20222")]))
        found = check(line() + "\n" + line(event="Педсовет"), unread=unread)
        row = found.findings.iloc[0]
        assert (row["number"], row["rule"], row["value"]) == (2, "дата", "Декабрь20222")
        assert row["what"] == "plan.csv, C3: это не дата. Строка не прочитана."
        assert row["fix"] == "Возможно, имелся в виду декабрь 2022. Запишите день: например, 01.12.2022."
        assert list(found.events["number"]) == [1, 3]
        assert (found.total, found.unread) == (3, 1)

    def test_an_unread_term_is_not_told_twice(self):
        unread = tuple(unread_cells([self.problem("end", "май", row=2)]))
        found = check(line(end=""), day=pd.Timestamp("2025-11-13"), unread=unread)
        assert [row[1] for row in told(found)] == ["дата"]

    def test_repairs_and_other_tables_are_no_complaint(self):
        repaired = Problem("plan.csv", "", "I4", "", "58%", Reason.VALUE_REPAIRED, Severity.REPAIR, "", table="plan",
                           row=4, column="baseline")  # fmt: skip
        assert unread_cells([repaired]) == []

    @pytest.mark.parametrize(
        ("text", "guess"),
        [
            ("Декабрь20222", ("декабрь 2022", "01.12.2022")),
            ("Май 2021", ("май 2021", "01.05.2021")),
            ("март2026 г.", ("март 2026", "01.03.2026")),
            ("по плану", None),
            ("????", None),
        ],
    )
    def test_guess(self, text, guess):
        assert guessed_month(text) == guess


class TestWords:
    @pytest.mark.parametrize(
        ("first", "second", "same"),
        [
            ("Анализ итогов первой четверти", "Анализ итогов второй четверти", False),
            ("Контрольная работа, 5 класс", "Контрольная работа, 6 класс", False),
            ("Входная диагностика", "Итоговая диагностика", False),
            ("Экспертиза оценочных материалов", "Обновление фонда оценочных средств", False),
            ("Экспертиза оценочных материалов", "Оценочные материалы: экспертиза", True),
        ],
    )
    def test_alike(self, first, second, same):
        assert (alike(first, second) >= PlanRules().alike) is same

    def test_placeholder_is_not_a_question(self):
        marks = PlanRules().placeholders
        assert is_placeholder("Приказ ????", marks)
        assert is_placeholder("Срок уточнить", marks)
        assert not is_placeholder("Семинар «Как оценивать?»", marks)
        assert not is_placeholder(None, marks)

    def test_references(self):
        assert references("По итогам мероприятия № 3, после п. 12") == [3, 12]
        assert references("Работа в 5 классе") == []

    def test_two_events_of_one_side_are_not_joined_to_themselves(self):
        pairs = read_pairs("опрос → анализ опрос")
        links = links_of(["Опрос родителей", "Анализ опроса родителей"], pairs)
        assert [(link.before, link.after) for link in links] == [(0, 1)]

    def test_pair_without_an_arrow_is_refused(self):
        with pytest.raises(SettingsRefused) as refusal:
            read_pairs("опрос, анализ")
        assert refusal.value.message == (
            "методика → план → порядок_слов: «опрос, анализ» не читается. Запишите «раньше → позже», например "
            "«анкетирован → анализ анкет»; пары через точку с запятой."
        )

    def test_year_must_be_known(self):
        with pytest.raises(MissingData, match="Учебный год неизвестен"):
            SchoolYear.of("")


class TestSchool:
    @staticmethod
    def school(problems: tuple[Problem, ...] = (), **tables: pd.DataFrame) -> School:
        return School("shkola-1", "Школа № 1", "Район", "2025/2026", Path(), Settings(), tables, problems)

    def test_without_a_plan_it_is_asked_for(self):
        with pytest.raises(MissingData) as refusal:
            check_plan(self.school())
        assert refusal.value.message == (
            "Не хватает таблицы «План мероприятий» (plan.csv). Добавьте её в папку школы «shkola-1» файлом CSV или "
            "листом книги school.xlsx."
        )

    def test_a_plan_of_which_nothing_was_read_still_tells_why(self):
        found = check_plan(self.school((TestUnreadCells.problem("start", "Декабрь20222", row=2),)))
        assert (found.total, found.unread, found.verdict) == (1, 1, UNCHECKABLE)
        assert list(found.findings["value"]) == ["Декабрь20222"]
        assert found.day == pd.Timestamp("2026-08-31")

    def test_one_plan_of_two(self):
        both = pd.concat([plan(line()), plan(line(event="Педсовет", end="")).assign(plan="План ВР")])
        school = self.school(plan=both.reset_index(drop=True))
        assert told(check_plan(school, "План ВР")) == [(2, "срок", "", "срока нет")]
        assert check_plan(school, "План ВСОКО").findings.empty
        assert check_plan(school).title == "План ВСОКО; План ВР"

    def test_the_day_is_the_last_one_with_a_record(self):
        marks = pd.DataFrame({"date": pd.to_datetime(["2026-05-22", "2026-09-30"])})
        assert last_record(self.school(plan=plan(line()), marks=marks)) == pd.Timestamp("2026-05-22")
        assert last_record(self.school(plan=plan(line()))) == pd.Timestamp("2025-11-12")
