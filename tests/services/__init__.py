"""Services that tests, benchmarks and people start for themselves: no installation, no root, gone afterwards."""
