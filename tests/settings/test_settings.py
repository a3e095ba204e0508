"""«Методика школы»: what a school may change, and how a mistake is told."""

from __future__ import annotations

import dataclasses
import pickle

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import Reason, SettingsRefused
from workbook.settings import Settings, read_settings


class TestReading:
    def test_nothing_given_means_the_kits_rules(self) -> None:
        assert read_settings(None) == Settings()
        assert read_settings("") == Settings()

    def test_one_rule_changes_and_the_rest_stay(self) -> None:
        settings = read_settings({"отметки": {"н_а_в_соу": 0, "веса_соу": {5: "99,5"}}})
        assert settings.marks.sou_absent == "0"
        assert dict(settings.marks.sou_weights) == {"5": 99.5, "4": 64, "3": 36, "2": 16}
        assert [(rule.section, rule.key) for rule in settings.rules() if rule.changed] == [
            ("отметки", "веса_соу"),
            ("отметки", "н_а_в_соу"),
        ]

    def test_title_and_version_are_the_schools_own(self) -> None:
        settings = read_settings("название: Положение о ВСОКО\nверсия: 3\n")
        assert (settings.title, settings.version) == ("Положение о ВСОКО", "3")

    def test_yaml_of_the_rules_reads_back_equal(self) -> None:
        text = yaml.safe_dump(Settings().as_mapping(), allow_unicode=True, sort_keys=False)
        assert read_settings(text) == Settings()


class TestRefusals:
    @pytest.mark.parametrize(
        ("given_rules", "sentence"),
        [
            (
                {"отметки": {"н_а_соу": 1}},
                "методика → отметки: ключ «н_а_соу» неизвестен. Возможно, имелось в виду «н_а_в_соу».",
            ),
            ({"отметк": {}}, "методика: ключ «отметк» неизвестен. Возможно, имелось в виду «отметки»."),
            (
                {"фос": {"трудность_от": 2}},
                "методика → фос → трудность_от: значение 2 вне пределов. Допустимо: от 0 до 1.",
            ),
            ({"фос": {"трудность_от": "мало"}}, "методика → фос → трудность_от: «мало» — не число."),
            (
                {"рейтинг": {"деление_команды": "как-нибудь"}},
                "методика → рейтинг → деление_команды: значение «как-нибудь» не подходит. "
                "Допустимо: «поровну», «по ролям», «каждому полностью».",
            ),
            (
                {"публикация": {"малая_ячейка": 7.5}},
                "методика → публикация → малая_ячейка: нужно целое число, указано 7.5.",
            ),
            ({"отметки": 5}, "методика → отметки: ожидается список «ключ: значение»."),
            (
                {"рейтинг": {"баллы": {"школьный": {"победители": 3}}}},
                "методика → рейтинг → баллы → школьный: ключ «победители» неизвестен. "
                "Возможно, имелось в виду «победитель».",
            ),
        ],
    )
    def test_place_value_and_way_out(self, given_rules: dict[str, object], sentence: str) -> None:
        with pytest.raises(SettingsRefused) as refusal:
            read_settings(given_rules)
        assert refusal.value.message == sentence

    def test_broken_yaml_names_the_line(self) -> None:
        with pytest.raises(SettingsRefused, match=r"строка \d: файл не читается как YAML") as refusal:
            read_settings("отметки:\n  веса: [1\n")
        assert refusal.value.reason is Reason.SETTING_VALUE

    def test_not_a_number_is_refused(self) -> None:
        with pytest.raises(SettingsRefused):
            read_settings({"фос": {"трудность_от": float("nan")}})


class TestValue:
    def test_frozen(self) -> None:
        settings = Settings()
        with pytest.raises(dataclasses.FrozenInstanceError):
            settings.title = "другая"  # type: ignore[misc]
        with pytest.raises(TypeError):
            settings.marks.sou_weights["5"] = 1  # type: ignore[index]

    def test_travels_between_processes(self) -> None:
        settings = read_settings({"отметки": {"н_а_в_соу": "0"}})
        assert pickle.loads(pickle.dumps(settings)) == settings

    def test_digest_follows_the_rules(self) -> None:
        assert Settings().digest == Settings().digest
        assert read_settings({"фос": {"трудность_от": 0.3}}).digest != Settings().digest

    def test_every_rule_says_why_and_where_from(self) -> None:
        for rule in Settings().rules():
            assert rule.meaning, rule.key
            assert rule.source, rule.key

    @given(st.floats(0, 1))
    def test_any_allowed_number_is_taken(self, value: float) -> None:
        assert read_settings({"фос": {"трудность_от": value}}).fos.p_low == value
