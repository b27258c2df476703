"""The JSON shapes: stable English keys, ISO 8601 with the event's offset, absent is null."""
