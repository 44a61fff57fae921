"""Reading, caching and writing pictures and sound."""
