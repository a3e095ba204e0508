"""The self-examination by tiny tables whose numbers a reader counts by hand; entries, checks and the public copy."""

from __future__ import annotations

import itertools
import math
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import pytest

from workbook.errors import MissingData
from workbook.school import School, read_school
from workbook.settings import SelfExaminationRules, Settings, read_settings
from workbook.vsoko.self_examination import (
    SelfExamination,
    calendar_years,
    self_examination_of,
    self_examination_results,
    written_before,
)
from workbook.vsoko.self_examination_contests import contests
from workbook.vsoko.self_examination_counts import Found, counted, on_list
from workbook.vsoko.self_examination_entry import entry_fields, entry_sample, merged_entries, read_entry
from workbook.vsoko.self_examination_form import FORM, PARTS, SHARE, WHOLES
from workbook.vsoko.self_examination_lines import COMPUTED, ENTERED, MISSING, NOBODY, lines_of
from workbook.vsoko.self_examination_public import ALSO, FEW, MOST, public_lines, ranges

MUNICIPALITY = Path(__file__).parents[2] / "datasets" / "municipality"
RULES = SelfExaminationRules()


def day(text: str | None) -> pd.Timestamp:
    return pd.NaT if text is None else pd.Timestamp(text)


def pupils(*rows: tuple[str, str, str, str | None, str | None, str | None]) -> pd.DataFrame:
    names = ["year", "pupil", "class_", "enrolled", "left", "leave_reason"]
    frame = pd.DataFrame(rows, columns=names)
    frame["enrolled"], frame["left"] = pd.to_datetime(frame["enrolled"]), pd.to_datetime(frame["left"])
    grade = frame["class_"].str.extract(r"(\d+)", expand=False).astype(int)
    frame["level"] = grade.map(lambda n: "НОО" if n < 5 else "ООО" if n < 10 else "СОО")
    return frame.assign(profile=None).astype({"profile": "str", "leave_reason": "str"})


LIST = pupils(
    ("2025/2026", "У-001", "2 А", "2025-09-01", None, None),
    ("2025/2026", "У-002", "6 А", "2025-09-01", "2025-12-31", "переезд"),  # left on the day itself: not on the list
    ("2025/2026", "У-003", "6 А", "2025-09-01", "2026-01-10", "переезд"),  # left after it: still there
    ("2025/2026", "У-004", "6 А", "2026-01-12", None, None),  # came after it
    ("2025/2026", "У-005", "10 А", "2025-09-01", None, None),
    ("2024/2025", "У-006", "9 А", "2024-09-01", "2025-06-25", "выпуск"),
    ("2024/2025", "У-007", "9 А", "2024-09-01", "2025-02-01", "перевод в другую школу"),
    ("2024/2025", "У-008", "9 А", "2024-09-01", None, None),
    ("2024/2025", "У-003", "5 А", "2024-09-01", None, None),
)


class TestForm:
    def test_numbers_run_as_in_the_order_1324(self):
        printed = [number for number in FORM if number not in WHOLES]
        assert len(printed) == 51
        assert printed[:5] == ["1.1", "1.2", "1.3", "1.4", "1.5"]
        assert [n for n in printed if n.startswith("1.19")] == ["1.19", "1.19.1", "1.19.2", "1.19.3"]
        assert printed[-1] == "2.6"

    def test_every_whole_and_every_container_is_a_line(self):
        for item in FORM.values():
            assert not item.whole or item.whole in FORM
            assert not item.within or item.within in FORM
            assert (item.unit == SHARE) == bool(item.whole)

    def test_headers_of_fields_are_unlike(self):
        headers = [column.header for column in entry_fields()]
        assert len(set(headers)) == len(headers)
        assert not any(":" in header for header in headers)
        assert all(len(header) <= 17 for header in headers)  # more does not fit the label of a field


class TestCounts:
    def test_the_list_is_of_the_last_day(self):
        assert set(on_list(LIST, 2025)["pupil"]) == {"У-001", "У-003", "У-005"}

    def test_headcount_by_level_and_graduates_of_the_year_that_ended(self):
        found = counted({"pupils": LIST}, 2025, Settings())
        assert [found[n].value for n in ("1.1", "1.2", "1.3", "1.4", "0.1")] == [3, 1, 1, 1, 2]
        assert found["0.2"].nobody
        assert found["1.8"].nobody

    def test_a_year_without_a_list_is_missing_and_says_which(self):
        assert (
            counted({"pupils": LIST}, 2026, Settings())["1.1"].missing == "нет списка учеников 2026/2027 учебного года"
        )

    def test_profile_and_what_the_school_does_not_call_one(self):
        named = LIST.assign(profile=["", "", "", "", "универсальный", "", "", "", ""])
        assert counted({"pupils": named}, 2025, Settings())["1.21"].value == 1
        strict = read_settings({"самообследование": {"профилем_не_считать": "универсальный"}})
        assert counted({"pupils": named}, 2025, strict)["1.21"].value == 0

    def marks(self) -> pd.DataFrame:
        rows = [("У-003", "химия", "5"), ("У-003", "физика", "4"), ("У-008", "химия", "5"), ("У-008", "физика", "3"),
                ("У-006", "химия", "4"), ("У-006", "физика", "н/а")]  # fmt: skip
        frame = pd.DataFrame(rows, columns=["pupil", "subject", "mark"])
        return frame.assign(year="2024/2025", period="год", teacher="П-01")

    def test_good_marks_are_of_the_year_that_ended(self):
        found = counted({"pupils": LIST, "period_marks": self.marks()}, 2025, Settings())["1.5"]
        assert (found.value, found.n) == (1, 3)
        assert math.isnan(found.whole)
        own = read_settings({"самообследование": {"доля_на_4_и_5_от": "аттестованные"}})
        assert counted({"pupils": LIST, "period_marks": self.marks()}, 2025, own)["1.5"].whole == 3

    def exams(self) -> pd.DataFrame:
        rows = [("У-006", "ОГЭ", 9, "2", 10.0, None), ("У-008", "ОГЭ", 9, "5", 30.0, None)]
        frame = pd.DataFrame(rows, columns=["pupil", "procedure", "grade", "mark", "primary_score", "test_score"])
        return frame.assign(year="2024/2025", subject="русский язык")

    def test_basic_exam_by_mark_or_by_primary_score(self):
        tables = {"pupils": LIST, "procedures": self.exams()}
        found = counted(tables, 2025, Settings())
        assert (found["1.6"].value, found["1.10"].value) == (3.5, 1)
        assert found["1.7"].missing == "нет результатов ОГЭ по предмету «математика» за 2024/2025"
        primary = read_settings({"самообследование": {"средний_балл_гиа_9": "первичный балл"}})
        assert counted(tables, 2025, primary)["1.6"].value == 20

    def test_unified_exam_needs_its_minimum(self):
        leavers = pupils(*(("2024/2025", f"У-{n}", "11 А", None, None, None) for n in (101, 102, 103)))
        rows = [("У-101", 70.0, None), ("У-102", 20.0, None), ("У-103", None, "2")]
        exams = pd.DataFrame(rows, columns=["pupil", "test_score", "mark"]).assign(
            procedure="ЕГЭ", grade=11, year="2024/2025", subject="математика", primary_score=10.0
        )
        tables = {"pupils": leavers, "procedures": exams}
        assert counted(tables, 2025, Settings())["1.13"].missing == "нет минимального балла ЕГЭ в таблице «Ориентиры»"
        known = pd.DataFrame({"procedure": ["ЕГЭ"], "year": "2024/2025", "subject": "математика", "minimum": 27.0})
        found = counted(tables | {"references": known}, 2025, Settings())
        assert (found["1.9"].value, found["1.9"].n) == (45.0, 2)  # the basic level has no test score
        assert found["1.13"].value == 2
        assert found["1.13"].note == "ниже 27 баллов; базовый уровень: 1, в средний балл не входит"

    def test_teachers(self):
        people = pd.DataFrame(
            {"category": ["высшая", "первая", "соответствие", None], "experience_years": [4, 5, 31, 30]}
        )
        found = counted({"teachers": people}, 2025, Settings())
        assert [found[n].value for n in ("1.24", "1.29", "1.29.1", "1.29.2", "1.30.1", "1.30.2")] == [4, 2, 1, 1, 1, 1]
        assert found["1.29"].note == "категория не указана у 1"


class TestContests:
    CARDS = pd.DataFrame(
        [("К-1", "интеллектуальное", "региональный"), ("К-2", "спортивное", "школьный"),
         ("К-3", "социальное", "всероссийский")], columns=["card", "direction", "scale"],
    )  # fmt: skip

    def records(self, *rows: tuple[str, str, str, str, str]) -> dict[str, pd.DataFrame]:
        frame = pd.DataFrame(rows, columns=["record", "card", "pupil", "result", "date"])
        frame = frame.assign(role="исполнитель", verified_by="П-02", replaces=None)
        frame["date"] = pd.to_datetime(frame["date"])
        return {"cards": self.CARDS, "participations": frame}

    def test_a_pupil_counts_once_in_a_line(self):
        tables = self.records(
            ("Д-1", "К-1", "У-001", "призёр", "2025-03-01"), ("Д-2", "К-1", "У-001", "победитель", "2025-10-01"),
            ("Д-3", "К-2", "У-002", "победитель", "2025-10-02"), ("Д-4", "К-2", "У-003", "участник", "2025-01-15"),
            ("Д-5", "К-3", "У-004", "победитель", "2025-10-02"), ("Д-6", "К-2", "У-005", "победитель", "2024-12-30"),
        )  # fmt: skip
        found = contests(tables, 2025, RULES)
        assert [found[n].value for n in ("1.18", "1.19", "1.19.1", "1.19.2", "1.19.3")] == [3, 2, 1, 0, 0]

    def test_taken_back_replaced_and_unverified_records_do_not_count(self):
        tables = self.records(*((f"Д-{n}", "К-2", f"У-00{n}", "участник", "2025-10-02") for n in range(1, 6)))
        frame = tables["participations"]
        frame.loc[1, "replaces"], frame.loc[2, "verified_by"], frame.loc[3, "role"] = "Д-1", None, "зритель"
        tables["record_steps"] = pd.DataFrame(
            [("Д-5", 1, "подтверждена"), ("Д-5", 2, "отозвана")], columns=["record", "number", "step"]
        )
        assert contests(tables, 2025, RULES)["1.18"].value == 1  # Д-2 alone

    def test_a_journal_that_begins_late_says_so(self):
        found = contests(self.records(("Д-1", "К-2", "У-001", "участник", "2025-10-02")), 2025, RULES)
        assert found["1.18"].note.startswith("неполный год: в журнале записи с 02.10.2025 по 02.10.2025")
        assert contests({}, 2025, RULES)["1.18"].missing == "нет таблицы «Участие в мероприятиях»"


def entries(*rows: tuple[str, float | None, str | None], year: int = 2025) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["number", "value", "yes_no"]).assign(calendar_year=year, note=None)
    return frame.astype({"value": "float64"})


class TestLines:
    def test_the_counted_stands_and_the_written_is_not_lost(self):
        line = lines_of({"1.1": Found(415.0)}, entries(("1.1", 426, None)), RULES)["1.1"]
        assert (line.value, line.entered, line.difference, line.state) == (415, 426, 11, COMPUTED)

    def test_the_school_may_choose_the_written(self):
        rules = read_settings({"самообследование": {"при_расхождении": "вписанное"}}).self_examination
        line = lines_of({"1.1": Found(415.0)}, entries(("1.1", 426, None)), rules)["1.1"]
        assert (line.value, line.difference, line.state) == (426, 11, ENTERED)

    def test_a_share_is_of_its_whole(self):
        lines = lines_of(
            {"0.1": Found(40.0), "1.1": Found(400.0)}, entries(("1.14", 2, None), ("1.33", 9, None)), RULES
        )
        assert lines["1.14"].percent == 5
        assert math.isnan(lines["1.33"].percent)
        assert lines["1.15"].state == MISSING

    def test_nobody_finished(self):
        lines = lines_of({"0.2": Found(0.0, nobody=True, note="не было")}, entries(), RULES)
        assert lines["1.15"].state == NOBODY


class TestEntry:
    def test_what_is_read(self):
        text = "1.14 без атт., 9: 0\n2.1 компьютеры: 0,25\n2.3 эл. докум.: да"
        assert read_entry(text) == ({"1.14": 0.0, "2.1": 0.25, "2.3": "да"}, "")

    def test_all_faults_at_once(self):
        values, said = read_entry("1.14 без атт., 9: два\n2.1 компьютеры: 0,25\n9.9 нет такого: 1")
        assert values == {"2.1": 0.25}
        assert said.startswith("Вписанное не принято. Значение «два» в столбце «1.14 без атт., 9» — не число.")
        assert said.endswith("Строки «9.9 нет такого» в форме нет.")

    def test_other_years_and_notes_stay(self):
        table = pd.concat([entries(("1.14", 3, None), year=2024), entries(("1.14", 1, None)).assign(note="приказ № 1")])
        same = merged_entries(table, 2025, {"1.14": 1.0, "2.3": "да"})
        assert same["calendar_year"].tolist() == [2024, 2025, 2025]
        assert same["note"].fillna("").tolist() == ["", "приказ № 1", ""]
        changed = merged_entries(table, 2025, {"1.14": 0.0})
        assert changed["value"].tolist() == [3, 0]
        assert changed["note"].fillna("").tolist() == ["", ""]  # the order told of another number

    def test_sample_fills_what_is_read_back(self):
        table = entries(("1.14", 1, None), ("2.1", 0.25, None), ("2.3", None, "нет"), ("1.1", 400, None))
        sample = entry_sample(table, 2025)
        text = "\n".join(f"{header}: {value}" for header, value in sample.items())
        assert read_entry(text) == ({"1.14": 1.0, "2.1": 0.25, "2.3": "нет"}, "")


def school(table: pd.DataFrame | None = None, **more: pd.DataFrame) -> School:
    tables = {"pupils": LIST, **more} | ({} if table is None else {"self_indicators": table})
    return School("shkola-0", "Школа", "", "2025/2026", Path(), Settings(), MappingProxyType(tables))


class TestReport:
    def said(self, table: pd.DataFrame) -> list[str]:
        return [check.text for check in self_examination_of(school(table)).checks]

    def test_contradictions_are_named(self):
        said = self.said(entries(("1.1", 5, None), ("2.4", None, "нет"), ("2.4.2", None, "да"), ("9.1", 1, None),
                                 ("1.20", 7, None), ("2.3", 1, None)))  # fmt: skip
        assert (
            "Показатель 1.1: вписано 5, рассчитано 3 — на 2 больше. В форме стоит рассчитанное; найдите причину."
            in said
        )
        assert "Читального зала нет (2.4), а у показателей 2.4.2 стоит «да»." in said
        assert "В таблице «Показатели самообследования» есть номер «9.1», которого нет в форме." in said
        assert "Показатель 1.20 (7) больше показателя 1.1 (3), в который входит." in said
        assert "Показатель 2.3 отвечает «да» или «нет», а вписано число 1." in said

    def test_parts_that_do_not_add_up(self):
        table = entries(("1.24", 10, None), ("1.29", 6, None), ("1.29.1", 2, None), ("1.29.2", 3, None))
        assert "Показатель 1.29 равен 6, а его части 1.29.1, 1.29.2 дают 2 + 3 = 5." in self.said(table)

    def test_years_and_refusals(self):
        assert calendar_years(school()) == ["2025", "2024"]
        with pytest.raises(MissingData) as refusal:
            calendar_years(School("s", "Школа", "", "", Path(), Settings(), MappingProxyType({})))
        assert refusal.value.message == (
            "Самообследование не начать: нет ни таблицы «Ученики», ни таблицы «Показатели самообследования»."
        )

    def test_results_hold_no_hidden_line(self):
        found = self_examination_of(school(entries(("1.14", 1, None))))
        assert "self-1-14" not in set(self_examination_results(found)["indicator"])
        assert found.due == pd.Timestamp("2026-04-20")

    def test_a_written_value_goes_to_the_folder_and_comes_back(self, tmp_path):
        from workbook.documents.self_examination_papers import entry_form

        wrong = self_examination_of(school(entries(("2.1", 0.25, None))), "2025", "1.14 без атт., 9: два")
        assert "Вписанное не принято." in wrong.refusal
        assert wrong.entered == 0
        found = self_examination_of(school(entries(("2.1", 0.25, None))), "2025", "1.14 без атт., 9: 1")
        (tmp_path / "shkola-0").mkdir()
        (tmp_path / "shkola-0" / "Показатели самообследования.xlsx").write_bytes(entry_form(found))
        again = read_school(tmp_path / "shkola-0")
        assert not [item for item in again.problems if item.table == "self_indicators"]
        back = self_examination_of(again)
        assert (back.lines["1.14"].value, back.lines["2.1"].value) == (1, 0.25)
        assert written_before(again)["1.14 без атт., 9"] == "1"


def staff(total: int, high: int, first: int, **more: int) -> dict[str, Found]:
    return {"1.1": Found(400.0), "1.24": Found(float(total)), "1.29": Found(float(high + first)),
            "1.29.1": Found(float(high)), "1.29.2": Found(float(first))} | {
        number.replace("_", ".")[1:]: Found(float(value)) for number, value in more.items()
    }  # fmt: skip


class TestPublic:
    def test_few_people_and_what_would_tell_them(self):
        lines = lines_of(staff(16, 2, 8), entries(), RULES)
        hidden = {item.line.indicator.number: item.hidden for item in public_lines(lines, Settings()) if item.hidden}
        assert hidden == {"1.29.1": FEW, "1.29.2": ALSO}

    def test_nobody_is_shown_and_almost_everybody_is_not(self):
        lines = lines_of(
            {"1.1": Found(400.0)}, entries(("1.20", 0, None), ("2.5", 398, None), ("1.23", 400, None)), RULES
        )
        hidden = {item.line.indicator.number: item.hidden for item in public_lines(lines, Settings()) if item.hidden}
        assert hidden == {"2.5": MOST}

    def test_everybody_failed_is_hidden(self):
        lines = lines_of({"0.1": Found(7.0), "1.10": Found(7.0)}, entries(), RULES)
        assert {i.line.indicator.number for i in public_lines(lines, Settings()) if i.hidden} == {"1.10"}

    @pytest.mark.parametrize("failed", [0, 1])
    def test_of_one_graduate_nothing_is_told(self, failed):
        lines = lines_of({"0.1": Found(1.0), "1.10": Found(float(failed))}, entries(), RULES)
        (item,) = (item for item in public_lines(lines, Settings()) if item.hidden)
        assert (item.line.indicator.number, item.least, item.most) == ("1.10", 0, 1)

    def test_the_school_may_publish_what_the_form_asks(self):
        open_rules = read_settings({"самообследование": {"малые_группы_в_публикации": "показывать"}})
        lines = lines_of(staff(16, 2, 8), entries(), RULES)
        assert not any(item.hidden for item in public_lines(lines, open_rules))

    def test_a_mean_of_few_works_is_not_published(self):
        lines = lines_of({"1.6": Found(4.0, n=7), "1.7": Found(4.0, n=10)}, entries(), RULES)
        assert [i.line.indicator.number for i in public_lines(lines, Settings()) if i.hidden] == ["1.6"]

    @pytest.mark.parametrize("total", [6, 12])
    def test_nothing_hidden_can_be_computed(self, total):
        """Brute force: every filling that fits what is printed leaves at least two numbers for each hidden line."""
        for high, first, lone in itertools.product((0, 1, 3, 5), (0, 1), (0, 1)):
            lines = lines_of(staff(total, high, first, n1_30_1=lone), entries(), RULES)
            items = {item.line.indicator.number: item for item in public_lines(lines, Settings())}
            hidden = [n for n in ("1.29", "1.29.1", "1.29.2", "1.30.1") if items[n].hidden]
            fits: dict[str, set[int]] = {number: set() for number in hidden}
            for filling in itertools.product(range(total + 1), repeat=len(hidden)):
                guess = {n: items[n].line.value for n in ("1.29", "1.29.1", "1.29.2", "1.30.1")}
                guess |= dict(zip(hidden, filling, strict=True))
                small = all(0 < guess[n] < 5 for n in hidden if items[n].hidden == FEW)
                most = all(0 < total - guess[n] < 5 for n in hidden if items[n].hidden == MOST)
                if small and most and guess["1.29"] == guess["1.29.1"] + guess["1.29.2"] and guess["1.29"] <= total:
                    for number in hidden:
                        fits[number].add(int(guess[number]))
            for number in hidden:
                assert len(fits[number]) >= 2, (total, high, first, lone, hidden)
                assert items[number].line.value in fits[number]

    def test_ranges_are_what_the_reader_can_tell(self):
        lines = lines_of(staff(16, 2, 8), entries(), RULES)
        assert ranges(lines, {"1.29.1": FEW, "1.29.2": ALSO}, 5) == {"1.29.1": (1, 4), "1.29.2": (6, 9)}
        assert ranges(lines, {"1.29.1": FEW}, 5) == {"1.29.1": (2, 2)}  # alone it follows from the total


@pytest.fixture(scope="module")
def found(read_sample) -> SelfExamination:
    return self_examination_of(read_sample("shkola-7"))


@pytest.mark.slow
class TestSample:
    def test_levels_add_up_and_levels_of_victories_stay_inside(self, found):
        for total, parts in PARTS.items():
            assert found.lines[total].value == sum(found.lines[part].value for part in parts)
        for number in ("1.19.1", "1.19.2", "1.19.3"):
            assert found.lines[number].value <= found.lines["1.19"].value <= found.lines["1.18"].value

    def test_the_planted_contradiction_is_found(self, found):
        line = found.lines["1.1"]
        if math.isnan(line.entered):
            pytest.skip("в таблице школы нет вписанных показателей")
        assert line.difference == 11
        assert found.checks[0].numbers == ("1.1",)

    def test_no_public_line_tells_a_hidden_one(self, found):
        for item in found.public:
            if item.hidden and item.line.indicator.unit == SHARE:
                assert item.most - item.least >= 1
