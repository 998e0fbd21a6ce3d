"""What callers hear: spoken prompts as sound files, and music on hold."""
