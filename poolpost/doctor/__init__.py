"""The doctor: the production checklist, live."""
