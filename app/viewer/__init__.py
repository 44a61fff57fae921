"""The video surface: picture, overlays, timeline, magnifier."""
