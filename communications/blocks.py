"""A Markdown text as plain blocks for paper: headings, paragraphs, list entries, in words without marks."""

from .markdown import parse

HEADING, TEXT, ENTRY = "heading", "text", "entry"


def of(text):
    """[{"kind", "words"}] of a text. Words are plain; what a link leads to stands behind its words."""
    found, depth = [], 0
    kind = TEXT
    for token in parse(text):
        match token.type:
            case "heading_open":
                kind = HEADING
            case "list_item_open":
                depth += 1
            case "list_item_close":
                depth -= 1
            case "inline":
                found.append({"kind": kind if kind == HEADING or not depth else ENTRY, "words": _words(token)})
                kind = TEXT
            case "fence" | "code_block":
                found.append({"kind": TEXT, "words": token.content.strip()})
    return found


def _words(token):
    parts, address = [], ""
    for child in token.children or ():
        if child.type in ("text", "code_inline"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "link_open":
            address = str(child.attrGet("href") or "")
        elif child.type == "link_close" and address and address not in "".join(parts):
            parts.append(f" ({address})")
    return "".join(parts)
