"""The few figures of a training that are worth a place on screen while it runs and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.state.card_words import duration_words, eta_words
from app.state.run_words import percent
from core.training.events import Evaluated, Progressed
from core.training.run_record import RunRecord


@dataclass(frozen=True)
class Fact:
    """A caption and what it says now."""

    caption: str
    value: str
    about: str = ""


def facts_of(
    run: RunRecord, latest: Progressed | None, evaluations: Sequence[Evaluated]
) -> tuple[Fact, ...]:
    """Return a run's figures; ``latest`` is its last report with numbers, None before any."""
    status = run.status
    best = max(evaluations, key=lambda each: each.mean_ap50, default=None)
    elapsed_s = max(status.elapsed_s, latest.elapsed_s if latest is not None else 0.0)
    facts = [Fact("So far" if run.under_way else "Took", duration_words(elapsed_s))]
    if run.under_way:
        left = eta_words(latest.eta_s) if latest is not None else ""
        facts.insert(0, Fact("Time left", left.removesuffix(" left").capitalize() or "–"))
    epoch = min(latest.epoch + 1, latest.epochs) if latest is not None else status.epoch
    epochs = latest.epochs if latest is not None and latest.epochs else status.epochs
    facts.append(Fact("Epoch", f"{epoch} of {epochs}" if epochs else "–", "Rounds of learning"))
    if latest is not None and latest.samples_per_s > 0:
        waiting = f"{latest.waiting:.0%} of the time it waited for pictures"
        facts.append(Fact("Speed", f"{latest.samples_per_s:.1f} pictures/s", waiting))
    if latest is not None and latest.lr > 0:
        facts.append(Fact("Learning rate", f"{latest.lr:.1e}", "How large its steps are"))
    if best is not None:
        about = f"Mean AP50, after epoch {best.epoch}"
        facts.append(
            Fact("Best so far" if run.under_way else "Best", percent(best.mean_ap50), about)
        )
    if status.device:
        facts.append(Fact("Computes on", status.device))
    return tuple(facts)
