"""Why does mail not arrive? The troubleshooting of AWS's guides and of those who went before, as a program."""
