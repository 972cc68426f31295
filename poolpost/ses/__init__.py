"""The SES side: the sandbox, the request for production access, verification e-mail templates."""
