"""The application core: what both front ends do, without knowing how it is shown or kept."""
