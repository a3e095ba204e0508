"""Internal quality system: marks, pupils, objectivity, years, retention and the deficit map."""

from __future__ import annotations

from workbook.vsoko.calendar import Calendar, calendar_of, report_results
from workbook.vsoko.calendar_works import SOURCES
from workbook.vsoko.categories import CATEGORIES, category_table, pupil_categories, pupil_list
from workbook.vsoko.criteria import Criteria, criteria_of, criteria_years
from workbook.vsoko.deficit_edits import edit_fields, weight_choices
from workbook.vsoko.deficit_look import Deficits, decision_sample, deficit_days, deficits_of
from workbook.vsoko.deficit_results import deficit_results
from workbook.vsoko.deficit_rows import SPHERES
from workbook.vsoko.deficit_sources import deficit_years
from workbook.vsoko.deficits import CONFIRMED, WATCH, deficit_map
from workbook.vsoko.distribution import boundary_spikes, score_counts, spike_p
from workbook.vsoko.district import District, district_groups, district_indicators, district_of, district_works
from workbook.vsoko.district_results import district_results
from workbook.vsoko.district_rows import GROUPED as DISTRICT_GROUPED
from workbook.vsoko.district_rows import district_years
from workbook.vsoko.dynamics import changes, low_marks, yearly
from workbook.vsoko.growth import (
    Growth,
    growth_mentors,
    growth_of,
    growth_results,
    growth_teachers,
    growth_waves,
    growth_years,
)
from workbook.vsoko.incentive import (
    IncentiveSheet,
    incentive_of,
    incentive_results,
    incentive_teachers,
    incentive_years,
)
from workbook.vsoko.journal import agreement, cross_table, large_gaps, mark_pairs
from workbook.vsoko.mark_choices import THRESHOLDS, weight_fields
from workbook.vsoko.mark_journal import weighing
from workbook.vsoko.mark_look import (
    MarkLook,
    class_choice,
    journal_days,
    journal_terms,
    marks_at,
    parts,
    teacher_choice,
)
from workbook.vsoko.mark_results import journal_view, mark_results
from workbook.vsoko.marks import indicators, period_records
from workbook.vsoko.objectivity import Objectivity, objectivity_of
from workbook.vsoko.objectivity_results import objectivity_results
from workbook.vsoko.plan import PlanCheck, check_plan
from workbook.vsoko.plan_events import plan_days, plans, start_days
from workbook.vsoko.progress import (
    Progress,
    progress_of,
    progress_pair_choice,
    progress_results,
    progress_subjects,
    progress_years,
)
from workbook.vsoko.progress_store import schools_from_results
from workbook.vsoko.results import results
from workbook.vsoko.retention import retention
from workbook.vsoko.scope import Scope, look_at
from workbook.vsoko.scope_choices import ABSENT_READINGS, grades, periods, procedures, subjects, what_if, years
from workbook.vsoko.selection import (
    SHIFTS,
    Selection,
    selection_of,
    selection_profiles,
    selection_results,
    selection_years,
)
from workbook.vsoko.self_examination import (
    SelfExamination,
    calendar_years,
    self_examination_of,
    self_examination_results,
    written_before,
)
from workbook.vsoko.self_examination_entry import entry_fields
from workbook.vsoko.weighted import weighted_means

__all__ = [
    "ABSENT_READINGS",
    "CATEGORIES",
    "CONFIRMED",
    "DISTRICT_GROUPED",
    "SHIFTS",
    "SOURCES",
    "SPHERES",
    "THRESHOLDS",
    "WATCH",
    "Calendar",
    "Criteria",
    "Deficits",
    "District",
    "Growth",
    "IncentiveSheet",
    "MarkLook",
    "Objectivity",
    "PlanCheck",
    "Progress",
    "Scope",
    "Selection",
    "SelfExamination",
    "agreement",
    "boundary_spikes",
    "calendar_of",
    "calendar_years",
    "category_table",
    "changes",
    "check_plan",
    "class_choice",
    "criteria_of",
    "criteria_years",
    "cross_table",
    "decision_sample",
    "deficit_days",
    "deficit_map",
    "deficit_results",
    "deficit_years",
    "deficits_of",
    "district_groups",
    "district_indicators",
    "district_of",
    "district_results",
    "district_works",
    "district_years",
    "edit_fields",
    "entry_fields",
    "grades",
    "growth_mentors",
    "growth_of",
    "growth_results",
    "growth_teachers",
    "growth_waves",
    "growth_years",
    "incentive_of",
    "incentive_results",
    "incentive_teachers",
    "incentive_years",
    "indicators",
    "journal_days",
    "journal_terms",
    "journal_view",
    "large_gaps",
    "look_at",
    "low_marks",
    "mark_pairs",
    "mark_results",
    "marks_at",
    "objectivity_of",
    "objectivity_results",
    "parts",
    "period_records",
    "periods",
    "plan_days",
    "plans",
    "procedures",
    "progress_of",
    "progress_pair_choice",
    "progress_results",
    "progress_subjects",
    "progress_years",
    "pupil_categories",
    "pupil_list",
    "report_results",
    "results",
    "retention",
    "schools_from_results",
    "score_counts",
    "selection_of",
    "selection_profiles",
    "selection_results",
    "selection_years",
    "self_examination_of",
    "self_examination_results",
    "spike_p",
    "start_days",
    "subjects",
    "teacher_choice",
    "weighing",
    "weight_choices",
    "weight_fields",
    "weighted_means",
    "what_if",
    "written_before",
    "yearly",
    "years",
]
