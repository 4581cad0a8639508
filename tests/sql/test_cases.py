"""Every rule case, one test each, named after its file and its sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from rule_cases import Case, cases
from rule_house import USUAL, Answer, RuleHouse, table_made
from rule_numbers import FIRST
from rule_values import found, mask, total, wanted

from sql import query

CASES = cases()
# Where rules are; what is published of them (finance) repeats their columns.
STAGES = ("macros", "reference", "landing", "snapshot", "history", "ledger", "billing")
# Files with nothing to state in a case of their own.
NOTHING_TO_STATE = {
    "billing/documents/blockers": "the blockers of what was asked for, as they stand",
    "billing/documents/headers": "columns of a draft and of its customer, as they stand",
    "billing/documents/lines": "columns of the lines of a draft, as they stand",
    "billing/documents/taxes": "columns of the taxes of a draft, as they stand",
    "billing/made_of/related": "directories of a hash, told by what it follows (test_compared.py)",
    "billing/made_of/weighed": "likewise",
    "billing/made_of/made_of": "likewise",
    "billing/turned": "an update, told by the signs of an invoice that a correction joins",
    "billing/digests": "told by the hashes of drafts (test_content_hash.py)",
    "billing/unit_dues": "a part of dues, which have the cases",
    "ledger/arrived": "the files of the ledger, parsed",
    "ledger/documents": "columns of a file of the ledger, as they stand",
    "ledger/lines": "likewise",
    "ledger/taxes": "likewise",
    "ledger/touched": "customers and periods of lines, as they stand",
    "landing/observations": "the columns of a Parquet file as they stand",
    "landing/intake/landed": "the empty table",
    "history/replay/start": "a step of the three replayed tables, which have the cases",
    "history/replay/days": "likewise",
    "history/replay/placed": "likewise",
    "history/replay/pieces": "likewise",
    "history/replay/changes": "likewise",
    "history/replay/evidence": "likewise",
}


def marked(case: Case) -> Any:
    return pytest.param(case, id=str(case))


@pytest.mark.parametrize("case", map(marked, CASES))
def test_rule(case: Case, house: RuleHouse) -> None:
    if case.macro:
        assert came_of(case, house) == {k: expected(v) for k, v in case.expect.items()}
        return
    answer = played(case, house)
    columns = list(case.expect[0]) if case.expect else []
    assert all(list(row) == columns for row in case.expect), "expected rows name other columns"
    assert told(columns, house.named(answer)) == asked(columns, case.expect, answer)


def played(case: Case, house: RuleHouse) -> Answer:
    """The rows of the subject after everything that the case gives."""
    parameters = {**USUAL, **case.parameters}
    house.numbers.forget()
    # Others name these by where they stand.
    for name in sorted(case.given, key=lambda name: (*FIRST, name).index(name)):
        house.give(name, case.given[name])
    house.give_named()
    for name in case.derive:
        house.derive(name, parameters)
    answer = run(case.subject, house, parameters)
    if case.then:
        for name, rows in case.then.items():
            house.give(name, rows)
        answer = run(case.subject, house, parameters)
    return answer


def run(subject: str, house: RuleHouse, parameters: dict[str, Any]) -> Answer:
    path = query.ROOM / f"{subject}.sql"
    text = path.read_text()
    given = {k: v for k, v in parameters.items() if re.search(rf"\${k}\b", text)}
    if not path.with_suffix(".yml").exists():
        return of_statement(text, house, given)
    made = query.load(*subject.split("/"))
    if made.contract.write == "replay":
        house.replayed(made)
        return house.answer(f"from {made.table}")
    if made.contract.write == "days":
        days = "select distinct directory_id, snapshot_day from snapshot.looks"
        house.warehouse.execute(f"create or replace temp table changed_days as {days}")
    answer = house.answer(made.text, given)
    columns = list(made.contract.columns)
    assert list(answer.types) == columns[made.contract.write == "numbered" :]
    keys = Counter(tuple(row[column] for column in made.contract.grain) for row in answer.rows)
    assert [key for key, rows in keys.items() if rows > 1] == [], "one row is not what is said"
    return answer


def of_statement(text: str, house: RuleHouse, given: dict[str, Any]) -> Answer:
    """A statement that has no contract: a SELECT, or one that makes a table."""
    name = table_made(text)
    if name is None:
        return house.answer(text, given)
    house.warehouse.execute(text, given)
    return house.answer(f"from {name}")


def told(columns: Sequence[str], answer: Answer) -> list[Any]:
    return ordered([{c: found(c, row) for c in columns} for row in answer.rows])


def asked(columns: Sequence[str], rows: Sequence[Any], answer: Answer) -> list[Any]:
    return ordered(
        [
            {c: wanted(c, row[c], is_number=holds_numbers(c, answer)) for c in columns}
            for row in rows
        ]
    )


def ordered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(rows, key=lambda row: [(value is not None, str(value)) for value in row.values()])


def holds_numbers(column: str, answer: Answer) -> bool:
    kind = "DECIMAL" if column == "exact" else answer.types.get(column, "")  # two columns
    return kind.startswith("DECIMAL") or kind.endswith("INT") or kind == "INTEGER"


def came_of(case: Case, house: RuleHouse) -> dict[str, Any]:
    """What a macro makes of each list of arguments; `[days 1-3]` among them is a mask."""
    results = {}
    for arguments in case.expect:
        plain = re.sub(r"\[(days? [^\]]+|no days)\]", in_bits, str(arguments))
        ((value,),) = house.warehouse.rows(f"select {case.macro}({plain})")
        results[arguments] = total(value) if is_number(value) else value
    return results


def in_bits(match: re.Match[str]) -> str:
    return f"{mask(match[1])}::bigint"


def expected(written: object) -> object:
    if isinstance(written, bool | date):
        return written
    if isinstance(written, str) and re.match(r"days? \d|no days$", written):
        return total(mask(written))
    try:
        return total(written)
    except (SyntaxError, ValueError):
        return written


def is_number(value: object) -> bool:
    return not isinstance(value, bool | str) and re.fullmatch(r"-?[\d.]+", str(value)) is not None


@pytest.mark.parametrize("stage", STAGES)
def test_every_sql_file_of_a_stage_has_its_cases(stage: str) -> None:
    stated = {case.subject for case in CASES if case.subject.startswith(f"{stage}/")}
    there = {subject(path, query.ROOM) for path in (query.ROOM / stage).rglob("*.sql")}
    assert there - stated == {name for name in NOTHING_TO_STATE if name.startswith(f"{stage}/")}
    assert stated <= there


def subject(path: Path, root: Path) -> str:
    return path.relative_to(root).with_suffix("").as_posix()


def test_every_sentence_is_said_once() -> None:
    said = Counter(str(case) for case in CASES)
    assert [sentence for sentence, times in said.items() if times > 1] == []
