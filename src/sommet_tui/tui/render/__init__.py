"""The parts of a screen's picture: rows of styled text, digits, styles, the header."""
