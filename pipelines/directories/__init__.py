"""Live directories by the kind that `directories.csv` gives them."""

from pipelines.directories.active_directory import active_directory

KINDS = {
    "active_directory": active_directory,
}
