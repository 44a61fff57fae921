"""Drawing on pictures and film frames, without a window."""
