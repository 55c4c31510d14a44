"""Schedules of other programs: bytes → records. Pure: no database, no clock, no network, one module a format."""
