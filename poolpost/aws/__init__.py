"""Every call to AWS, one module per service."""
