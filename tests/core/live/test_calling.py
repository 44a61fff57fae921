"""What is called out for which hit, and when not."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.live.calling import LATEST_S, SCORES, Call, Caller, CallRule, call_for

VALUES = st.one_of(st.none(), st.integers(1, 5))
RULE = CallRule()


@given(VALUES, st.booleans())
def test_a_sure_score_is_called_by_its_number(value: int | None, uncertain: bool) -> None:
    call = call_for(value, uncertain, RULE)
    assert call is (Call.DOUBTFUL if value is None else SCORES[value - 1])
    assert call_for(value, uncertain, CallRule(on=False)) is None
    quiet = call_for(value, uncertain, CallRule(doubtful=False))
    assert quiet is (None if value is None or uncertain else call)


@given(st.lists(st.tuples(st.integers(0, 9), VALUES, st.floats(0, 30), st.floats(0, 2))))
def test_each_hit_is_called_once_at_most_in_time_and_never_over_a_newer_one(
    told: list[tuple[int, int | None, float, float]],
) -> None:
    caller = Caller()
    called: list[tuple[int, float]] = []
    for number, value, hit_s, delay_s in told:
        call = caller.decide(str(number), (value, False), hit_s, hit_s + delay_s, RULE)
        if call is not None:
            assert hit_s + delay_s - hit_s <= LATEST_S
            called.append((number, hit_s))
    assert len({number for number, _ in called}) == len(called)
    assert [at for _, at in called] == sorted(at for _, at in called)


def test_a_late_hit_is_counted_and_stays_silent() -> None:
    caller = Caller()
    assert caller.decide("a", (5, False), 10.0, 10.9, RULE) is None
    assert caller.n_late == 1
    # Told again, as when an early call is confirmed, it is neither called nor counted.
    assert caller.decide("a", (5, False), 10.0, 10.1, RULE) is None
    assert caller.n_late == 1
    assert caller.decide("b", (3, False), 11.0, 11.3, RULE) is Call.THREE
