"""What the window shows, as objects that say when it changed."""
