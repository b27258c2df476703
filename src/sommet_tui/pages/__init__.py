"""What screens, commands and JSON show: one file per subject, whose facts each of them lays out."""
