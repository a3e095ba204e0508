"""Reports: the runner that makes every notebook for every school, its journal, results store, pages and index."""

from __future__ import annotations

from workbook.publish.index import write_index
from workbook.publish.jobs import Job, Plan, make_plan
from workbook.publish.journal import Entry, Status, memory_file, read_journal
from workbook.publish.near import Near, bring_near
from workbook.publish.options import RunOptions
from workbook.publish.parameters import Parameter, check_parameters, parameter_from_text, read_notebook, read_parameters
from workbook.publish.progress import PlainProgress, RichProgress, RunProgress, SilentProgress, choose_progress
from workbook.publish.progress_page import PageProgress
from workbook.publish.runner import run
from workbook.publish.shard import Shard
from workbook.publish.store import read_results
from workbook.publish.summary import Summary

__all__ = [
    "Entry",
    "Job",
    "Near",
    "PageProgress",
    "Parameter",
    "PlainProgress",
    "Plan",
    "RichProgress",
    "RunOptions",
    "RunProgress",
    "Shard",
    "SilentProgress",
    "Status",
    "Summary",
    "bring_near",
    "check_parameters",
    "choose_progress",
    "make_plan",
    "memory_file",
    "parameter_from_text",
    "read_journal",
    "read_notebook",
    "read_parameters",
    "read_results",
    "run",
    "write_index",
]
