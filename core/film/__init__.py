"""Annotated films of a practice: what is shown when, drawn, heard, and written."""
