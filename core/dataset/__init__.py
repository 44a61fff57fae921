"""Labelled pictures: what is in them, how they are stored, and whether they can be trusted."""
