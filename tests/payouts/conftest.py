"""A portal whose mails are caught."""

from tests.delivery.conftest import house, mail_server, names, sink

__all__ = ["house", "mail_server", "names", "sink"]
