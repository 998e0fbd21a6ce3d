"""Settings: hotline.toml and the environment, checked once at start."""
