"""Core ML packages, written on any system."""
