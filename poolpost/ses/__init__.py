"""Custom verification e-mail templates of SES, as code."""
