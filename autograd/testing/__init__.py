"""Checks of derivatives worked out by hand, and the mistakes that wrong ones look like."""
