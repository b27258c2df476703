"""Brings core and adapters together: the only package that imports adapters.

They are imported where they are used, so that a command loads only what it needs.
"""
