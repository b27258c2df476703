"""The day that several machines record: what they share, and how it is ordered."""
