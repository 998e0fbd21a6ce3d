"""Citizens who are transferred, at a running hotline: by the screen, by keys, by the telephone's own button."""
