"""The journal on Asterisk's disk records what happened whether or not we were connected. It is read from an offset,
into facts."""
