"""Read programme files: from bytes to a programme, with findings about the file.

Every reader answers with findings, whose `code` has a sentence in `wording/findings.py`. Their
`values` have the names that are in the sentence ("" if a value is unknown).
"""
