"""Scores of hits: 1 to 5 by how centred the ball was."""
