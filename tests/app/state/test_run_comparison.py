"""Trainings compared in words: only what differs, and every figure."""

from __future__ import annotations

from run_values import run_record

from app.state.run_comparison import compared


def test_a_run_differs_in_nothing_from_itself() -> None:
    run = run_record("a")
    found = compared([run, run, run])
    assert found.settings == ()
    assert all(len(set(values)) == 1 for _, values in found.figures)
    assert compared([]).figures == ()


def test_only_what_differs_stands_there_for_any_number_of_runs() -> None:
    runs = [run_record("a"), run_record("b", lr=5e-4), run_record("c", seed=7)]
    assert dict(compared(runs).settings) == {
        "learning rate (lr)": ("0.0002", "0.0005", "0.0002"),
        "seed": ("–", "–", "7"),
    }


def test_the_other_order_gives_the_same_rows_turned() -> None:
    first, second = run_record("a", best=0.5), run_record("b", lr=1e-3, best=None)
    one, other = compared([first, second]), compared([second, first])
    assert [(name, values[::-1]) for name, values in one.settings] == list(other.settings)
    assert {name: values[::-1] for name, values in one.figures} == dict(other.figures)
    assert dict(one.figures)["AP50 ball"] == ("0.5", "–")
