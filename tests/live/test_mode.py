"""What a live page costs its kernel before anything is shown."""

from __future__ import annotations

import os
import subprocess
import sys

_ASK = "import sys; from workbook.live.mode import request_parameters as ask; print(ask(), 'voila' in sys.modules)"


def test_a_page_that_was_not_preheated_reads_its_address_without_the_server_in_the_kernel() -> None:
    live = {"VOILA_BASE_URL": "/", "VOILA_PREHEAT": "False", "QUERY_STRING": "school=beta"}
    done = subprocess.run(
        [sys.executable, "-c", _ASK], env={**os.environ, **live}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("} ") == ["{'school': 'beta'", "False\n"]
