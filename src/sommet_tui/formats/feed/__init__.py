"""Making a programme from published feeds.

A reader of a format puts the content into a `Feed` unchanged; all formats share the code here that
guesses, repairs and drops values.
"""
