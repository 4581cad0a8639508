"""Files in: one module per format; after it, everything is a batch."""

from pipelines.readers import batch

READERS = {"batch": batch}
