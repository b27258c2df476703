"""Benchmarks, which measure ratios within one run."""
