"""Pure rules over frozen values: standard library only, and never a look at the clock."""
