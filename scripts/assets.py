"""Copy the few front-end files the pages load from node_modules into build/vendor."""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLER = ROOT / "node_modules/@tabler/core/dist"
TARGET = ROOT / "build/vendor"
FILES = ("css/tabler.min.css",)

# A hashed static storage refuses a file that names a source map which was not copied.
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S+")


def main() -> None:
    shutil.rmtree(TARGET, ignore_errors=True)
    for name in FILES:
        copy = TARGET / "vendor" / Path(name).name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(SOURCE_MAP.sub("", (TABLER / name).read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
