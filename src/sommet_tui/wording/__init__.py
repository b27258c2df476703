"""Sentences in the user's language, for both front ends."""
