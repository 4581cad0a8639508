"""PORT: the rows that landing accepts of a directory, and who may hand them in.

A directory yields complete observations or none. Rows are those of a recorded batch: whoever
reads a directory, a file or an export of any kind ends with the tables of `TABLES`.
"""

from __future__ import annotations

from sql.intake import TABLES, File

__all__ = ["TABLES", "File"]
