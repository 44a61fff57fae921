"""Words from the system's voice: which program speaks, what is kept, what is cut off."""

from __future__ import annotations

import sys
import wave
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.live import call_words
from core.live.call_words import (
    LONGEST_S,
    has_voice,
    read_wave,
    spoken_words,
    trimmed,
    voice_command,
)
from core.live.calling import Call

RATE_HZ = 16_000


def write_wave(path: Path, samples: np.ndarray, channels: int = 1) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((samples * 32767).astype("<i2").repeat(channels).tobytes())


def word(silence_s: float = 0.1, length_s: float = 0.3) -> np.ndarray:
    tone = 0.4 * np.sin(2 * np.pi * 200 * np.arange(round(length_s * RATE_HZ)) / RATE_HZ)
    return np.concatenate([np.zeros(round(silence_s * RATE_HZ)), tone, np.zeros(RATE_HZ // 4)])


def test_each_system_has_its_voice(tmp_path: Path) -> None:
    path = tmp_path / "it's.wav"
    mac = voice_command("five", path, "darwin")
    windows = voice_command("five", path, "win32")
    linux = voice_command("five", path, "linux", lambda name: f"/usr/bin/{name}")
    assert mac is not None
    assert mac[0] == "say"
    assert "five" in mac
    assert windows is not None
    assert "it''s.wav" in windows[-1]
    assert linux is not None
    assert linux[0] == "espeak-ng"
    assert voice_command("five", path, "linux", lambda _name: None) is None


def test_without_a_voice_our_own_speaks(tmp_path: Path) -> None:
    words = spoken_words(tmp_path / "voice", "linux", lambda _name: None)
    assert set(words) == set(Call)
    assert not has_voice("linux", lambda _name: None)
    assert has_voice("darwin")
    assert not (tmp_path / "voice").exists()


def test_words_are_spoken_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "spoken.wav"
    write_wave(source, word())
    spoken: list[str] = []

    def command(said: str, path: Path, _platform: str, _find: object) -> list[str]:
        spoken.append(said)
        copy = "import shutil, sys; shutil.copy(sys.argv[1], sys.argv[2])"
        return [sys.executable, "-c", copy, str(source), str(path)]

    monkeypatch.setattr(call_words, "voice_command", command)
    monkeypatch.setattr(call_words, "Call", [Call.FOUR, Call.FIVE])
    first = spoken_words(tmp_path / "voice")
    again = spoken_words(tmp_path / "voice")
    assert spoken == ["four", "five"]
    assert set(first) == set(again) == {Call.FOUR, Call.FIVE}
    assert np.array_equal(first[Call.FIVE].samples, again[Call.FIVE].samples)
    assert 0.28 < first[Call.FIVE].seconds < 0.33
    assert first[Call.FIVE].rate_hz == RATE_HZ


def test_a_file_that_is_none_is_no_word(tmp_path: Path) -> None:
    path = tmp_path / "word.wav"
    assert read_wave(path) is None
    path.write_bytes(b"RIFF and nothing more")
    assert read_wave(path) is None
    write_wave(path, np.zeros(4000))
    assert read_wave(path) is None


@given(
    st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=400),
    st.integers(0, 3000),
    st.sampled_from([100, 8000]),
)
def test_what_is_left_is_loud_short_and_begins_at_once(
    values: list[float], silence: int, rate_hz: int
) -> None:
    samples = np.concatenate([np.zeros(silence), values])
    cut = trimmed(samples, rate_hz)
    assert len(cut) <= round(LONGEST_S * rate_hz) + 1
    if np.abs(samples).max() == 0:
        assert len(cut) == 0
    else:
        assert np.abs(cut).max() <= 0.9 + 1e-6
        lead = np.flatnonzero(np.abs(cut) > 0.9 * 0.02)
        assert len(lead)
        assert lead[0] <= round(0.01 * rate_hz)
