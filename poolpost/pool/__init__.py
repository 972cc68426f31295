"""What the mails of a user pool say: previews of their texts."""
