"""Formats and rules that RFCs, AWS and Terraform define. Pure; independent of any environment."""
