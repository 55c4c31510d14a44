"""Tables: CSV and spreadsheets, whose columns are found by name, were chosen by hand, or are Talkmark's own."""
