"""The user's data on this computer: its folders, and one SQLite file that survives failures."""
