"""A lesson watched while it happens: detecting, calling out, recording, looking back."""
