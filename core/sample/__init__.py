"""The sample practice, drawn by our own code with exact truth."""
