"""Declared reads: a type says its table, the column of each field, its relations and who may see which rows; one
compiler turns a GraphQL selection into one SQL statement with the caller's scope in every WHERE.

* `declare` is all that a room needs: `reads`, `column`, `id_of`, `computed`, `part`, `one`, `many`, `connection`,
  `single`, `where` and `filters`.
* `selection` merges what a document asks for: aliases, fragments, `@skip` and `@include`.
* `compiler` turns a selection into SQL, `shape` turns the database's JSON into what GraphQL answers with.
* `totals` reads how many rows a list has from counters, where these can tell.
* `registry` holds what the types of a schema declare, and refuses what can't hold; `check` asks the database, too.
* `plan` puts the root fields of an operation, or what a mutation's payload shows, into one statement.
"""
