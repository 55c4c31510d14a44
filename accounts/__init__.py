"""Who someone is."""
