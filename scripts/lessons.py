"""Door: make the folder ready, then ``workbook lesson build``."""

import sys

from ready import main

if __name__ == "__main__":
    raise SystemExit(main(["-m", "workbook", "lesson", "build", *sys.argv[1:]]))
