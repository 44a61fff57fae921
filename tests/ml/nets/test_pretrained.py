"""Public ImageNet weights: what fits is loaded, what does not is named."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from core.errors import ModelError
from ml.nets.backbone import Backbone
from ml.nets.mobilenet_v2 import MobileNetV2
from ml.nets.pretrained import load_imagenet, read_weights
from ml.nets.resnet import ResNet18


def public_state(seed: int = 7) -> dict[str, Tensor]:
    """A ResNet-18's weights as torchvision would save them, classifier included."""
    torch.manual_seed(seed)
    return ResNet18().state_dict() | {"fc.weight": torch.rand(9, 512), "fc.bias": torch.rand(9)}


def same_weights(a: Backbone, b: dict[str, Tensor]) -> bool:
    return all(torch.equal(value, b[key]) for key, value in a.state_dict().items())


def test_a_whole_file_is_loaded_whole() -> None:
    state, backbone = public_state(), ResNet18()
    report = load_imagenet(backbone, state, strict=True)
    assert report.complete
    assert same_weights(backbone, state)
    assert str(report) == "100 of 100 tensors loaded"


def test_files_without_batch_counts_are_whole() -> None:
    state = {k: v for k, v in public_state().items() if "num_batches" not in k}
    assert load_imagenet(ResNet18(), state, strict=True).complete


def test_what_does_not_fit_is_named_and_left_as_it_was() -> None:
    state, backbone = public_state(), ResNet18()
    del state["layer4.0.conv1.weight"]
    state["conv1.weight"] = torch.zeros(64, 1, 7, 7)
    state["layer5.0.conv1.weight"] = torch.zeros(1)
    before = {k: v.clone() for k, v in backbone.state_dict().items()}
    report = load_imagenet(backbone, state)
    assert report.missing == ("layer4.0.conv1.weight",)
    assert report.misshapen == ("conv1.weight",)
    assert report.unexpected == ("layer5.0.conv1.weight",)
    assert len(report.loaded) == 98
    after = backbone.state_dict()
    for key in (*report.missing, *report.misshapen):
        assert torch.equal(after[key], before[key])
    assert torch.equal(after["layer4.0.conv2.weight"], state["layer4.0.conv2.weight"])
    assert str(report) == (
        "98 of 100 tensors loaded; missing: layer4.0.conv1.weight; "
        "unexpected: layer5.0.conv1.weight; misshapen: conv1.weight"
    )


@pytest.mark.parametrize("strict", [True, False])
def test_a_refusal_changes_nothing(strict: bool) -> None:
    torch.manual_seed(2)
    backbone = ResNet18()
    before = {k: v.clone() for k, v in backbone.state_dict().items()}
    state = public_state()
    if strict:
        del state["layer1.0.conv1.weight"]
    else:
        state = {k: v for k, v in state.items() if k.startswith("layer1")}
    with pytest.raises(ModelError, match=r"do not fit ResNet18.*missing: (conv1|layer1)"):
        load_imagenet(backbone, state, strict=strict)
    assert same_weights(backbone, before)


def test_another_nets_file_is_refused() -> None:
    with pytest.raises(ModelError, match="0 of 100 tensors"):
        load_imagenet(ResNet18(), MobileNetV2().state_dict())


def test_only_state_dicts_are_read(tmp_path: Path) -> None:
    text = tmp_path / "notes.pth"
    text.write_text("not weights")
    number = tmp_path / "number.pth"
    torch.save({"epoch": 3}, number)
    for path in (text, number, tmp_path / "none.pth", tmp_path):
        with pytest.raises(ModelError) as refusal:
            read_weights(path)
        assert path.name in refusal.value.message
        assert refusal.value.hint


def test_the_public_mobilenet_loads_whole(shared_data: Path) -> None:
    state = read_weights(shared_data / "weights/mobilenetv2_imagenet.pth")
    backbone = MobileNetV2()
    report = load_imagenet(backbone, state, strict=True)
    assert len(report.loaded) == 255
    assert same_weights(backbone, state | {
        k: v for k, v in backbone.state_dict().items() if "num_batches" in k
    })  # fmt: skip


def test_the_public_resnet_lacks_the_last_stages_3x3_convolutions(shared_data: Path) -> None:
    state = read_weights(shared_data / "weights/resnet18_imagenet_partial.pth")
    report = load_imagenet(ResNet18(), state)
    lost = {
        f"layer4.{block}.{part}"
        for block in (0, 1)
        for n in (1, 2)
        for part in (f"conv{n}.weight", *(f"bn{n}.{b}" for b in BN_STATE))
    }
    assert set(report.missing) == lost
    assert len(report.loaded) == 80
    assert not report.unexpected
    assert not report.misshapen
    with pytest.raises(ModelError, match="layer4"):
        load_imagenet(ResNet18(), state, strict=True)


BN_STATE = ("weight", "bias", "running_mean", "running_var")
