"""Door: make the folder ready, then ``workbook lab``."""

import sys

from ready import main

if __name__ == "__main__":
    raise SystemExit(main("workbook", ["lab", *sys.argv[1:]]))
