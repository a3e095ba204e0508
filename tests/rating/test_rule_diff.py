"""Two versions of the rules side by side: keys, people, records, each rule alone, and the draft as a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workbook.errors import SettingsRefused
from workbook.rating import Wish, changed_keys, draft, draft_text, read_rules, rule_diff, rule_results, what_if
from workbook.school import School
from workbook.settings import RatingRules, Settings, read_settings

KIT = RatingRules()


@pytest.fixture(scope="module")
def school(records, cards, pupils):
    """У-001 has two sport results and a win for reciting, У-002 one remote win at a region, У-003 nothing."""
    journal = records(
        {"card": "К-03"}, {"card": "К-05", "result": "призёр"}, {"card": "К-01", "result": "призёр"},
        {"card": "К-07", "pupil": "У-002", "form": "дистанционно", "result": "призёр"},
    )  # fmt: skip
    people = pupils({"У-001": "7 А", "У-002": "8 Б", "У-003": "7 А"})
    given = {"pupils": people, "cards": cards, "participations": journal}
    return School("ш", "Школа", "Район", "2025/2026", Path(), Settings(), given)


class TestKeys:
    def test_leaves_of_a_scale(self):
        found = changed_keys(KIT, draft(KIT, Wish(level="районный", level_worth=150)))
        assert [(change.path, change.before, change.after) for change in found] == [
            ("рейтинг → баллы → районный → участник", 2, 3),
            ("рейтинг → баллы → районный → призёр", 4, 6),
            ("рейтинг → баллы → районный → победитель", 6, 9),
        ]

    def test_nothing_wished_nothing_changed(self):
        assert changed_keys(KIT, draft(KIT, Wish())) == ()


class TestPeople:
    def test_remote_counts_in_full(self, school):
        diff = what_if(school, Wish(remote=100))
        table = diff.pupils.set_index("pupil")
        assert table.loc["У-001", ["total_before", "total_after"]].tolist() == [700, 700]
        assert table.loc["У-002", ["total_before", "total_after"]].tolist() == [400, 800]
        assert table.loc["У-002", ["place_before", "place_after", "moved"]].tolist() == [2, 1, 1]
        assert table.loc["У-001", "moved"] == -1
        assert diff.moved.sum() == 2
        assert diff.records["card"].tolist() == ["К-07"]
        assert diff.records[["counted_before", "counted_after"]].iloc[0].tolist() == [400, 800]

    def test_places_of_classes(self, school):
        classes = what_if(school, Wish(remote=100)).classes.set_index("class_")
        assert classes.loc["8 Б", ["per_head_before", "per_head_after"]].tolist() == [400, 800]

    def test_same_rules_move_nobody(self, school):
        diff = what_if(school, Wish())
        assert not diff.moved.any()
        assert diff.records.empty
        assert diff.alone.empty

    def test_the_rule_that_moves_most_comes_first(self, school):
        alone = what_if(school, Wish(remote=100, best_n=1, total_cap=50)).alone
        assert alone["rule"].iloc[0] == "формы"
        assert alone.set_index("rule").loc["лимит_общий", ["moved", "points"]].tolist() == [0, 0]

    def test_old_results_keep_the_old_price(self, school):
        late = what_if(school, Wish(remote=100, effective="01.01.2026")).pupils.set_index("pupil")
        assert late.loc["У-002", "total_after"] == 400

    def test_a_rule_that_cannot_stand_alone_is_told(self, school):
        points = {**KIT.points, "районный": {"участник": 8, "призёр": 9, "победитель": 10}}
        after = replace(KIT, points=points, starts="01.10.2026", ends="31.05.2027")
        alone = rule_diff(school, KIT, after).alone.set_index("rule")
        assert "период_по" in alone.loc["период_с", "refused"]

    def test_a_contradicting_draft_is_refused_with_the_path(self, school):
        with pytest.raises(SettingsRefused, match="рейтинг → действуют_с: правила вступают в силу"):
            what_if(school, Wish(effective="01.09.2026"))

    def test_figures_for_the_store(self, school):
        table = rule_results(what_if(school, Wish(remote=100))).set_index("indicator")
        assert table.loc["rules-moved-percent", "value"] == 100


class TestDraft:
    @pytest.mark.parametrize(
        "wish",
        [Wish(), Wish(best_n=5, best_of="направление и уровень"), Wish(direction_cap=15, total_cap=60.5),
         Wish(level="школьный", level_worth=125, level_caps=150, remote=75), Wish(policy="по ролям", carry_over=20)],
    )  # fmt: skip
    def test_is_read_back(self, wish):
        rules = draft(KIT, wish)
        settings = read_settings(draft_text(Settings(), rules))
        assert settings.rating == rules
        assert settings.version == "1, черновик"
        assert read_rules(settings.rating) == read_rules(rules)

    def test_marks_what_changed(self):
        text = draft_text(Settings(), draft(KIT, Wish(best_n=5)))
        assert text.count("ИЗМЕНЕНО") == 1
        assert "ИЗМЕНЕНО. Сколько лучших результатов" in text
