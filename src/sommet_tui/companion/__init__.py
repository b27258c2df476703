"""The application core, shared by both front ends; it knows neither screens nor files."""
