"""Batches on their way in: all of them judged first, then kept one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from assets.premises import Batch, Premises, Refusal
from sql import intake, stages


def bring(premises: Premises, paths: Sequence[str]) -> None:
    """Keeps the batches in the order given; raises Refusal, with nothing kept, if one is faulty.

    Whether a later batch contradicts an earlier one of the same call is only known once that
    one has landed; it is then refused, and what came before it stays.
    """
    batches = [premises.read_batch(path) for path in paths]
    faults = [fault for batch in batches for fault in _faults(premises, batch)]
    if faults:
        raise Refusal(faults)
    for batch in batches:
        _keep(premises, batch)
        stages.landing(premises.house, premises.truths)


def _faults(premises: Premises, batch: Batch) -> list[str]:
    try:
        with intake.incoming(premises.house, batch.files):
            rows = intake.faults(premises.house)
            return batch.worded(rows) if rows else _differing(premises, batch)
    except intake.Unreadable as problem:
        return [f"{batch.files[problem.table].path}: {problem}"]


def _differing(premises: Premises, batch: Batch) -> list[str]:
    _, differing = intake.new_looks(premises.house, "incoming")
    path = batch.files["observations"].path
    return [
        f"{path}: {directory_id} at {observed_at:%Y-%m-%dT%H:%M:%SZ} landed before with other "
        f"content, in batch {landed} (a look never changes; give the new one its own moment)"
        for directory_id, observed_at, landed in differing
    ]


def _keep(premises: Premises, batch: Batch) -> None:
    house = premises.house
    with intake.incoming(house, batch.files):
        new, differing = intake.new_looks(house, "incoming")
        if differing:
            raise Refusal(_differing(premises, batch))
        if new:
            land(premises)


def land(premises: Premises) -> None:
    """Writes what came in and is new into landing, as the next batch; nothing, where none is."""
    house = premises.house
    if not intake.new_looks(house, "incoming")[0]:
        return
    sequence = intake.next_sequence(house)
    name = f"{sequence:08}-{_mark(premises)}"
    intake.new_looks(house, name)
    intake.keep(house, batch=name, sequence=sequence, recorded_at=premises.truths.now)


def _mark(premises: Premises) -> str:
    """What tells this batch from any other: a hash over the contents of its looks."""
    rows = premises.house.rows(
        "select directory_id, observed_at, users_sum, assignments_sum, subscriptions_sum "
        "from incoming.looks order by all"
    )
    return sha256(repr(rows).encode()).hexdigest()[:12]
