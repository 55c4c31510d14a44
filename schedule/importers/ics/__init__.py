"""iCalendar: lines, times and zones, recurrences, and what Talkmark writes itself."""
