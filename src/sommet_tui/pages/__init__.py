"""The facts that screens, commands and JSON show: a file for each subject."""
