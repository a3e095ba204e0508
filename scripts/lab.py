"""Door: make the folder ready, then ``workbook lab``."""

import sys

from ready import main

if __name__ == "__main__":
    raise SystemExit(main(["-m", "workbook", "lab", *sys.argv[1:]]))
