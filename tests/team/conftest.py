"""The portal with a mail server that catches what it sends."""

from tests.delivery.conftest import house, mail_server, names, sink

__all__ = ["house", "mail_server", "names", "sink"]
