"""The file of a class: its events, one a line, as JSON."""
