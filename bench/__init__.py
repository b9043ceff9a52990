"""Measurements. Nothing here is run by the tests: speed is measured, never asserted."""
