"""QR codes: text as modules, and as blocks for a terminal."""

from __future__ import annotations

import segno

Modules = tuple[tuple[bool, ...], ...]
"""Rows of modules, True is dark; square, the quiet zone included."""

QUIET = 4
"""Light modules around the code, as ISO/IEC 18004 asks for."""

_DARK_ON_LIGHT, _AS_BEFORE = "\x1b[30;107m", "\x1b[0m"
# Each letter is two modules, the upper and the lower one; dark ink, light ground.
_LETTERS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def qr_modules(text: str) -> Modules:
    """Return the QR code of ``text``, with its quiet zone.

    Paint each module as a square of whole screen pixels, black on white also in dark mode.
    Raises ``ValueError`` for more than a QR code can hold (2 953 bytes).
    """
    # The lowest error correction that costs no larger code: a screen has no scratches.
    code = segno.make(text, error="l", boost_error=True, micro=False)
    return tuple(tuple(bool(cell) for cell in row) for row in code.matrix_iter(border=QUIET))


def qr_text(text: str, *, coloured: bool) -> str:
    """Return the QR code as lines of half blocks, each letter two modules high.

    ``coloured`` says that the terminal knows colours: dark on light whatever its theme is.
    Without, the letters are the light modules, as a dark terminal needs them; phones read the
    other way round, too.
    """
    modules = qr_modules(text)
    rows = [*modules, *([(False,) * len(modules)] if len(modules) % 2 else [])]
    lines = [
        "".join(_LETTERS[upper ^ (not coloured), lower ^ (not coloured)]
                for upper, lower in zip(rows[y], rows[y + 1], strict=True))
        for y in range(0, len(rows), 2)
    ]  # fmt: skip
    if coloured:
        lines = [f"{_DARK_ON_LIGHT}{line}{_AS_BEFORE}" for line in lines]
    return "\n".join(lines) + "\n"
