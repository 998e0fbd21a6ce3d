"""The prompts that callers hear, and the FastAGI server that answers the dialplan's questions about a call."""
