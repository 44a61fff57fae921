"""Two detectors on the same practices: what one finds that the other does not."""
