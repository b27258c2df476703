"""What screens are drawn with: rows of styled text, digits, styles, the header."""
