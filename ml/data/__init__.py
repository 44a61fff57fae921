"""Labelled pictures, as they are stored and as the trainer sees them."""
