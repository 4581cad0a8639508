"""Active Directory over LDAP: the users below a base DN, and the groups that count as SKUs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from operator import itemgetter
from typing import TypeVar

from assets.directory import Observation, Probe, Row, Unobserved
from pipelines.directories.domain import groups, people
from pipelines.directories.domain.controllers import served
from pipelines.directories.domain.deadline import Deadline
from pipelines.directories.domain.faults import AGAIN, LATE, Fault
from pipelines.directories.domain.line import Line, SignIn
from pipelines.directories.domain.pages import Search, pages
from pipelines.directories.domain.root import root, state
from pipelines.estate.model import Connection

T = TypeVar("T")

# The thread is given a little less than the caller waits, so that its own sentence comes first.
SHARE = 0.95


@dataclass(frozen=True, slots=True)
class ActiveDirectory:
    """A base DN and how to sign in there. It only ever reads."""

    directory_id: str
    base_dn: str
    connection: Connection = field(repr=False)
    environ: Mapping[str, str] = field(repr=False)
    deadline_seconds: float

    async def observe(self, observed_at: datetime) -> Observation:
        """Users first, then the groups; all from one controller, or nothing."""
        users, held = await self._served(lambda line: self._read(line, observed_at))
        return Observation(self.directory_id, observed_at, users, held)

    async def check(self) -> None:
        """Signs in, and reads the first page of users and of groups."""
        await self._served(self._first_pages)

    async def probe(self, token: str | None) -> Probe:
        """Compares the number of the controller's last change, of whatever it was."""
        found = await self._served(state)
        return Probe(found != token, found)

    def _read(self, line: Line, observed_at: datetime) -> tuple[list[Row], list[Row]]:
        """In the order of ids, so that two controllers give the same rows of the same data."""
        domain = root(line)
        users = people.users(line, domain, self.base_dn, observed_at)
        named = self._named()
        held = groups.assignments(line, domain, named, users) if named else []
        return [users[one].row for one in sorted(users)], sorted(held, key=itemgetter(0, 1))

    def _first_pages(self, line: Line) -> None:
        domain = root(line)
        page = next(pages(line, people.search(self.base_dn)))
        found = dict(people.people(page, people.Moment.of(domain, datetime.now(UTC))))
        people.require(found, domain, self.base_dn)
        if named := self._named():
            groups.require(next(pages(line, named)))

    def _named(self) -> Search | None:
        """The search for the groups that count as SKUs, where any do; Fault for a bad filter."""
        given = self.connection.group_filter.strip()
        return groups.search(self.base_dn, given) if given else None

    async def _served(self, work: Callable[[Line], T]) -> T:
        """In a thread of its own: in a pool that others fill, the deadline would pass waiting."""
        pool = ThreadPoolExecutor(1, "active_directory")
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self.deadline_seconds):
                return await loop.run_in_executor(pool, self._worked, work)
        except Fault as problem:
            cause, said, advice = problem.cause, problem.problem, problem.advice
        except TimeoutError:
            cause, said, advice = "network", LATE, AGAIN
        finally:
            pool.shutdown(wait=False)
        raise Unobserved(self.directory_id, cause, said, advice)

    def _worked(self, work: Callable[[Line], T]) -> T:
        deadline = Deadline.within(self.deadline_seconds * SHARE)
        self._named()  # What is wrong with the filter is so at every controller.
        return served(self._sign_in(), deadline, work)

    def _sign_in(self) -> SignIn:
        given = self.connection
        password = self.environ.get(given.password_env, "")
        if not password:
            problem = f"environment variable {given.password_env} is not set"
            raise Fault("sign_in", problem, "set it to the password of the account")
        hosts = tuple(given.host.replace(",", " ").split())
        if not hosts:
            raise Fault("network", "host names no domain controller", "name one")
        is_ldaps = given.tls != "starttls"
        return SignIn(hosts, given.port, is_ldaps, given.ca_file, given.user, password)


def active_directory(
    directory_id: str,
    base_dn: str,
    connection: Connection,
    *,
    environ: Mapping[str, str],
    deadline_seconds: float,
) -> ActiveDirectory:
    """The directory at a base DN, signed in to as its connection says."""
    return ActiveDirectory(directory_id, base_dn, connection, environ, deadline_seconds)
