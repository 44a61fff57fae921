"""The words of “Before and after”: headlines, rows, what the buttons say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.before_after.class_change import ClassChanges
from core.before_after.clip import Clip
from core.before_after.comparison import ClipComparison
from core.before_after.verdict import Outcome, verdict_of_clip
from core.dataset.finding import counted
from core.drawing.boxes import words_of
from core.models.adoptions import Act, Adoption

SIGNS = {
    Outcome.BETTER: ("check", "good"),
    Outcome.SAME: ("check", "text_muted"),
    Outcome.WORSE: ("warning", "danger"),
    Outcome.OPEN: ("info", "text_muted"),
}
"""The icon and the token's colour of each outcome; the words beside it say the same."""

ADOPT, ADOPT_ANYWAY = "Adopt", "Adopt anyway"


@dataclass(frozen=True)
class ClipRow:
    """A clip in the list: title, two lines, outcome; ``all_words`` and what is ``known`` of it."""

    title: str
    first: str
    second: str
    outcome: Outcome
    all_words: str
    known: str


def row_of(clip: ClipComparison) -> ClipRow:
    """Return the row of a clip."""
    verdict = verdict_of_clip(clip)
    told = [sentence(each) for each in (verdict.headline, *verdict.reasons)]
    second = told[1] if len(told) == 2 else f"And {len(told) - 1} more changes." if told[1:] else ""
    return ClipRow(
        clip.clip.title, told[0], second, verdict.outcome, " ".join(told), known_words(clip.clip)
    )


def known_words(clip: Clip) -> str:
    """Return what a clip is judged by: “Known: 6 hits and 60 frames”."""
    word, parts = clip.word, []
    if word.hits or word.no_hits:
        parts.append(counted(len(word.hits) + len(word.no_hits), "hit"))
    if word.fixes:
        parts.append(counted(len(word.fixes), "frame"))
    if not parts:
        return "Nothing confirmed yet"
    return f"Known: {' and '.join(parts)}"


def counts_line(clip: ClipComparison) -> str:
    """Return a clip's hits and boxes in one line: “Hits 5 → 6. Boxes gained and lost: …”."""
    before, after = len(clip.before.hits), len(clip.after.hits)
    boxes = ", ".join(
        f"{words_of(kind)} +{tally.gained} −{tally.lost}" for kind, tally in clip.boxes.items()
    )
    scores = f", {counted(clip.tally.rescored, 'score')} changed" if clip.tally.rescored else ""
    return f"Hits {before} before, {after} after{scores}. Boxes gained and lost: {boxes}."


def planned_words(clips: Sequence[Clip]) -> str:
    """Return what will decide: a line for each pinned clip."""
    lines = [f"“{clip.title}”: {_lower(known_words(clip))}" for clip in clips]
    return "\n".join(["Compared on the pinned clips:", "", *lines])


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def about_words(minutes: float) -> str:
    """Return about how long something takes: “about 2 minutes”."""
    return f"about {counted(max(1, round(minutes)), 'minute')}"


def mean_words(changes: ClassChanges | None) -> str:
    """Return how the mean AP changed, and whether that may be chance; "" without figures."""
    if changes is None or not changes.classes:
        return ""
    before, after = changes.mean
    told = (
        f"Mean AP on {counted(changes.n_pictures, 'validation picture')}: "
        f"{100 * before:.1f} before, {100 * after:.1f} after"
    )
    return f"{told}; few labels, so it may be chance." if changes.few else f"{told}."


def history_line(change: Adoption, title: str, former: str) -> tuple[str, str]:
    """Return when, and what was put in whose place."""
    verb = "Rolled back to" if change.act is Act.ROLLED_BACK else "Adopted"
    return when(change.at), f"{verb} {title} in place of {former}"


def when(text: str) -> str:
    """Return an ISO time as a date and a time here; as it is where it is none."""
    try:
        return f"{datetime.fromisoformat(text).astimezone():%d %b %Y, %H:%M}"
    except ValueError:
        return text


def sentence(words: str) -> str:
    """Return words that begin with a capital and end with a full stop."""
    return f"{words[:1].upper()}{words[1:]}".rstrip(".") + "." if words else ""
