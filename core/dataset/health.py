"""Whether a dataset can be trusted: every check, before the first step of a training."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.dataset.dataset import Dataset
from core.dataset.finding import Finding, Severity, counted, stops
from core.dataset.health_labels import label_findings
from core.dataset.health_pictures import picture_findings
from core.dataset.picture_facts import facts_of_pictures
from core.progress import NoProgress, Progress

DEFAULT_INPUT = (640, 352)
_NAMED = 3


@dataclass(frozen=True)
class Health:
    """What was found, the worst first."""

    findings: tuple[Finding, ...]

    @property
    def stops_training(self) -> bool:
        """Whether a training must not begin."""
        return any(each.severity is Severity.STOPS_TRAINING for each in self.findings)

    def of_kind(self, kind: str) -> Finding | None:
        """Return the finding of one check, None if it found nothing."""
        return next((each for each in self.findings if each.kind == kind), None)


def check_dataset(
    dataset: Dataset,
    input_size: tuple[int, int] = DEFAULT_INPUT,
    progress: Progress | None = None,
) -> Health:
    """Check labels and pictures; every picture is opened once, a few at a time.

    ``dataset`` is best read with ``strict=False``: what does not fit is then a finding among
    the others. ``input_size`` is the detector's (width, height). Raises ``Cancelled``.
    """
    facts = facts_of_pictures(dataset.files(), progress or NoProgress())
    findings = [
        *_malformed(dataset),
        *picture_findings(dataset, facts),
        *label_findings(dataset, input_size),
    ]
    findings.sort(key=lambda each: each.severity is not Severity.STOPS_TRAINING)
    return Health(tuple(findings))


def _malformed(dataset: Dataset) -> Iterator[Finding]:
    bad = dataset.malformed
    if bad:
        named = " ".join(each.sentence for each in bad[:_NAMED])
        more = " …" if len(bad) > _NAMED else ""
        text = f"{counted(len(bad), 'place')} in the labels cannot be read. {named}{more}"
        way = "Put them right: a training reads all or nothing."
        yield stops("unreadable labels", text, way, tuple(dict.fromkeys(b.file for b in bad)))
