"""Door: make the folder ready, then ``workbook serve``."""

import sys

from ready import main

if __name__ == "__main__":
    raise SystemExit(main(["-m", "workbook", "serve", *sys.argv[1:]]))
