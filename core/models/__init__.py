"""Detectors side by side: their sizes, accuracies and speeds, as values and as a picture."""
