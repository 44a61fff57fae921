"""Boxes in frames: the detector, its maps, tracks through time."""
