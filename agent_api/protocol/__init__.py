"""The format of requests and responses: fields, cursors, times, errors."""
