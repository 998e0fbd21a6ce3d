"""How tests find out which names the dialplan and our own code use."""
