"""Reports: what was repaired and flagged, for people and for programs."""
