"""The screens; only this package knows Textual."""
