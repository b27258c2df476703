"""The keys: their table, how settings remap them, the foot and the help made from them."""
