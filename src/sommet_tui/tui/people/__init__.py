"""People: everyone on stage, and one person with their sessions."""
