"""Stage: run one lane, and see what lateness costs."""
