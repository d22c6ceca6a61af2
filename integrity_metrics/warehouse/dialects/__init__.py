"""SQL for other databases: which dialects there are, how a statement is written in each, what may be written at all."""
