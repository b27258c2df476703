"""The stage screens: run the lane of a room, and see what a delay costs."""
