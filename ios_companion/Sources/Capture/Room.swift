// The room is ready.
