"""Texts that a spreadsheet would run: neutralised in what is given out, one layer undone in what comes back."""
import re

DANGEROUS = ('=', '+', '-', '@', '\t', '\r')
# a number or a telephone number computes nothing
HARMLESS = re.compile(r'[+-][\d\s().,/-]*')
NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")


def neutralise(text):
    """Text with an apostrophe in front when a spreadsheet could take it for a formula.

    >>> neutralise('=1+1'), neutralise('+7 916 123-45-67')
    ("'=1+1", '+7 916 123-45-67')
    """
    if text[:1] in DANGEROUS and text and not HARMLESS.fullmatch(text):
        return "'" + text
    # what already looks neutralised gets a layer of its own, so that undoing one gives it back
    return "'" + text if NEUTRALISED.match(text) else text


def restore(text):
    """Undo one layer of `neutralise`."""
    return text[1:] if text[:1] == "'" and NEUTRALISED.match(text) else text
