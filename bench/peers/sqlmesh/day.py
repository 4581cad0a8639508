"""Runs the project for a day given, as `sqlmesh run` would on it, with a watch on its statements.

python day.py PROJECT ACTION DAY; prints how long the statements about the model took.
"""

import json
import sys
import time
from typing import Any

from sqlmesh import Context
from sqlmesh.core.engine_adapter.base import EngineAdapter

plain = EngineAdapter._execute
spent = [0.0]


def watched(self: Any, sql: str, *given: Any, **named: Any) -> None:
    begun = time.perf_counter()
    plain(self, sql, *given, **named)
    if "history__held" in sql:
        spent[0] += time.perf_counter() - begun


EngineAdapter._execute = watched
project, action, day = sys.argv[1:]
context = Context(paths=project)
if action == "plan":
    context.plan(auto_apply=True, no_prompts=True, execution_time=day)
else:
    context.run(execution_time=day)
print(json.dumps({"seconds": spent[0]}))
