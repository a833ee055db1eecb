"""Markdown of staff as safe HTML: written by markdown-it, then cleaned by nh3, whose list is all that may come out.

A text may be None: a publication that needs none.
"""

import re
from functools import lru_cache
from html import escape, unescape

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

TAGS = {
    "p", "br", "hr", "strong", "em", "del", "ul", "ol", "li", "blockquote", "code", "pre", "a", "h2", "h3", "h4",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
SCHEMES = {"http", "https", "mailto", "tel"}
HIGHEST = 2  # the page has its own h1
END_OF_BLOCK = re.compile(r"</(?:p|h[1-6]|li|tr|pre)>|<[uo]l[^>]*>")
END_OF_LINE = re.compile(r"<br ?/?>")


def _heading(self, tokens, idx, options, env):
    """A heading one level lower, at most h4."""
    level = min(int(tokens[idx].tag[1:]) + HIGHEST - 1, 4)
    tokens[idx].tag = f"h{level}"
    return self.renderToken(tokens, idx, options, env)


_writer = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable(["table", "strikethrough"])
_writer.add_render_rule("heading_open", _heading)
_writer.add_render_rule("heading_close", _heading)


@lru_cache(maxsize=512)
def html(text):
    """The HTML of a Markdown text. Raw HTML in it is shown as it was typed; links leave no trace of this page."""
    written = _writer.render(text or "")
    clean = nh3.clean(written, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel="noopener nofollow")
    return mark_safe(clean)  # noqa: S308  (nh3 let nothing else through)


def parse(text):
    """The tokens of a Markdown text."""
    return _writer.parse(text or "")


def plain(text):
    """The words alone, for feeds, cards and search: line ends become blanks."""
    return _words(_writer.render(text or ""))


def paragraphs(text):
    """The words alone, for e-mails: lines as typed, an empty one between two blocks, a dash before list entries."""
    blocks = END_OF_BLOCK.split(_writer.render(text or ""))
    words = ("\n".join(map(_words, END_OF_LINE.split(block.replace("<li>", "– ")))) for block in blocks)
    return "\n\n".join(filter(None, words))


def _words(written):
    return " ".join(unescape(nh3.clean(written, tags=set())).split())


__all__ = ["escape", "html", "paragraphs", "parse", "plain"]
