"""Connects the core and the adapters; the only package that imports adapters.

They are imported on demand, so that a command loads only the modules it needs.
"""
