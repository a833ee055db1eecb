"""What an SMS costs: the alphabets of 3GPP TS 23.038. A single letter outside of GSM 7-bit makes all of it UCS-2."""

GSM_7 = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_DOUBLE = set("^{}\\[~]|€")
TYPED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "..."})


def parts(text):
    """How many SMS a text costs: 160/153 characters in GSM 7-bit, 70/67 in UCS-2 (UTF-16 units)."""
    if _is_gsm_7(text):
        length, single, several = len(text) + sum(c in GSM_7_DOUBLE for c in text), 160, 153
    else:
        length, single, several = len(text.encode("utf-16-be")) // 2, 70, 67
    return 1 if length <= single else -(-length // several)


def economical(text):
    """The text in one line, with the marks of a keyboard for those of print where that makes all of it GSM 7-bit."""
    line = " ".join(text.split())  # no-break spaces, too
    typed = line.translate(TYPED)
    return typed if _is_gsm_7(typed) else line


def _is_gsm_7(text):
    return set(text) <= GSM_7 | GSM_7_DOUBLE
