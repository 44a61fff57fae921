"""Names of architectures: what they stand for, and what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import ModelError
from ml.archs import ARCHS, BACKBONES, NECKS, Arch, arch_named

widths = st.integers(1, 512)


@st.composite
def archs(draw: st.DrawFn) -> Arch:
    neck = draw(st.sampled_from(sorted(NECKS)))
    n = len(NECKS[neck])
    return Arch(
        draw(st.sampled_from(BACKBONES)),
        neck,
        tuple(draw(st.lists(widths, min_size=n, max_size=n))),
        draw(widths),
    )


@given(archs())
def test_every_arch_has_a_name_that_gives_it_back(arch: Arch) -> None:
    assert arch_named(str(arch)) == arch


@pytest.mark.parametrize("name", ARCHS)
def test_known_names_are_kept(name: str) -> None:
    assert str(arch_named(name)) == name


@pytest.mark.parametrize(
    ("name", "arch"),
    [
        ("resnet_18+light", Arch("resnet_18", "light", (96, 96, 48, 32), 32)),
        ("mobilenetv2+deconv-128-64-32", Arch("mobilenetv2", "deconv", (128, 64, 32), 32)),
        ("mobilenetv2+dcn+head-48", Arch("mobilenetv2", "dcn", (256, 128, 64), 48)),
    ],
)
def test_what_is_left_out_is_as_usual(name: str, arch: Arch) -> None:
    assert arch_named(name) == arch


def test_a_spelled_out_net_that_has_a_name_is_that_net() -> None:
    assert str(arch_named("resnet_18+deconv-256-256-256+head-64")) == "resnet_18"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("vgg", "mobilenetv2_light, mobilenetv2, resnet_18, resdcn_18"),
        ("", "unknown arch"),
        ("vgg+light", "unknown backbone 'vgg'"),
        ("resnet_18+fpn", "unknown neck 'fpn'"),
        ("resnet_18+light-96", "4 widths, not 1"),
        ("resnet_18+light-96-96-48-wide", "whole numbers"),
        ("resnet_18+deconv-0-1-1", "positive"),
        ("resnet_18+deconv+tail-3", "unknown arch"),
        ("resnet_18+deconv+head-3-4", "one width"),
    ],
)
def test_what_is_wrong_with_a_name_is_said(name: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        arch_named(name)


def test_only_deformable_nets_are_refused_at_export() -> None:
    refused = []
    for name in (*ARCHS, "mobilenetv2+dcn", "resnet_18+light"):
        try:
            arch_named(name).check_exportable()
        except ModelError:
            refused.append(name)
    assert refused == ["resdcn_18", "mobilenetv2+dcn"]
