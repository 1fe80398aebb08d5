"""Another company's systems are connected by TOML alone, and asked by the real command."""
