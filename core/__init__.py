"""What Sweetspot knows about video, detections, hits and sessions; no window, no torch."""

import os

# ONNX Runtime's wheels report to their maker from 1.29 on, unless this is said before they are
# loaded (their pull request 27379). Nothing leaves this computer unasked.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
