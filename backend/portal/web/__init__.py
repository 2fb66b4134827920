"""The Starlette app: the composed schema, sessions and headers, files, the static single-page app."""
