"""The command line. Each command has a module, and prints the text version of a screen."""
