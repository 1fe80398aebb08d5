"""The traces of the company's own systems: asked once after a contradiction, and judged."""
