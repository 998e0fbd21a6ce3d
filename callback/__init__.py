"""The callback role: offers callbacks of missed calls to idle agents, and dials them."""
