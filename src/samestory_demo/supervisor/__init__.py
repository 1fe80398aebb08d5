"""Start, watch and stop the company of a landscape; the commands `demo` and `company` of samestory.

A company is a process that the table `[company]` of a landscape names. It writes `{"ready": true}`
as a line once everything listens, stops at SIGTERM, and exits with 4 and one sentence if the call
is wrong or a port is taken. With `--until-stdin-closes` it also stops if its standard input ends.
Its control API answers `GET /faults`, `PUT /faults/NAME`, `POST /reset` and, if its programs have
logs, `GET /logs`: a JSON object of files by the system's name.
"""
