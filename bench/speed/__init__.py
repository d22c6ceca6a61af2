"""The same statistics on the same inputs, here and in other packages; `bench/statistics_speed.py` compares them."""
