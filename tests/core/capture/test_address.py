"""Addresses as people type them, and what of them is shown."""

from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.capture.address import parsed_address, shown_address
from core.capture.network import network_plan
from core.capture.phone_apps import PHONE_APPS, what_to_type
from core.capture.source_spec import SourceKind, SourceSpec
from core.errors import CaptureError

# Not to be found in our own words by chance.
_WORD = st.text("QXZJ~%", min_size=4, max_size=20)


@pytest.mark.parametrize(
    ("typed", "opened"),
    [
        ("192.168.1.20:8080/video", "http://192.168.1.20:8080/video"),
        ("  http://phone.local/video \n", "http://phone.local/video"),
        ("RTSP://10.0.0.7:8554/live", "rtsp://10.0.0.7:8554/live"),
        ("phone:4747", "http://phone:4747"),
        ("https://[fe80::1]:8080/v", "https://[fe80::1]:8080/v"),
    ],
)
def test_what_people_type_becomes_an_address(typed: str, opened: str) -> None:
    assert network_plan(typed).url == opened


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "file:///etc/passwd", "concat:a|b", "http://", "http://a b/c", "rtsp://:8554/x",
     "http://host:99999/", "http://host:port/", "ftp://host/x", "http://[::1/x", "pipe:0"],
)  # fmt: skip
def test_what_is_no_camera_s_address_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(CaptureError) as error:
        parsed_address(typed)
    assert "http://192.168.1.20:8080/video" in error.value.hint


@given(name=_WORD, password=_WORD, query=_WORD)
def test_no_name_password_or_query_is_ever_shown(name: str, password: str, query: str) -> None:
    typed = f"rtsp://{name}:{password}@court.example:554/live?key={query}"
    spec = SourceSpec(SourceKind.ADDRESS, typed)
    plan = network_plan(typed)
    for text in (shown_address(typed), spec.shown, repr(spec), plan.name, repr(plan)):
        assert not any(secret in text for secret in (name, password, query))


@given(st.text(max_size=60))
def test_anything_can_be_shown(typed: str) -> None:
    shown = shown_address(typed)
    assert "@" not in shown.partition("://")[2].partition("/")[0]


def test_each_app_s_own_address_is_suggested_at_its_port() -> None:
    for app in PHONE_APPS:
        right = app.address.replace("PHONE", "192.168.1.20")
        page = parsed_address(f"http://192.168.1.20:{app.port}/")
        assert f"{app.name} it is {right}" in what_to_type(page)
        assert app.name not in what_to_type(parsed_address(right))


def test_a_choice_is_kept_with_its_password() -> None:
    spec = SourceSpec(SourceKind.ADDRESS, "http://a:b@c/d")
    assert asdict(spec)["address"] == "http://a:b@c/d"
    assert "a:b" not in repr(spec)
