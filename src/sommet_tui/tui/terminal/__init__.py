"""The input and the output of the terminal, and its restoration when the app ends."""
