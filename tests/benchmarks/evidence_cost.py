"""What the bundle costs: the seconds that a verdict's evidence takes, beside those of its journey.

`python -m tests.benchmarks.evidence_cost REPORT` measures with the verdicts of a recorded run.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from samestory.core.model import Evidence, Observation
from samestory.core.verdict import Verdict
from samestory.redaction import Masker, masked
from samestory.replay.judging import judge_again
from samestory.report.bundle.bundle_reader import RecordedBundle, read_bundle
from samestory.report.bundle.bundle_writer import BundleWriter
from samestory.report.bundle.judgement_lines import RecordedJudgement
from samestory.report.run_writer import ScenarioInfo

LIMIT = 0.15


def main(report: Path) -> int:
    """Measure and print; 1 if evidence adds more than it may to a journey."""
    bundle, masker = read_bundle(report), Masker(["a-secret-of-24-characters"])
    costs, shares = [], []
    with TemporaryDirectory() as folder:
        writer = BundleWriter(Path(folder), "1", masker.mask)
        for each in bundle.judgements:
            verdict = _with_evidence(bundle, each)
            if verdict is None or verdict.basis is None or len(verdict.basis.looks) < 2:
                continue
            hidden = masked(verdict, masker.mask)
            begun = time.perf_counter()
            writer.add(hidden, ScenarioInfo("n", "j", None, "s", ()))
            costs.append(time.perf_counter() - begun)
            said = [one for look in verdict.basis.looks for one in look]
            waited = max(e.at for e in said) - min(e.at - e.took for e in said)
            shares.append(costs[-1] / waited.total_seconds())
    sys.stdout.write(
        f"{len(costs)} verdicts: {median(costs) * 1000:.1f} ms each (median), "
        f"{max(costs) * 1000:.1f} ms (most); {median(shares):.2%} of the time "
        f"that was waited for agreement (median), {max(shares):.2%} (most).\n"
    )
    return 0 if median(shares) <= LIMIT else 1


def _with_evidence(bundle: RecordedBundle, judgement: RecordedJudgement) -> Verdict | None:
    verdict = judge_again(judgement).verdict
    if verdict is None or verdict.basis is None:
        return None
    known = {id(each): _full(bundle, judgement, each) for each in judgement.observations}
    looks = tuple(tuple(known.get(id(e), e) for e in look) for look in verdict.basis.looks)
    timeline = tuple(
        replace(look, observations=said)
        for look, said in zip(verdict.timeline, looks, strict=False)
    )
    return replace(verdict, basis=replace(verdict.basis, looks=looks), timeline=timeline)


def _full(bundle: RecordedBundle, judgement: RecordedJudgement, said: Observation) -> Observation:
    pieces = (
        Evidence(each.name, each.media_type, bundle.content(each) or b"")
        for each in judgement.pieces(said)
    )
    return replace(said, evidence=tuple(pieces))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
