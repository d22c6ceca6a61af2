"""How the casework database got its shape: one revision a file, applied when it is opened."""
