"""What goes on beside the screens while they are shown: looking, connecting, telling."""
