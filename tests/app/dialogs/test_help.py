"""The help's words about scores follow the rule."""

from __future__ import annotations

from app.dialogs.help import score_words
from core.scoring.score import ScoreRule


def test_every_score_is_explained_with_the_bands_of_the_rule() -> None:
    words = score_words(ScoreRule(limits=(0.1, 0.3, 0.5, 0.9)))
    assert [score for score, _ in words] == [5, 4, 3, 2, 1]
    assert "10%" in words[0][1]
    assert "10% to 30%" in words[1][1]
    assert "50% to 90%" in words[3][1]
    assert "90%" in words[4][1]
