"""The mapping of fixes: a value that is cheap to change and to compare."""

from __future__ import annotations

from fix_values import fixes as fix_strategy
from fix_values import frames
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.annotation import FrameFix
from core.sessions.fixes import NO_FIXES, Fixes, difference

lists = st.lists(fix_strategy, max_size=6)


@given(lists)
def test_it_is_a_mapping_of_what_was_put_in(given_fixes: list[FrameFix]) -> None:
    kept = {fix.frame: fix for fix in given_fixes}
    kept = {frame: fix for frame, fix in kept.items() if not fix.says_nothing}
    value = Fixes(given_fixes)
    assert dict(value) == kept
    assert list(value) == sorted(kept)
    assert len(value) == len(kept)
    assert value.n_boxes == sum(len(fix.annotations) for fix in kept.values())
    assert bool(value.key) == bool(kept)


@given(lists, lists)
def test_the_difference_leads_from_one_to_the_other(a: list[FrameFix], b: list[FrameFix]) -> None:
    old, new = Fixes(a), Fixes(b)
    changed = difference(old, new)
    assert old.with_fixes(changed) == new
    assert (old == new) == (not changed) == (old.key == new.key)
    assert old.with_fixes(changed).key == new.key
    assert [fix.frame for fix in changed] == sorted({fix.frame for fix in changed})


@given(lists, fix_strategy)
def test_an_edit_leaves_the_old_value_as_it_was(a: list[FrameFix], fix: FrameFix) -> None:
    old = Fixes(a)
    before = dict(old)
    new = old.with_fixes([fix])
    assert dict(old) == before
    assert new.with_fixes([old.of_frame(fix.frame)]) == old
    assert new.of_frame(fix.frame) == (FrameFix(fix.frame) if fix.says_nothing else fix)


@given(lists, frames, frames)
def test_a_span_holds_what_lies_in_it(a: list[FrameFix], first: int, last: int) -> None:
    value = Fixes(a)
    assert [fix.frame for fix in value.between(first, last)] == [
        frame for frame in value if first <= frame <= last
    ]


def test_what_was_put_in_another_order_is_equal() -> None:
    fixes = [FrameFix(k, accepted=True) for k in (3, 700, 5)]
    assert Fixes(fixes) == Fixes(reversed(fixes))
    assert Fixes(fixes).with_fixes(FrameFix(k) for k in (3, 700, 5)) == NO_FIXES
