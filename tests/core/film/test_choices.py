"""How large a film is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.film.choices import FilmSize, fitted_size

SIDES = st.integers(2, 4096)


@given(SIDES, SIDES, st.sampled_from(FilmSize))
def test_a_film_is_even_in_shape_and_never_larger(width: int, height: int, size: FilmSize) -> None:
    wide, high = fitted_size(width, height, size)
    assert wide % 2 == 0
    assert high % 2 == 0
    assert 2 <= wide <= max(width, 2)
    assert 2 <= high <= max(height, 2)
    limit = size.short_side
    if limit is not None:
        assert min(wide, high) <= limit
        scale = min(1.0, limit / min(width, height))
        assert abs(wide - width * scale) <= 2
        assert abs(high - height * scale) <= 2


def test_usual_films() -> None:
    assert fitted_size(3840, 2160, FilmSize.FULL_HD) == (1920, 1080)
    assert fitted_size(1080, 1920, FilmSize.HD) == (720, 1280)
    assert fitted_size(848, 480, FilmSize.HD) == (848, 480)
