"""Makes one record of the records of several shards, or of several runs of parts; pure.

What does not fit together is said in `incomplete`, sentence by sentence (the fact, then the fix),
and stands in the merged record: no report of it says Go.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from samestory.exit_codes import Exit, gravest
from samestory.explain import counted, joined
from samestory.report.run_reader import moment_of
from samestory.report.run_writer import selection

Run = Mapping[str, Any]
"""What run.json holds, its scenarios as they stand."""
MOST_APART = timedelta(days=1)
"""Shards that start further apart than this are not of one run."""
SEEDS_APART = ", "
GRAVEST_RESULT = (
    *("failed", "unmet", "broken", "interrupted", "not run"),
    *("deferred", "skipped", "passed"),
)
"""Of two results of one scenario, the one that counts."""


@dataclass(frozen=True, slots=True)
class ShardRecord:
    """One record: the folder as people name it, and its run; None if it holds none."""

    name: str
    run: Run | None


def merged_run(records: Sequence[ShardRecord]) -> dict[str, Any]:
    """Return the run that the records are parts of, as run.json holds it.

    It is finished if all of them are, began with the first, and holds each scenario once.
    """
    runs = [each.run for each in records if each.run is not None]
    rows = _rows(runs)
    left_out = _left_out(runs, rows)
    exits: list[int | None] = [each.get("exit") for each in runs]
    first = min(runs, key=_started, default={})
    return {
        **{key: first.get(key) for key in ("landscape", "zone", "build", "chosen")},
        "landscape": str(first.get("landscape", "")),
        "zone": first.get("zone") or "UTC",
        "build": str(first.get("build") or ""),
        "called": _united(each.get("called") for each in runs),
        "owners": _united(each.get("owners") for each in runs),
        "seed": SEEDS_APART.join(dict.fromkeys(str(each.get("seed", "")) for each in runs)),
        "started": first.get("started", ""),
        "seconds": _seconds(runs),
        "planned": len(rows),
        "left_out": left_out,
        "chosen": selection(len(rows), sum(left_out.values())),
        "scenarios": rows,
        "unread": _listed(each.get("unread") for each in runs),
        "concessions": _listed(each.get("concessions") for each in runs),
        "seeded": _listed(each.get("seeded") for each in runs),
        "shard": None,
        "shards": [_shard_told(each) for each in records],
        "incomplete": [*incomplete(records)],
        "exit": _exit(exits),
        "interrupted": any(each.get("interrupted") for each in runs),
        "finished": bool(runs) and all(each.get("finished", True) for each in runs),
    }


def _shard_told(record: ShardRecord) -> dict[str, Any]:
    run = record.run or {}
    told = {key: run.get(key) for key in ("shard", "seed", "started", "seconds", "exit")}
    return {"record": record.name, **told}


def _exit(statuses: Sequence[int | None]) -> int | None:
    """The gravest; None if one is not known, or there is none."""
    known = [each for each in statuses if each is not None]
    if not known or len(known) < len(statuses):
        return None
    return int(gravest(Exit(each) if each in {*Exit} else Exit.CANNOT_KNOW for each in known))


def _rows(runs: Iterable[Run]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for run in runs:
        for row in run.get("scenarios", ()):
            before = found.get(row["nodeid"])
            if before is None or _rank(row) < _rank(before):
                found[row["nodeid"]] = dict(row)
    return list(found.values())


def _rank(row: Mapping[str, Any]) -> int:
    result = row.get("result")
    return GRAVEST_RESULT.index(result) if result in GRAVEST_RESULT else 0


def _left_out(runs: Sequence[Run], rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """What one record leaves out may stand in another one."""
    whole: dict[str, int] = {}
    for run in runs:
        planned = Counter(each["nodeid"].partition("::")[0] for each in run.get("scenarios", ()))
        for file, missing in (run.get("left_out") or {}).items():
            whole[file] = max(whole.get(file, 0), planned[file] + missing)
    found = Counter(each["nodeid"].partition("::")[0] for each in rows)
    return {file: count - found[file] for file, count in whole.items() if count > found[file]}


def _united(tables: Iterable[Mapping[str, str] | None]) -> dict[str, str]:
    return {key: value for each in tables for key, value in (each or {}).items()}


def _listed(lists: Iterable[Iterable[str] | None]) -> list[str]:
    return list(dict.fromkeys(each for found in lists for each in found or ()))


def _started(run: Run) -> str:
    return str(run.get("started", ""))


def _seconds(runs: Sequence[Run]) -> float | None:
    """From the start of the first to the end of the last."""
    spans = [
        (began, began + timedelta(seconds=each["seconds"]))
        for each in runs
        if (began := moment_of(_started(each))) and each.get("seconds") is not None
    ]
    if not spans:
        return None
    whole = max(end for _, end in spans) - min(began for began, _ in spans)
    return round(whole.total_seconds(), 1)


# What does not fit together ----------------------------------------------------------------------


def incomplete(records: Sequence[ShardRecord]) -> Iterator[str]:
    """Yield why these records are not one whole run: each sentence with its fix."""
    for each in records:
        if each.run is None:
            yield (
                f"{each.name} holds no record of a run, so what it would have found is unknown.\n"
                "  Run it again, or name the folder that holds its run.json."
            )
    found = [each for each in records if each.run is not None]
    yield from _foreign(found)
    yield from _missing_and_doubled(found)
    yield from _in_several(found)


def _foreign(records: Sequence[ShardRecord]) -> Iterator[str]:
    for key, of, nothing in (("landscape", "", "no landscape"), ("build", "build ", "no build")):
        values = {
            each.name: f"{of}{value}" if (value := (each.run or {}).get(key)) else nothing
            for each in records
        }
        if len(set(values.values())) > 1:
            told = joined([f"{name} is a record of {value}" for name, value in values.items()])
            yield f"{told}: these are not shards of one run.\n  Name the records of one run."
    yield from _changed(records)
    times = {
        each.name: began
        for each in records
        if each.run and (began := moment_of(_started(each.run)))
    }
    if times and max(times.values()) - min(times.values()) > MOST_APART:
        old, new = min(times, key=times.__getitem__), max(times, key=times.__getitem__)
        yield (
            f"{old} is a record of {times[old]:%d %B %Y} and {new} of {times[new]:%d %B %Y}: these "
            "are not shards of one run.\n  Name the records of one run."
        )


def _changed(records: Sequence[ShardRecord]) -> Iterator[str]:
    """What was renamed or added in between may have been run by none of them."""
    known: dict[str, tuple[str, str]] = {}
    told = set[str]()
    for each in records:
        for file, content in ((each.run or {}).get("fingerprints") or {}).items():
            first, before = known.setdefault(file, (each.name, content))
            if content != before and file not in told:
                told.add(file)
                yield (
                    f"{file} was changed between {first} and {each.name}: these are not shards of "
                    "one run.\n  Run all shards of the same files."
                )


def shard_in(run: Run) -> tuple[int, int] | None:
    """Return which shard a run is, of how many; None if it is none."""
    shard = run.get("shard")
    if not isinstance(shard, Mapping):
        return None
    return int(shard.get("index", 0)), int(shard.get("of", 0))


def _missing_and_doubled(records: Sequence[ShardRecord]) -> Iterator[str]:
    shards = {each.name: shard_in(each.run or {}) for each in records}
    known = {name: each for name, each in shards.items() if each}
    if not known:
        return
    for other in sorted(shards.keys() - known.keys()):
        yield f"{other} is no shard, and others are.\n  Name the records of one run."
    if len({of for _, of in known.values()}) > 1:
        told = joined([f"{name} is shard {at} of {of}" for name, (at, of) in known.items()])
        yield f"{told}: these are not shards of one run.\n  Name the records of one run."
        return
    of = next(iter(known.values()))[1]
    where: defaultdict[int, list[str]] = defaultdict(list)
    for name, (at, _) in known.items():
        where[at].append(name)
    if missing := [str(at) for at in range(1, of + 1) if at not in where]:
        which, is_ = ("Shard", "is") if len(missing) == 1 else ("Shards", "are")
        yield (
            f"{which} {joined(missing)} of {of} {is_} missing, so what the scenarios in there "
            "would have found is unknown.\n  Name the report folder of every shard."
        )
    for at, names in where.items():
        if len(names) > 1:
            yield (
                f"Shard {at} of {of} is there {len(names)} times ({joined(names)}), and it is not "
                "known which counts.\n  Name the folder of each shard once."
            )


def _in_several(records: Sequence[ShardRecord]) -> Iterator[str]:
    """Shards that are there twice have been named already."""
    seen: dict[str, ShardRecord] = {}
    both: Counter[tuple[str, str]] = Counter()
    for each in records:
        run = each.run or {}
        for row in run.get("scenarios", ()):
            other = seen.setdefault(row["nodeid"], each)
            if other is not each and not _same_shard(run, other.run or {}):
                both[other.name, each.name] += 1
    for (one, two), count in both.items():
        scenarios, are = counted(count, "scenario"), "is" if count == 1 else "are"
        yield (
            f"{scenarios} {are} in both {one} and {two}, and the graver result counts.\n"
            "  Name the records of one run, each once."
        )


def _same_shard(one: Run, other: Run) -> bool:
    return shard_in(one) is not None and shard_in(one) == shard_in(other)
