"""A panel as its moderator follows it: arrivals, speaking time, questions and time left."""
