"""The figures, each defined once, and the content of the wall."""
