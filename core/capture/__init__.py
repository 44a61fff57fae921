"""Cameras, network streams, files played as if live, microphones and loudspeakers."""
