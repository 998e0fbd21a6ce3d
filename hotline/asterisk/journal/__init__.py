"""The journal on Asterisk's disk: what happened, whether or not we were connected. Read from an offset, into facts."""
