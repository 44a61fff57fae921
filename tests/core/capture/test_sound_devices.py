"""Microphones and loudspeakers: the list, the moments, and what goes wrong."""

from __future__ import annotations

import time

import numpy as np
import pytest
from fake_sound import FakeSound

from core.capture import microphone as microphone_module
from core.capture import portaudio
from core.capture.devices import list_loudspeakers, list_microphones
from core.capture.live_frame import SoundBlock
from core.capture.loudspeaker import Loudspeaker, at_rate
from core.capture.microphone import Microphone
from core.errors import CaptureError


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> FakeSound:
    """Return a computer with Windows' way of listing everything several times."""
    fake = FakeSound()
    fake.add("MME", "Microphone (USB Aud", 1, 0, default=True)
    fake.add("MME", "Speakers", 0, 2, default=True)
    fake.add("Windows WASAPI", "Headset", 1, 2)
    fake.add("Windows WASAPI", "Microphone (USB Audio)", 2, 0, default=True)
    fake.add("Windows WASAPI", "Speakers", 0, 2, default=True)
    fake.install(monkeypatch)
    return fake


def test_each_device_is_listed_once_and_the_usual_one_first(sound: FakeSound) -> None:
    assert [one.name for one in list_microphones()] == ["Microphone (USB Audio)", "Headset"]
    assert [one.name for one in list_loudspeakers()] == ["Speakers", "Headset"]
    assert [one.is_default for one in list_microphones()] == [True, False]


def test_a_sound_system_nobody_knows_is_better_than_none(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = FakeSound()
    fake.add("JACK", "system", 2, 2)
    fake.install(monkeypatch)
    assert [one.id for one in list_microphones()] == ["JACK: system"]


def test_the_list_is_made_anew_but_never_under_an_open_stream(sound: FakeSound) -> None:
    list_microphones()
    assert sound.looked_again == 1
    with Microphone("", lambda block: None):
        assert list_microphones()
        assert sound.looked_again == 1
    list_microphones()
    assert sound.looked_again == 2


@pytest.mark.parametrize("missing", [OSError("PortAudio library not found"), ImportError("no")])
def test_without_portaudio_there_is_no_sound_and_a_plain_word(
    monkeypatch: pytest.MonkeyPatch, missing: Exception
) -> None:
    def absent() -> object:
        raise missing

    monkeypatch.setattr(portaudio, "load", absent)
    assert list_microphones() == ()
    with pytest.raises(CaptureError, match="PortAudio is missing"):
        Microphone("", lambda block: None).__enter__()
    with pytest.raises(CaptureError, match="works without"):
        Loudspeaker().__enter__()


def test_portaudio_that_does_not_start_is_no_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> object:
        raise FakeSound.PortAudioError("Error initializing PortAudio")

    monkeypatch.setattr(portaudio, "load", broken)
    assert list_microphones() == ()
    with pytest.raises(CaptureError, match="does not start"):
        Microphone("", lambda block: None).__enter__()


def test_blocks_come_with_their_moments(sound: FakeSound) -> None:
    blocks: list[SoundBlock] = []
    with Microphone(list_microphones()[1].id, blocks.append) as microphone:
        (stream,) = sound.streams
        assert stream.asked["device"] == 2
        assert microphone.name == "Headset"
        before_s = time.monotonic()
        stream.hear(np.full(480, 0.25), age_s=0.05)
        after_s = time.monotonic()
        stream.hear(np.zeros(480), age_s=0.05)
        assert microphone.trouble() is None
    first, second = blocks
    assert first.rate_hz == 48000
    assert first.samples == pytest.approx(np.full(480, 0.25))
    assert before_s - 0.06 <= first.taken_s <= after_s - 0.049
    assert second.taken_s <= first.taken_s + 0.0101
    assert stream.closed


def test_a_moment_that_cannot_be_is_replaced_by_the_arrival(sound: FakeSound) -> None:
    blocks: list[SoundBlock] = []
    with Microphone("", blocks.append):
        for age_s in (-3.0, 1e6):
            sound.streams[0].hear(np.zeros(480), age_s=age_s)
    assert all(0 <= time.monotonic() - block.taken_s < 5 for block in blocks)


def test_samples_that_were_missed_are_counted_and_leave_a_gap(sound: FakeSound) -> None:
    blocks: list[SoundBlock] = []
    with Microphone("", blocks.append) as microphone:
        stream = sound.streams[0]
        stream.hear(np.zeros(480))
        time.sleep(0.06)
        stream.hear(np.zeros(480), overflow=True)
        assert microphone.n_gaps == 1
    assert blocks[1].taken_s - blocks[0].taken_s > 0.05


def test_what_others_keep_of_a_block_is_theirs(sound: FakeSound) -> None:
    blocks: list[SoundBlock] = []
    with Microphone("", blocks.append):
        samples = np.ones(480, np.float32)
        sound.streams[0].hear(samples)
        samples[:] = 0
    assert blocks[0].samples.min() == 1


def test_one_that_was_pulled_out_says_so(sound: FakeSound, monkeypatch: pytest.MonkeyPatch) -> None:
    with Microphone("", lambda block: None) as microphone:
        assert microphone.trouble() is None
        sound.streams[0].asked["finished_callback"]()
        trouble = microphone.trouble()
    assert trouble is not None
    assert "unplugged" in trouble.message
    monkeypatch.setattr(microphone_module, "_SILENT_S", 0.0)
    with Microphone("", lambda block: None) as microphone:
        assert microphone.trouble() is not None
    assert microphone.trouble() is None


def test_one_that_gives_nothing_but_zeros_is_switched_off(
    sound: FakeSound, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Microphone("", lambda block: None) as microphone:
        stream = sound.streams[0]
        stream.hear(np.full(480, 1e-4))
        later_s = time.monotonic() + 5
        monkeypatch.setattr(microphone_module.time, "monotonic", lambda: later_s)
        stream.hear(np.zeros(480))
        trouble = microphone.trouble()
        stream.hear(np.full(480, 1e-4))
        assert microphone.trouble() is None
    assert trouble is not None
    assert "privacy" in trouble.hint


def test_what_cannot_be_opened_says_so(sound: FakeSound, monkeypatch: pytest.MonkeyPatch) -> None:
    sound.refuse = True
    with pytest.raises(CaptureError, match="cannot listen"):
        Microphone("", lambda block: None).__enter__()
    with pytest.raises(CaptureError, match="No sound can be played"):
        Loudspeaker().__enter__()
    with pytest.raises(CaptureError, match="“Old headset” is not connected"):
        Microphone("Windows WASAPI: Old headset", lambda block: None).__enter__()
    FakeSound().install(monkeypatch)
    with pytest.raises(CaptureError, match="no microphone"):
        Microphone("", lambda block: None).__enter__()
    # Nothing was left open: the list can be made anew.
    sound.install(monkeypatch)
    list_microphones()
    assert sound.looked_again == 1


def test_the_newest_sound_wins_and_the_rest_is_silence(sound: FakeSound) -> None:
    with Loudspeaker() as speaker:
        (stream,) = sound.streams
        assert stream.played(4).tolist() == [[0, 0]] * 4
        speaker.play(np.array([0.1, 0.2, 0.3], np.float32), 48000)
        assert stream.played(2)[:, 0] == pytest.approx([0.1, 0.2])
        speaker.play(np.array([0.7, 0.8], np.float32), 48000)
        assert stream.played(4)[:, 1] == pytest.approx([0.7, 0.8, 0, 0])
        speaker.play(np.ones(100, np.float32), 48000)
        speaker.silence()
        assert not stream.played(4).any()
    assert stream.closed
    speaker.play(np.ones(3, np.float32), 48000)  # nobody hears it, and nothing breaks


def test_another_rate_is_as_long_and_as_loud() -> None:
    tone = np.sin(np.arange(2205) / 22050 * 2 * np.pi * 440).astype(np.float32)
    played = at_rate(tone, 22050, 48000)
    assert len(played) == 4800
    again = np.sin(np.arange(4798) / 48000 * 2 * np.pi * 440)
    assert played[:4798] == pytest.approx(again, abs=0.02)
    assert len(at_rate(tone[:0], 22050, 48000)) == 0
    assert at_rate(tone, 48000, 48000) is tone
