"""The cache keeps what was used last, within its bytes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.video.cache import ByteCache


def test_the_longest_unused_goes_first() -> None:
    cache: ByteCache[int, str] = ByteCache(30)
    for key in range(3):
        cache.put(key, str(key), 10)
    assert cache.get(0) == "0"
    cache.put(3, "3", 10)
    assert [key in cache for key in range(4)] == [True, False, True, True]
    assert cache.get(1) is None


def test_one_that_is_too_large_is_kept_alone() -> None:
    cache: ByteCache[str, int] = ByteCache(10)
    cache.put("small", 1, 5)
    cache.put("large", 2, 50)
    assert "small" not in cache
    assert cache.get("large") == 2
    cache.clear()
    assert (len(cache), cache.used_bytes) == (0, 0)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 40)), max_size=60))
def test_the_limit_holds_and_the_count_is_right(puts: list[tuple[int, int]]) -> None:
    cache: ByteCache[int, int] = ByteCache(100)
    for key, size in puts:
        cache.put(key, size, size)
        assert cache.get(key) == size
        assert cache.used_bytes == sum(cache.get(k) or 0 for k in range(10))
        assert cache.used_bytes <= 100
