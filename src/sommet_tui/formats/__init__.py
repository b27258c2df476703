"""Readers turn the bytes of a file into a programme, with findings about the file.

The `code` of a finding has a sentence in `wording/findings.py`. The finding's `values` fill in the
fields of that sentence. An unknown value is "".
"""
