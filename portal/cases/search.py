"""One normaliser for what is stored and what is sought: Arabic spelling varies, people type as they speak."""

import re
import unicodedata

FOLDED = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ئ": "ي", "ؤ": "و", "ة": "ه", "ـ": None})
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
ARTICLE = re.compile(r"^ال(?=\w{3,})")


def normalise(text):
    """Text folded for search: no marks, no tatweel, one form of each letter, ASCII digits, lower case."""
    text = text.translate(FOLDED)
    text = unicodedata.normalize("NFKD", text)
    text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(text.translate(FOLDED).translate(DIGITS).casefold().split())


def normalise_query(text, words=8):
    """The words to look for, at most `words`, each without a leading Arabic article."""
    return [ARTICLE.sub("", word) for word in normalise(text.replace("\x00", " ")).split()[:words]]
