"""Make the portal's fonts from npm packages: IBM Plex Sans Arabic, Noto Sans Tifinagh, Noto Emoji (all SIL OFL 1.1).

For the browser: one small WOFF2 per weight of Plex with the Arabic range only (Latin text uses the system font).
For the PDFs: TTF, Plex whole (Arabic and Latin together), and what it lacks and people type: Tifinagh, emoji in black.

    python tools/fonts.py [--source DIR] [--target DIR]
"""

import argparse
import shutil
import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules"
TARGET = ROOT / "build" / "fonts"
PLEX = Path("@ibm/plex-sans-arabic")
WEIGHTS = {"Regular": 400, "Bold": 700}
TIFINAGH = Path("@fontsource/noto-sans-tifinagh")
EMOJI = Path("@expo-google-fonts/noto-emoji")
# {its name among the portal's fonts: file in a package}: the weights of papers, for what Plex has no letters for.
PAPER = {
    "NotoSansTifinagh-Regular.ttf": TIFINAGH / "files" / "noto-sans-tifinagh-tifinagh-400-normal.woff2",
    "NotoEmoji-Regular.ttf": EMOJI / "400Regular" / "NotoEmoji_400Regular.ttf",
    "NotoEmoji-Bold.ttf": EMOJI / "700Bold" / "NotoEmoji_700Bold.ttf",
}
LICENSES = {
    "LICENSE.txt": PLEX / "LICENSE.txt",
    "LICENSE-tifinagh.txt": TIFINAGH / "LICENSE",
    "LICENSE-emoji.txt": EMOJI / "LICENSE_FONT",
}
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
    """Write the whole of `source` as TTF, the format that the PDF engine reads."""
    font = TTFont(source)
    font.flavor = None
    font.save(target)


def wanted(source, target):
    """(file of a package, font to be made, how) of every font."""
    for style, weight in WEIGHTS.items():
        woff2 = source / PLEX / "fonts" / "complete" / "woff2" / f"IBMPlexSansArabic-{style}.woff2"
        yield woff2, target / f"plex-arabic-{weight}.woff2", subset
        yield woff2, target / f"IBMPlexSansArabic-{style}.ttf", unpack
    for name, file in PAPER.items():
        yield source / file, target / name, unpack


def make(source=SOURCE, target=TARGET):
    """Make every font that is missing or older than its source; return the paths that were written."""
    target.mkdir(parents=True, exist_ok=True)
    written = []
    for file, path, work in wanted(source, target):
        if not path.exists() or path.stat().st_mtime < file.stat().st_mtime:
            work(file, path)
            written.append(path)
    for name, file in LICENSES.items():
        shutil.copyfile(source / file, target / name)
    return written


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, default=SOURCE)
    parser.add_argument("--target", type=Path, default=TARGET)
    args = parser.parse_args()
    missing = [package for package in (PLEX, TIFINAGH, EMOJI) if not (args.source / package).is_dir()]
    if missing:
        sys.exit(f"fonts: {args.source / missing[0]} is missing. Install the npm packages first (npm ci).")
    for path in make(args.source, args.target):
        print(f"fonts: {path.name}, {path.stat().st_size / 1024:.1f} KB")


if __name__ == "__main__":
    main()
