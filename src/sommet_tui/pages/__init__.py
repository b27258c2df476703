"""The facts that screens, commands and JSON show: one file for each subject."""
