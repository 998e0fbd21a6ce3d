"""Settings: hotline.toml and the environment, validated at start."""
