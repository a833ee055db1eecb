"""Make the portal's fonts from the npm package @ibm/plex-sans-arabic (SIL OFL 1.1).

For the browser: one small WOFF2 per weight with the Arabic range only (Latin text uses the system font).
For the PDFs: the whole font as TTF, Arabic and Latin together.

    python tools/fonts.py [--source DIR] [--target DIR]
"""

import argparse
import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "@ibm" / "plex-sans-arabic"
TARGET = ROOT / "build" / "fonts"
WEIGHTS = {"Regular": 400, "Bold": 700}
# Written again in tokens.css as `unicode-range`; a test keeps the two alike.
ARABIC = ((0x0600, 0x06FF), (0x200C, 0x200F), (0x2010, 0x2011), (0xFDF2, 0xFDF2), (0xFDFA, 0xFDFA))


def unicode_range():
    """The Arabic range as CSS writes it: `U+0600-06FF, U+200C-200F, …`."""
    return ", ".join(f"U+{first:04X}" + (f"-{last:04X}" if last > first else "") for first, last in ARABIC)


def subset(source, target):
    """Write the Arabic part of the WOFF2 `source` to `target`, without hints (modern screens ignore them)."""
    options = Options(flavor="woff2", hinting=False, desubroutinize=True, notdef_outline=True, drop_tables=["DSIG"])
    font = TTFont(source)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in ARABIC for code in range(first, last + 1)])
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def unpack(source, target):
    """Write the whole of the WOFF2 `source` as TTF, the format that the PDF engine reads."""
    font = TTFont(source)
    font.flavor = None
    font.save(target)


def make(source=SOURCE, target=TARGET):
    """Make every font that is missing or older than its source; return the paths that were written."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for style, weight in WEIGHTS.items():
        woff2 = source / "fonts" / "complete" / "woff2" / f"IBMPlexSansArabic-{style}.woff2"
        for path, work in (
            (target / f"plex-arabic-{weight}.woff2", subset),
            (target / f"IBMPlexSansArabic-{style}.ttf", unpack),
        ):
            if not path.exists() or path.stat().st_mtime < woff2.stat().st_mtime:
                work(woff2, path)
                written.append(path)
    shutil.copyfile(source / "LICENSE.txt", target / "LICENSE.txt")
    return written


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, default=SOURCE)
    parser.add_argument("--target", type=Path, default=TARGET)
    args = parser.parse_args()
    if not args.source.is_dir():
        sys.exit(f"fonts: {args.source} is missing. Install the npm packages first (npm ci).")
    for path in make(args.source, args.target):
        print(f"fonts: {path.name}, {path.stat().st_size / 1024:.1f} KB")


if __name__ == "__main__":
    main()
