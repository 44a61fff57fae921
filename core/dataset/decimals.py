"""Coordinates as decimal numbers: as short as float32 allows, and the same when read again."""

from __future__ import annotations

from decimal import Decimal

import numpy as np


def decimal_of(coordinate_px: float) -> Decimal:
    """Return the shortest decimal that reads back as this float32."""
    return Decimal(np.format_float_positional(np.float32(coordinate_px), unique=True, trim="-"))


def as_json(number: Decimal) -> int | float:
    """Return a number for JSON: whole ones without a point."""
    return int(number) if number == number.to_integral_value() else float(number)
