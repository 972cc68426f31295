"""DMARC aggregate reports (RFC 9990, RFC 7489 appendix C): what receivers saw of the mail of a domain, in plain words."""
