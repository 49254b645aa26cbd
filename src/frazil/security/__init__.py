"""Who may: passwords, roles, privileges."""
