"""What a run leaves behind so that it can be judged again: JSON Lines, and evidence by hash.

`judgements*.jsonl` holds one judgement a line, appended at once, by each process into a file of its
own; `kept*.jsonl` holds in the same way what held without a verdict. `evidence/` holds what the
systems literally said, each content once. `bundle.json` says which version wrote it, and how the
landscape read the answers. All of it has passed the one gate.
"""
