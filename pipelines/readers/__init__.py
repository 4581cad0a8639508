"""Files in: one module per format; after it, everything is a batch."""

from pipelines.readers import batch, m365_users

READERS = {"batch": batch, "m365-users": m365_users}
