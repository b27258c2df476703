"""The command line: one module a command, each the plain-text twin of a screen."""
