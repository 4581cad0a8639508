"""Looking into live directories, many at once: complete looks, or why there is none. No dagster."""
