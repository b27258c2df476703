"""Read programme files: from bytes to a programme, with findings about the file.

Every reader returns findings, whose `code` has a sentence in `wording/findings.py`. Their `values`
have the names of the fields in that sentence ("" if a value is unknown).
"""
