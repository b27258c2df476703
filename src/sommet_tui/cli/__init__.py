"""The command line: a module for each command; commands print the text of a screen."""
