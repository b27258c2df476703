"""What each screen shows, as rows of styled text: pure functions of a scene and a size."""
