"""Reading customer lists: normalising text, parsing cells, streaming tables. No ORM in here."""
