"""Promotion: what was proved in one environment goes to the next one, and back again, always through the same gate."""
