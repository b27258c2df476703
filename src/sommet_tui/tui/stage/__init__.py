"""Stage: run one lane, and see what a delay costs."""
