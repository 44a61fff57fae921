"""What a coach takes home of a practice: one page to pin on a wall."""
