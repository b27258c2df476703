"""The JSON shapes: stable English keys, and times in ISO 8601 with the event's offset."""
