"""Documents whose numbers come from a report: filling templates, and checking what a text prints."""
