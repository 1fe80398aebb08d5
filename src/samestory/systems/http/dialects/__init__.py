"""How systems want to be asked over HTTP, and how their answers become documents."""
