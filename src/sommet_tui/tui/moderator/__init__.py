"""The Moderator screen: the people, the clock and the questions of one panel."""
