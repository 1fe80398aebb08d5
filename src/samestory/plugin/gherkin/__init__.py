"""Feature files: reading them, what is wrong with them, and handing them to pytest-bdd.

`document` reads a file as Gherkin does, `lint` finds what is wrong with its form (with `syntax`,
`descriptions`, `outlines` and `keywords`), `places` finds what stands at a line, and `playable`
makes pytest-bdd play exactly what Gherkin reads.
"""
