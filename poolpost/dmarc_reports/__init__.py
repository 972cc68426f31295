"""poolpost.dmarc_reports is on its way to another room."""
