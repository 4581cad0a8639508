"""What the verbs of the command do: read options, run a job, say what came of it."""
