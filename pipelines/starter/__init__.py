"""The estate that `init` writes: examples to be replaced, each file saying what it takes."""
