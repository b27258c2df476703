"""The dialog that opens another event."""
