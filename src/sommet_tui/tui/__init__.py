"""The screens: thin, and the only place that knows Textual."""
