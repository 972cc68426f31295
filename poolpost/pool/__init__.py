"""The user pool: the safety core around its one write, snapshots, and what its mails say."""
