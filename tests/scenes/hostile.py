"""Text that would command a terminal, and the same written out."""

HOSTILE = "\x1b[2K\x1b[1A\x9b2J\u202e\x00\x7f\ud800"
"""Erases the line above in most terminals, the screen in some, turns the writing, and has no UTF-8."""
ESCAPED = r"\u001b[2K\u001b[1A\u009b2J\u202e\u0000\u007f\ud800"
