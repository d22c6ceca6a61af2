"""Daily aggregates of the contract: what they are, which days are due, and how they are built and compared."""
