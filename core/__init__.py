"""What Sweetspot knows about video, detections, hits and sessions; no window, no torch."""
