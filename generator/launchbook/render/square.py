"""The square in the foot of a sheet (a QR code) that leads to whether the sheet is still true."""

from __future__ import annotations

import segno

SIDE = 18
"""Millimetres, with the quiet zone of four modules that readers want (ISO/IEC 18004)."""
MASK = 2
"""The mask (columns by threes) is named in the code itself, and readers take any. To choose the best of eight takes five sixths of
the time of a code: a tenth of a whole build."""


def square(address: str) -> bytes:
    """An address as a square: error correction M reads a sheet that was folded, and keeps the modules large."""
    code = segno.make(address, error="m", boost_error=False, micro=False, mask=MASK)
    picture = code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)
    sized = picture.replace("<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}mm" height="{SIDE}mm" ', 1)
    return sized.encode()
