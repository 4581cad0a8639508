"""What text from outside may carry onto paper. Names and notes are whatever somebody typed."""

import re

REPLACEMENT = "\ufffd"

# Tabs and line ends are layout, not content: they become the plainest character that does the job.
_LAYOUT = re.compile("\r\n|[\r\u0085\u2028\u2029\v\f]")
# Control characters, halves of surrogate pairs and the code points that Unicode reserves for
# nobody: a reader should see that something was there, so they are replaced and not dropped.
_UNPRINTABLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)
# Embeddings, overrides and isolates can make the rest of a line read backwards. The page isolates
# each name by itself, so they are dropped without a trace.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text without control characters; line ends are \\n, anything else shows as U+FFFD."""
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTABLE.sub(REPLACEMENT, _LAYOUT.sub("\n", text).replace("\t", " "))


def displayable(text: str) -> str:
    """Printable text that cannot turn the reading direction of what stands around it."""
    if text.isascii() and text.isprintable():
        return text
    return _DIRECTION.sub("", printable(text))


def encodable(text: str) -> str:
    """The text as it is, but for halves of surrogate pairs, which no UTF-8 can hold."""
    return re.sub("[\ud800-\udfff]", REPLACEMENT, text)
