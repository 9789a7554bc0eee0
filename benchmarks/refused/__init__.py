"""How much of what may not come in is refused at the door, and how often the door is wrong."""
