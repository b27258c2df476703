"""The core of the app, which both front ends use. It knows no screens and no files."""
