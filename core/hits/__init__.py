"""The moments the ball meets the strings."""
