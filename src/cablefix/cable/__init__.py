"""The format: what a telegram is made of, and how its parts are read."""
