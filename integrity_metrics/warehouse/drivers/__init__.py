"""What differs between databases when they are asked: one driver each, the same frames from all."""
