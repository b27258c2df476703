"""Tasks that run beside the screens: checking sources, connecting, publishing, reminding."""
