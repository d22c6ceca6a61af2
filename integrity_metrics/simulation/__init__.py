"""A simulated audio platform whose truth is known: `simulate.simulate` fills the contract and a schema `truth`."""
