"""From a checkpoint to the files that ship."""
