"""A cube in, its causes out: which attribute combinations account for an event, and what remains."""
