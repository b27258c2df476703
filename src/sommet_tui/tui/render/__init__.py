"""Functions that draw parts of a screen: rows of styled text, digits, colours, the header."""
