"""Judge again what a run recorded, without any live system; compare two runs; show what was said.

The same functions judge as in a run. They are given recorded answers, and a clock that runs as it
ran then. What lies beyond the record is unknown, and never guessed.
"""
