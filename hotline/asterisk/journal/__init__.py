"""The journal on Asterisk's disk: what happened, whether or not anybody listened. Read from an offset, into facts."""
