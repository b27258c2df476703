"""The sources of programmes, which read files and notice changes."""
