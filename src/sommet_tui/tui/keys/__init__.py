"""Keys as Textual has them, and the footer made from them."""
