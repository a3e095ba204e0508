"""Cut scores of the marks «3», «4» and «5»: the methods of experts, their comparison, and what a scale would do."""

from __future__ import annotations

from workbook.fos.standard.angoff import angoff
from workbook.fos.standard.beuk import beuk
from workbook.fos.standard.bookmark import Bookmark, booklet, bookmark, difficulties
from workbook.fos.standard.borderline import Borderline, borderline
from workbook.fos.standard.compare import CUSTOMARY, METHODS, Comparison, compare, customary
from workbook.fos.standard.consequences import Consequences, class_names, consequences
from workbook.fos.standard.cuts import FEW, MARKS, OK, REFUSED, Cut, cut_table, rounded
from workbook.fos.standard.decision import Decision, decision, hanson_brennan, livingston_lewis
from workbook.fos.standard.draft import Choice, Draft, draft, method_choices, scale_or_none, survey, works_with_cuts
from workbook.fos.standard.ebel import Ebel, ebel
from workbook.fos.standard.hofstee import hofstee
from workbook.fos.standard.item_judgements import ItemJudgements
from workbook.fos.standard.results import results
from workbook.fos.standard.scale import OWN, Scale, make_scale
from workbook.fos.standard.true_scores import Beta, effective_length, fit_beta, lords_k, true_moments
from workbook.fos.standard.work import Work, work_from_bank, work_of

__all__ = [
    "CUSTOMARY",
    "FEW",
    "MARKS",
    "METHODS",
    "OK",
    "OWN",
    "REFUSED",
    "Beta",
    "Bookmark",
    "Borderline",
    "Choice",
    "Comparison",
    "Consequences",
    "Cut",
    "Decision",
    "Draft",
    "Ebel",
    "ItemJudgements",
    "Scale",
    "Work",
    "angoff",
    "beuk",
    "booklet",
    "bookmark",
    "borderline",
    "class_names",
    "compare",
    "consequences",
    "customary",
    "cut_table",
    "decision",
    "difficulties",
    "draft",
    "ebel",
    "effective_length",
    "fit_beta",
    "hanson_brennan",
    "hofstee",
    "livingston_lewis",
    "lords_k",
    "make_scale",
    "method_choices",
    "results",
    "rounded",
    "scale_or_none",
    "survey",
    "true_moments",
    "work_from_bank",
    "work_of",
    "works_with_cuts",
]
