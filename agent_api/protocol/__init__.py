"""How requests and answers are written: fields, cursors, moments, errors."""
