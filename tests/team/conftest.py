"""A portal whose mails are caught, and which asks a name server of the test."""

from tests.domains.conftest import house, mail_server, names, sink

__all__ = ["house", "mail_server", "names", "sink"]
