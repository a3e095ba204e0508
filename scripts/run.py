"""Door: make the folder ready, then ``workbook run``."""

import sys

from ready import main

if __name__ == "__main__":
    raise SystemExit(main(["-m", "workbook", "run", *sys.argv[1:]]))
