"""What the systems said during one scenario: in looks of its steps, and in the background."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from samestory.core.model import Subject
from samestory.errors import SamestoryError
from samestory.journeys.promised_person import PromisedPerson
from samestory.plugin.look_ahead import Plan
from samestory.polling.recording import Recorder, Recording


@dataclass(frozen=True)
class ScenarioTimeline:
    """The timeline of a scenario; `plan` says which systems are watched about which kinds."""

    recorder: Recorder
    plan: Plan = field(default_factory=dict)

    @property
    def recording(self) -> Recording:
        """Everything that was said so far."""
        return self.recorder.recording

    def follow(self, customer: PromisedPerson) -> None:
        """Watch what a customer was promised, from now on; called whenever she is told more."""
        for each in customer.promises:
            self.recording.note_promise(each, self.recorder.clock.now())
        for kind, systems in self.plan.items():
            for subject in _subjects(customer, kind):
                self.recorder.follow(subject, systems)


def _subjects(customer: PromisedPerson, kind: str) -> Iterable[Subject]:
    """Return the subjects of a kind of which a customer was promised something, or could ask."""
    made = [each.subject for each in customer.promises if each.subject.kind == kind]
    try:
        return made or [customer.nothing(kind).subject]
    except SamestoryError:  # it has no number yet
        return ()
