"""The core of the app, shared by both front ends; it knows no screens and no files."""
