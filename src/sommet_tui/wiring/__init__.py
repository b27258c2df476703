"""Connects the core and the adapters; the only package that imports adapters.

They are imported where they are used, so that a command loads only the modules it needs.
"""
