"""What a dated change did to an outcome: four families of methods with one result (see docs/causal.md)."""
