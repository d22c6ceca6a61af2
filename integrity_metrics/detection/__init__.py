"""Series in, events out: what is abnormal, since when, and by how much."""
