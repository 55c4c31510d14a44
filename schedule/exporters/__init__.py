"""Sessions to bytes: one pure module a format, which knows no model, request or clock."""
