"""The programme of a conference: events, sessions, people, bookmarks and calendar feeds."""
