"""The same statements on every executed engine, over the same rows."""
