"""What all roles are built on. It imports no role."""
