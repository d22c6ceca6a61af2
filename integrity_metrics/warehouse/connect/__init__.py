"""`integrity connect`: what a warehouse holds, how it may be mapped onto the contract, and the mapping as views."""
