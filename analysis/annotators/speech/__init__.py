"""Reported speech: quotation marks, cues, sources and what they report, before anything is resolved to actors."""
