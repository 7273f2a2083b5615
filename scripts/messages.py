"""Translations without gettext's programs: `compile`, `update` (from the sources) and `check`."""

import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import polib
from babel.messages.extract import extract

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale/fr/LC_MESSAGES/django.po"
SKIPPED = {".venv", "node_modules", "build", "tests", "scripts", "demo", "docs", "migrations"}
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "_": None,
    "_t": None,
}
# French typography: the space before these signs, and inside guillemets, never breaks.
BREAKING_SPACE = re.compile(r" [:;!?€»]| %(?!\()|« |n° |'(?=[A-Za-zÀ-ÿ])")

Key = tuple[str | None, str]


def sources() -> Iterator[tuple[Path, bytes]]:
    from django.utils.translation.template import templatize  # noqa: PLC0415 - needs settings

    for folder, names, files in os.walk(ROOT):
        names[:] = sorted(n for n in names if n not in SKIPPED and not n.startswith("."))
        for name in sorted(files):
            path = Path(folder) / name
            if name.endswith(".py"):
                yield path, path.read_bytes()
            elif name.endswith((".html", ".txt")) and "templates" in path.parts:
                text = templatize(path.read_text("utf-8"), origin=str(path))
                # What is left of a template's indentation means nothing to Python's tokenizer.
                yield path, "\n".join(line.strip() for line in text.splitlines()).encode()


def extracted() -> dict[Key, polib.POEntry]:
    found: dict[Key, polib.POEntry] = {}
    for path, text in sources():
        for _line, message, _comments, context in extract("python", BytesIO(text), KEYWORDS):
            single, plural = message if isinstance(message, tuple) else (message, None)
            if not single:
                continue
            entry = found.setdefault(
                (context, single), polib.POEntry(msgid=single, msgctxt=context)
            )
            if plural:
                entry.msgid_plural = plural
            place = path.relative_to(ROOT).as_posix()
            if (place, "") not in entry.occurrences:
                entry.occurrences.append((place, ""))
    return found


def update() -> None:
    """Bring the catalogue in line with the sources; translations already there are kept."""
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=110)
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    fresh = polib.POFile(wrapwidth=110)
    fresh.metadata = catalogue.metadata
    for key, entry in sorted(extracted().items(), key=lambda pair: (pair[0][1], pair[0][0] or "")):
        old = known.get(key)
        if entry.msgid_plural:
            old_plural = dict(old.msgstr_plural) if old else {}
            entry.msgstr_plural = {n: old_plural.get(n, "") for n in (0, 1)}
        elif old:
            entry.msgstr = old.msgstr
        fresh.append(entry)
    fresh.save(str(CATALOGUE))


def compile_catalogue() -> None:
    for path in ROOT.glob("locale/*/LC_MESSAGES/django.po"):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def faults() -> list[str]:
    catalogue = polib.pofile(str(CATALOGUE))
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    wanted = extracted()
    found = [
        f"not in the catalogue: {msgid!r}"
        for key in wanted
        if key not in known
        for msgid in key[1:]
    ]
    found += [f"no longer used: {key[1]!r}" for key in known if key not in wanted]
    for entry in catalogue:
        texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy or not all(texts):
            found.append(f"untranslated or fuzzy: {entry.msgid!r}")
        found += [f"French typography: {text!r}" for text in texts if BREAKING_SPACE.search(text)]
    return found


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shopadmin.settings")
    os.environ.setdefault("SECRET_KEY", "only-for-reading-the-sources-of-this-project")
    sys.path.insert(0, str(ROOT))
    command = sys.argv[1] if len(sys.argv) > 1 else "compile"
    if command == "update":
        update()
    if command == "check":
        problems = faults()
        print("\n".join(problems) or "translations: complete")
        return 1 if problems else 0
    compile_catalogue()
    return 0


if __name__ == "__main__":
    sys.exit(main())
