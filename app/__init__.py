"""The window: places, viewer, panels; and the command line."""
