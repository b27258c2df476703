"""Another event: those that were opened before, to choose from."""
