"""Palettes: few values, each weight's nearest one, nothing left to chance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ml.export.coreml.palette import palette_of


def weights(seed: int, count: int) -> np.ndarray:
    """Like a convolution's: many small ones, few large."""
    rng = np.random.default_rng(seed)
    return (rng.standard_normal(count) * rng.uniform(0.1, 3, count)).astype(np.float16)


@given(seed=st.integers(0, 1000), count=st.integers(1, 400), bits=st.sampled_from([2, 6, 8]))
def test_every_weight_has_its_nearest_value(seed: int, count: int, bits: int) -> None:
    values = weights(seed, count)
    palette, index = palette_of(values, bits)
    assert palette.shape == (1 << bits,)
    assert palette.dtype == values.dtype
    assert index.shape == values.shape
    assert index.dtype == np.uint8
    assert (np.diff(palette) >= 0).all()
    far = np.abs(values.astype(float)[:, None] - palette.astype(float)).min(axis=1)
    np.testing.assert_allclose(np.abs(palette[index].astype(float) - values), far, atol=1e-9)


@given(seed=st.integers(0, 1000), different=st.integers(1, 64))
def test_few_values_are_kept_as_they_are(seed: int, different: int) -> None:
    values = np.random.default_rng(seed).choice(weights(seed, different), 300).astype(np.float32)
    palette, index = palette_of(values.reshape(10, 30), 6)
    np.testing.assert_array_equal(palette[index], values)


@pytest.mark.parametrize("bits", [6, 8])
def test_it_loses_less_than_an_even_grid(bits: int) -> None:
    values = weights(3, 20_000).astype(np.float32)
    palette, index = palette_of(values, bits)
    low, high = float(values.min()), float(values.max())
    step = (high - low) / ((1 << bits) - 1)
    even = low + step * np.round((values - low) / step)
    ours = np.square(palette[index] - values).mean()
    assert ours < 0.7 * np.square(even - values).mean()
