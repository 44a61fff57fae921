"""What goes to the iPhone: the export as asked for, its proof, the bundle and its way there."""
