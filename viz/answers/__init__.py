"""What a student worked out by hand, checked, and the mistake that a wrong answer looks like."""
