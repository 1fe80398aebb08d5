"""From the answers of one system to its tables: each kind of subject, and how it is asked about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from samestory.adapters.html.config import read_page
from samestory.config.config_errors import Mistakes
from samestory.config.tables import Table
from samestory.extraction.html_page import document_of
from samestory.learn.answers import KeptAnswer
from samestory.learn.assembling import Shape, assembled
from samestory.learn.candidates import KnownSubject
from samestory.learn.mails import mail_sample, patterns_in, search_words
from samestory.learn.pages import page_parts
from samestory.learn.proposals import SubjectProposal
from samestory.learn.proposing import propose
from samestory.learn.questions import base_of, question_of
from samestory.learn.trying import Sample

Heard = tuple[KnownSubject, Sequence[KeptAnswer]]
"""What is known of a subject, and the answers about it, in the order in which they were asked."""


@dataclass(slots=True)
class LearnedSubject:
    """The table of one kind of subject: its question, what was learned, what remains open."""

    proposal: SubjectProposal
    question: dict[str, Any] = field(default_factory=dict)
    open: list[str] = field(default_factory=list)
    speaks: str = "json"
    first_answer: object = None
    unseen: bool = False
    """Whether no answer was seen."""


@dataclass(slots=True)
class LearnedSystem:
    """The tables of one system, as far as they were learned."""

    name: str
    adapter: str = "http"
    speaks: str = "json"
    base_url: str = ""
    auth: Mapping[str, Any] | None = None
    subjects: dict[str, LearnedSubject] = field(default_factory=dict)


def learn_system(
    name: str, heard: Mapping[str, Sequence[Heard]], zone: ZoneInfo | None = None
) -> LearnedSystem:
    """Return the tables of a system; `heard` is what it said, by kind of subject."""
    found = LearnedSystem(name)
    for kind, said in heard.items():
        answers = [each for _, some in said for each in some]
        found.adapter = answers[-1].adapter
        urls = [each.url for each in answers if each.url]
        found.base_url = found.base_url or (base_of(urls[-1]) if urls else "")
        learn = _BY_ADAPTER.get(found.adapter, _from_documents)
        table = learn(said, zone)
        found.subjects[kind] = table
        found.speaks = table.speaks if table.speaks != "json" else found.speaks
    return found


def _from_documents(heard: Sequence[Heard], zone: ZoneInfo | None) -> LearnedSubject:
    """Learn from JSON, or from what XML-RPC brings."""
    samples, shapes = [], list[Shape]()
    for known, answers in heard:
        document, shape = assembled([each.document for each in answers])
        samples.append(Sample(known, document))
        shapes.append(shape)
    proposal = propose(samples, zone)
    [(known, answers), *_] = heard
    is_xml = answers[0].form == "xml-rpc"
    speaks = "xml-rpc" if is_xml else shapes[0].speaks
    urls = [each.url for each in answers]
    question, unknown = question_of(speaks, shapes[0], known, urls, samples[0].document)
    return LearnedSubject(proposal, question, unknown, speaks, answers[-1].document)


def _from_pages(heard: Sequence[Heard], zone: ZoneInfo | None) -> LearnedSubject:
    """Learn from pages: their selectors first, then how the texts are read."""
    seen = [(known, answers[-1].document) for known, answers in heard]
    parts = page_parts(seen)  # type: ignore[arg-type]  # the form of the answers says so
    [(known, answers), *_] = heard
    mistakes = Mistakes("learned")
    page = read_page(Table({"page": parts}, ("learned",), mistakes)) if parts else None
    if page is None or mistakes.found:
        return LearnedSubject(
            SubjectProposal(known.kind, open=["page: no element shows a known value by itself"])
        )
    samples = [Sample(each, document_of(soup, page)) for each, soup in seen]  # type: ignore[arg-type]  # the same
    proposal = propose(samples, zone)
    proposal.open = [each for each in proposal.open if not each.startswith("record:")]
    read = {each.name for each in proposal.fields} | {proposal.key}
    question, unknown = question_of("json", Shape(), known, [answers[-1].url], None)
    question["page"] = {name: each for name, each in parts.items() if name in read}
    unknown.append('page: what stands on a page without such a record: missing = "..."')
    return LearnedSubject(proposal, question, unknown)


def _from_mails(heard: Sequence[Heard], zone: ZoneInfo | None) -> LearnedSubject:
    """Learn from mails: what programs read first, then what stands behind a word of the text."""
    raws = [(known, answers[-1].raw) for known, answers in heard]
    [(first, raw), *_] = raws
    plain = propose([mail_sample(each, known, {}) for known, each in raws], zone)
    there = {each.name for each in plain.fields}
    patterns = {name: each for name, each in patterns_in(raw, first).items() if name not in there}
    proposal = propose([mail_sample(each, known, patterns) for known, each in raws], zone)
    read = {
        name: {"pattern": each}
        for name, each in patterns.items()
        if any(str(one.words.get("at", "")) == f"read.{name}" for one in proposal.fields)
    }
    proposal.key = None
    proposal.open = [each for each in proposal.open if not each.startswith(("key:", "copies:"))]
    question: dict[str, Any] = {"find": search_words(raw, first)}
    return LearnedSubject(proposal, question | ({"read": read} if read else {}))


def _from_rows(heard: Sequence[Heard], zone: ZoneInfo | None) -> LearnedSubject:
    proposal = propose([Sample(known, answers[-1].document) for known, answers in heard], zone)
    [(_, answers), *_] = heard
    rows: Any = answers[-1].document
    columns = ", ".join(rows["rows"][0])
    key = proposal.key or "number"
    question = {"find": f"SELECT {columns} FROM orders WHERE {key} = :key"}  # noqa: S608 - it is written into a file, to be read by a person
    return LearnedSubject(proposal, question, ["find: the table that these rows are of"])


_BY_ADAPTER = {"inbox": _from_mails, "html": _from_pages, "sql": _from_rows}
