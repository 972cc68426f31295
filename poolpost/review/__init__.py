"""What people read and approve: the report of a plan, evidence, promotion and the way back."""
