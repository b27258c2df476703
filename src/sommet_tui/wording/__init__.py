"""What the program says, in the viewer's language: both front ends take their words from here."""
