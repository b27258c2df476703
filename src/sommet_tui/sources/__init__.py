"""The sources of programmes, which read the bytes and notice changes of them."""
