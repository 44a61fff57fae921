"""Weights that ship: small, and never infinite."""

from __future__ import annotations

from pathlib import Path

import torch

from ml import checkpoint


def test_weights_are_kept_in_half_precision_where_they_fit(tmp_path: Path) -> None:
    ema = {
        "conv": torch.tensor([1.5, -0.25]),
        "variance": torch.tensor([3.0, 70_000.0]),
        "count": torch.tensor(70_000),
    }
    state = {"config": {"dataset": "/home/somebody", "start_from": "/home"}, "step": 7, "ema": ema}
    checkpoint.save_weights(tmp_path / "weights.pt", state)
    first = (tmp_path / "weights.pt").read_bytes()
    back = checkpoint.load(tmp_path / "weights.pt")
    kinds = {name: value.dtype for name, value in back["ema"].items()}
    assert kinds == {"conv": torch.float16, "variance": torch.float32, "count": torch.int64}
    for name, value in ema.items():
        assert torch.equal(back["ema"][name].to(value.dtype), value)
    assert b"somebody" not in first
    checkpoint.save_weights(tmp_path / "weights.pt", state)
    assert (tmp_path / "weights.pt").read_bytes() == first
