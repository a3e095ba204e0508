"""The page of a draft of the rules: what is found is said first, and every section survives a draft without effect."""

from __future__ import annotations

import base64
import html
import re
from pathlib import Path

import pytest

from workbook.display import rating_whatif as show
from workbook.rating import Wish, draft, what_if
from workbook.settings import read_settings

FOLDER = Path(__file__).parents[2] / "datasets" / "municipality"
SECTIONS = [show.summary, show.keys, show.single_rules, show.movers, show.classes, show.priced, show.next_steps]


def words(block) -> str:
    return html.unescape(re.sub(r"<[^>]+>", " ", block.html())).replace("\u00a0", " ")


@pytest.fixture(scope="module")
def school(read_sample):
    return read_sample("shkola-7")


def test_findings_name_the_change_and_the_people_by_code(school):
    text = words(show.summary(what_if(school, Wish(best_n=3, total_cap=40))))
    assert "Меняются правила: лучших в категории: все → 3; лимит общий: без лимита → 40." in text
    assert re.search(r"Ниже всех опустится У-\d+ \(\d+ \w\): место \d+ → \d+", text)
    assert "Сильнее всех действует правило «лучших в категории»" in text


def test_equal_changes_are_told_as_one(school):
    text = words(show.summary(what_if(school, Wish(direction_cap=15))))
    assert "лимиты направлений (все): без лимита → 15" in text


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("wish", [Wish(), Wish(total_cap=100), Wish(level="школьный", level_worth=0, remote=100)])
def test_every_section_has_words(school, section, wish):
    text = words(section(what_if(school, wish)))
    assert text.strip()
    assert "nan" not in text
    assert "<NA>" not in text


def test_a_draft_without_changes_says_so(school):
    assert "Черновик совпадает с правилами школы" in words(show.summary(what_if(school, Wish())))


def test_the_file_is_the_draft(school):
    rules = draft(school.settings.rating, Wish(best_n=5))
    page = show.papers(school, rules).html()
    coded = re.search(r"base64,([^\"]+)", page)
    assert coded
    assert read_settings(base64.b64decode(coded[1]).decode()).rating == rules
    assert 'download="shkola-7-черновик-правил.yml"' in page
