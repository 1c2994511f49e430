"""What must hold for every input, order and schedule."""
