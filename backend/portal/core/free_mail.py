"""Domains at which anybody can have a mailbox, so that they stand for no company."""

from __future__ import annotations

from functools import cache
from importlib import resources


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address there: a provider's domain in ASCII, or one below it."""
    labels = domain.split(".")
    return any(".".join(labels[start:]) in _free_mail_domains() for start in range(len(labels) - 1))


@cache
def _free_mail_domains() -> frozenset[str]:
    listed = resources.files("portal.core").joinpath("free_mail_domains.txt").read_text(encoding="utf-8")
    return frozenset(line for line in listed.splitlines() if line and not line.startswith("#"))
