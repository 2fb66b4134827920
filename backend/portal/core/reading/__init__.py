"""Declared reads: a type says its table, the column of each field, its relations and who may see which rows; one
compiler turns a GraphQL selection into one SQL statement with the caller's scope in every WHERE.

* `declare` is all that a room needs: `reads`, `column`, `id_of`, `computed`, `part`, `one`, `many`, `connection`,
  `single`, `where` and `filters`.
* `prepared` keeps documents that were parsed and validated, `limits` and `cost` refuse those that ask for too much.
* `questions` keeps plans and finds them again, although variables change what a document asks for.
* `selection` merges what a document asks for: aliases, fragments, `@skip` and `@include`; `arguments` reads the rest.
* `compiler` turns a selection into SQL, with `pages` for connections, `place` for aliases and scopes, and `json_text`.
* `statement` makes text of it, once; `plan` puts the root fields of an operation into one, `payload` a mutation's.
* `reader` runs it together with the statement that authenticates, on `connections` of its own.
* `finish` does what is left to do in Python: computed fields.
* `totals` reads how many rows a list has from counters, where these can tell.
* `registry` holds what the types of a schema declare, and refuses what can't hold; `check` asks the database, too.
"""
