"""`check` signs in to each live directory and says what lacks where."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from staged import failing, list_live, set_up

from pipelines.verbs import terminal

LONG = "grant the application User.Read.All and Organization.Read.All, with consent of an admin"


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(terminal, "WIDE", 80)


def test_every_directory_has_its_row_and_a_failure_the_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, narrow: None
) -> None:
    desk, stage = set_up(tmp_path, monkeypatch, "nordwind-entra", "kessler-entra", "baltica")
    stage.shows["kessler-entra"] = failing("permission", "users are not readable", LONG)
    result = desk.call("check", is_json=False)
    assert result.exit_code == 1
    assert result.stderr == "kessler-entra: permission: users are not readable\n"
    assert result.stdout.splitlines() == [
        "no faults: 1 customer, 3 directories, 1 product, 1 price",
        "directory       result      what to do",
        "nordwind-entra  ok",
        "kessler-entra   permission  grant the application User.Read.All and",
        "                            Organization.Read.All, with consent of an admin",
        "baltica         ok",
    ]
    assert not desk.data.exists()


def test_json_has_cause_and_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, stage = set_up(tmp_path, monkeypatch, "d1", "d2")
    stage.shows["d2"] = failing("sign_in", "the secret is refused", "renew it")
    result = desk.call("check")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["directories"] == [
        {"directory_id": "d1", "is_ok": True, "cause": None, "problem": None, "advice": None},
        {
            "directory_id": "d2",
            "is_ok": False,
            "cause": "sign_in",
            "problem": "the secret is refused",
            "advice": "renew it",
        },
    ]


def test_offline_asks_nobody_and_what_is_over_is_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, stage = set_up(tmp_path, monkeypatch, "d1")
    assert desk.done("check", "--offline")["directories"] == []
    list_live(desk, ["d1"], observed_to="2026-04-02")
    assert desk.done("check")["directories"] == []
    list_live(desk, ["d1"], observed_from="2026-05-01")
    assert [row["is_ok"] for row in desk.done("check")["directories"]] == [True]
    assert stage.asked == ["d1"]


def test_faults_are_said_in_json_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk, _ = set_up(tmp_path, monkeypatch, "d1")
    path = desk.estate / "directories.csv"
    path.write_text(path.read_text().replace("acme", "acne"))
    called = desk.call("check", "--offline")
    said = json.loads(called.stdout)
    assert called.exit_code == 1
    assert said["faults"] == called.stderr.splitlines()
    assert "unknown customer_id 'acne'" in said["faults"][0]
    assert (said["version"], said["rows"], said["directories"]) == (None, {}, [])


def test_all_are_asked_at_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each waits until the others have come: one after the other they would wait for ever."""
    names = [f"d{n}" for n in range(16)]
    desk, stage = set_up(tmp_path, monkeypatch, *names)
    first = stage.shows["d0"]
    arrived: list[str] = []

    async def together(staged: object, observed_at: object) -> object:
        arrived.append("one")
        while len(arrived) < len(names):
            await asyncio.sleep(0)
        return await first(staged, observed_at)  # type: ignore[arg-type]

    stage.shows = dict.fromkeys(names, together)  # type: ignore[arg-type]
    assert {row["is_ok"] for row in desk.done("check")["directories"]} == {True}
