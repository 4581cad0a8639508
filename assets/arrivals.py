"""Batches on their way in: all of them judged first, then kept one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from assets.premises import Batch, Premises, Refusal
from sql import intake, stages


def bring(premises: Premises, paths: Sequence[str]) -> None:
    """Keeps the batches in the order given; raises Refusal, with nothing kept, if one is faulty.

    A batch that comes alone is read once: what was judged is kept. Whether one of several
    contradicts an earlier one of the same call is only known once that one has landed; it is then
    refused, and what came before it stays.
    """
    batches = [premises.read_batch(path) for path in paths]
    is_alone = len(batches) == 1
    faults = [fault for batch in batches for fault in _faults(premises, batch, lands=is_alone)]
    if faults:
        raise Refusal(faults)
    for batch in batches:
        if not is_alone:
            _keep(premises, batch)
        stages.landing(premises.house, premises.truths)


def _faults(premises: Premises, batch: Batch, *, lands: bool) -> list[str]:
    try:
        with intake.incoming(premises.house, batch.files):
            rows = intake.faults(premises.house)
            return batch.worded(rows) if rows else _differing(premises, batch, lands=lands)
    except intake.Unreadable as problem:
        return [f"{batch.files[problem.table].path}: {problem}"]


def _differing(premises: Premises, batch: Batch, *, lands: bool) -> list[str]:
    """Looks of what is incoming that landed before with other content; where there are none, the
    batch lands if it may."""
    new, differing = intake.new_looks(premises.house)
    if lands and not differing:
        land(premises, new)
    path = batch.files["observations"].path
    return [
        f"{path}: {directory_id} at {observed_at:%Y-%m-%dT%H:%M:%SZ} landed before with other "
        f"content, in batch {landed} (a look never changes; give the new one its own moment)"
        for directory_id, observed_at, landed in differing
    ]


def _keep(premises: Premises, batch: Batch) -> None:
    with intake.incoming(premises.house, batch.files):
        if differing := _differing(premises, batch, lands=True):
            raise Refusal(differing)


def land(premises: Premises, new: int) -> None:
    """Writes what came in and is new into landing, as the next batch; nothing, where none is."""
    if not new:
        return
    sequence = intake.next_sequence(premises.house)
    name = f"{sequence:08}-{_mark(premises)}"
    now = premises.truths.now
    intake.keep(premises.house, batch=name, sequence=sequence, recorded_at=now)


def _mark(premises: Premises) -> str:
    """What tells this batch from any other: a hash over the contents of its looks."""
    rows = premises.house.rows(
        "select directory_id, observed_at, users_sum, assignments_sum, subscriptions_sum "
        "from incoming.looks order by all"
    )
    return sha256(repr(rows).encode()).hexdigest()[:12]
