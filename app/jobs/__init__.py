"""Everything that runs beside the window."""
