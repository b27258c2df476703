"""The screens. Only this package imports Textual."""
