"""A page opens the methods at once: the heavy parts of scipy wait until a method asks for them."""

import subprocess
import sys


def test_the_methods_open_without_the_heavy_parts_of_scipy():
    code = (
        "import sys, workbook.fos, workbook.fos.assembly, workbook.fos.equating, workbook.fos.standard; "
        "print(sorted({f'scipy.{part}' for part in ('linalg', 'optimize', 'sparse', 'stats')} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
