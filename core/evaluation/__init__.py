"""How good a detector is: figures, the report, and the pictures that cost it most."""
