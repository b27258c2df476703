"""Search: sessions, people, abstracts and notes, as one types."""
