"""What happened to mail: DMARC aggregate reports (RFC 9990), and when a stricter policy is due."""
