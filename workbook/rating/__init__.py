"""Points-and-rating of extracurricular achievements: ledger, rating list, explanation, engagement, publication."""

from __future__ import annotations

from workbook.rating.card_desk import CardDesk, card_desk, card_titles
from workbook.rating.card_draft import CardDraft, Complaint, card_draft, free_code, sample_lines
from workbook.rating.card_effect import CardEffect, CardPage, card_effect, card_page, card_pages, draft_page
from workbook.rating.card_map import OfferMap, offer_map
from workbook.rating.card_partners import partner_share, partners
from workbook.rating.card_problems import CardProblem
from workbook.rating.card_results import card_results
from workbook.rating.card_text import FORM as CARD_FORM
from workbook.rating.classes import class_names, class_totals
from workbook.rating.closeness import Closeness, closeness
from workbook.rating.contest import Contest, Decision, contest, contest_choice
from workbook.rating.contest_decision import WAYS
from workbook.rating.contest_finalists import candidates, finalists, nomination_records
from workbook.rating.contest_nominations import NOMINATIONS, Feed, criteria, feeds
from workbook.rating.contest_portfolio import portfolio
from workbook.rating.contest_public import PUBLIC_WINNERS, check_winners, public_winners
from workbook.rating.contest_results import contest_results
from workbook.rating.engagement import concentration, engagement, engagement_of_all, participants
from workbook.rating.explanation import calculation, explanation, explanations, records_of_last_season
from workbook.rating.involvement import Retention, absent, gini, involvement, retention, sexes
from workbook.rating.ledger import ledger, of_last_season
from workbook.rating.offer import DIRECTIONS, offer
from workbook.rating.outcome import Outcome
from workbook.rating.publication import PUBLIC_COLUMNS, SCHEMES, check_publication, public_list
from workbook.rating.rating_list import directions, rating_list, totals
from workbook.rating.record_faults import record_faults
from workbook.rating.record_moves import Move, move, move_fields, read_move, refusal
from workbook.rating.record_states import STEPS, State, stated, states
from workbook.rating.record_twins import record_twins
from workbook.rating.record_waiting import appeals, state_counts, waiting
from workbook.rating.results import results
from workbook.rating.robustness import Firmness, firmness, known_firmness, rank_intervals
from workbook.rating.roster import roster
from workbook.rating.route import Route, card_choice, route, route_choice
from workbook.rating.route_brief import Brief, RouteWish, report_day, routes_of
from workbook.rating.route_events import Closed
from workbook.rating.route_results import route_results
from workbook.rating.route_state import (
    Progress,
    RouteState,
    class_choice,
    consenting,
    day_choice,
    known_routes,
    route_state,
)
from workbook.rating.route_verdict import Relaxed, Verdict
from workbook.rating.rule_diff import RuleChange, RuleDiff, changed_keys, draft_text, rule_diff, rule_results
from workbook.rating.rule_problems import rule_problems
from workbook.rating.rules import POLICIES, League, Period, Remark, Rules, read_rules
from workbook.rating.season import Season, pupil_choice, reached_day, season, season_under
from workbook.rating.social import SOCIAL, Social, social
from workbook.rating.wish import Wish, draft, effect_choice, level_choice, what_if
from workbook.rating.year_change import CHANGE_WORDS, YearChange, known_change, year_change

__all__ = [
    "CARD_FORM",
    "CHANGE_WORDS",
    "DIRECTIONS",
    "NOMINATIONS",
    "POLICIES",
    "PUBLIC_COLUMNS",
    "PUBLIC_WINNERS",
    "SCHEMES",
    "SOCIAL",
    "STEPS",
    "WAYS",
    "Brief",
    "CardDesk",
    "CardDraft",
    "CardEffect",
    "CardPage",
    "CardProblem",
    "Closed",
    "Closeness",
    "Complaint",
    "Contest",
    "Decision",
    "Feed",
    "Firmness",
    "League",
    "Move",
    "OfferMap",
    "Outcome",
    "Period",
    "Progress",
    "Relaxed",
    "Remark",
    "Retention",
    "Route",
    "RouteState",
    "RouteWish",
    "RuleChange",
    "RuleDiff",
    "Rules",
    "Season",
    "Social",
    "State",
    "Verdict",
    "Wish",
    "YearChange",
    "absent",
    "appeals",
    "calculation",
    "candidates",
    "card_choice",
    "card_desk",
    "card_draft",
    "card_effect",
    "card_page",
    "card_pages",
    "card_results",
    "card_titles",
    "changed_keys",
    "check_publication",
    "check_winners",
    "class_choice",
    "class_names",
    "class_totals",
    "closeness",
    "concentration",
    "consenting",
    "contest",
    "contest_choice",
    "contest_results",
    "criteria",
    "day_choice",
    "directions",
    "draft",
    "draft_page",
    "draft_text",
    "effect_choice",
    "engagement",
    "engagement_of_all",
    "explanation",
    "explanations",
    "feeds",
    "finalists",
    "firmness",
    "free_code",
    "gini",
    "involvement",
    "known_change",
    "known_firmness",
    "known_routes",
    "ledger",
    "level_choice",
    "move",
    "move_fields",
    "nomination_records",
    "of_last_season",
    "offer",
    "offer_map",
    "participants",
    "partner_share",
    "partners",
    "portfolio",
    "public_list",
    "public_winners",
    "pupil_choice",
    "rank_intervals",
    "rating_list",
    "reached_day",
    "read_move",
    "read_rules",
    "record_faults",
    "record_twins",
    "records_of_last_season",
    "refusal",
    "report_day",
    "results",
    "retention",
    "roster",
    "route",
    "route_choice",
    "route_results",
    "route_state",
    "routes_of",
    "rule_diff",
    "rule_problems",
    "rule_results",
    "sample_lines",
    "season",
    "season_under",
    "sexes",
    "social",
    "state_counts",
    "stated",
    "states",
    "totals",
    "waiting",
    "what_if",
    "year_change",
]
