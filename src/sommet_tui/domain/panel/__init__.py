"""A panel as its moderator follows it: who is here, who speaks, what is asked, what is left."""
