"""Words for scores, spoken once by the system's own voice (else by ours) and kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.files import write_atomically
from core.live.calling import Call
from core.live.formant_voice import RATE_HZ, speak

LONGEST_S = 0.9
_PATIENCE_S = 20.0
_SILENCE = 0.02
_LEAD_S = 0.01
_PEAK = 0.9


@dataclass(frozen=True, eq=False)
class CallSound:
    """Mono samples, float32 (n,) in -1..1."""

    samples: NDArray[np.float32]
    rate_hz: int

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / self.rate_hz


def voice_command(
    word: str, path: Path, platform: str, find: Callable[[str], str | None] = shutil.which
) -> list[str] | None:
    """Return the program that speaks ``word`` into a WAV file; None where there is no voice.

    macOS has ``say``, Windows its speech synthesizer behind PowerShell, Linux often espeak-ng.
    """
    if platform == "darwin":
        return ["say", "-o", str(path), "--data-format=LEI16@22050", word]
    if platform == "win32":
        quoted = str(path).replace("'", "''")
        script = (
            "Add-Type -AssemblyName System.Speech; "
            "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
            f"$voice.SetOutputToWaveFile('{quoted}'); $voice.Speak('{word}'); $voice.Dispose()"
        )
        return ["powershell", "-NoProfile", "-NonInteractive", "-Command", script]
    for program in ("espeak-ng", "espeak"):
        if find(program) is not None:
            return [program, "-v", "en", "-s", "190", "-w", str(path), word]
    return None


def spoken_words(
    folder: Path, platform: str = sys.platform, find: Callable[[str], str | None] = shutil.which
) -> Mapping[Call, CallSound]:
    """Return every word, spoken by the system's voice or, where it has none, by our own.

    What is already in ``folder`` is read from there; the first time takes seconds.
    """
    system = {call: _word(call, folder / f"{call.value}.wav", platform, find) for call in Call}
    # Two voices in one lesson would be odd: a system that fails at one word speaks none.
    words = {call: sound for call, sound in system.items() if sound is not None}
    if len(words) == len(system):
        return words
    return {call: CallSound(speak(call), RATE_HZ) for call in system}


def has_voice(
    platform: str = sys.platform, find: Callable[[str], str | None] = shutil.which
) -> bool:
    """Return whether this computer has a voice of its own."""
    return voice_command("five", Path("five.wav"), platform, find) is not None


def _word(
    call: Call, kept: Path, platform: str, find: Callable[[str], str | None]
) -> CallSound | None:
    sound = read_wave(kept)
    if sound is not None:
        return sound
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "word.wav"
        command = voice_command(call.value, fresh, platform, find)
        if command is None or not _ran(command):
            return None
        sound = read_wave(fresh)
        if sound is None:
            return None
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(kept, fresh.read_bytes())
    return sound


def read_wave(path: Path) -> CallSound | None:
    """Return a WAV file of 16 bit as a call: silence cut off, loud; None if it is none."""
    try:
        with wave.open(os.fspath(path), "rb") as file:
            if file.getsampwidth() != 2:
                return None
            rate, channels = file.getframerate(), file.getnchannels()
            raw = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    except (OSError, EOFError, wave.Error):
        return None
    samples = raw.reshape(-1, channels).mean(axis=1) / 32768.0
    cut = trimmed(samples, rate)
    return None if not len(cut) else CallSound(cut, rate)


def trimmed(samples: NDArray[np.float64], rate_hz: int) -> NDArray[np.float32]:
    """Return the part that is heard, at most ``LONGEST_S``, at full loudness.

    A voice begins with a tenth of a second of silence: too much of the half second there is.
    """
    loudest = float(np.abs(samples).max(initial=0.0))
    if loudest <= 0:
        return np.zeros(0, np.float32)
    heard = np.flatnonzero(np.abs(samples) > _SILENCE * loudest)
    first = max(0, int(heard[0]) - round(_LEAD_S * rate_hz))
    last = min(int(heard[-1]) + 1, first + round(LONGEST_S * rate_hz))
    return (samples[first:last] * (_PEAK / loudest)).astype(np.float32)


def _ran(command: list[str]) -> bool:
    quiet = subprocess.DEVNULL
    hidden = int(getattr(subprocess, "CREATE_NO_WINDOW", 0))  # Windows only: no black window.
    try:
        done = subprocess.run(
            command,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            timeout=_PATIENCE_S,
            check=False,
            creationflags=hidden,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
