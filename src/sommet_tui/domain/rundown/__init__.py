"""What a lane is really doing: acts, folded to what happened, projected to what will."""
