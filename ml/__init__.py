"""Training, evaluating and exporting the detectors. Stands on `core`; knows nothing of `app`."""
