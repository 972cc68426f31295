"""What people read and approve."""
