"""How it looks: from a Document to bytes, from bytes to a file. Imports no other room."""
