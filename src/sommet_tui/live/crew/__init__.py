"""The exchange of a shared day with the broker of the crew."""
