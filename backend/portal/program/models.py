"""The one row of the program, its terms, its clock."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Base, Identified

_ONE_ROW = "id = 1"


class ProvisioningBy(StrEnum):
    """Who says that a new account is there."""

    PORTAL = "PORTAL"
    VENDOR = "VENDOR"


class AwaitingPlanAccess(StrEnum):
    """As what a partner may enter an account whose client has no plan yet."""

    ADMIN = "ADMIN"
    NONE = "NONE"


class Program(Base):
    """The settings of the program; one row, made by the first migration."""

    __tablename__ = "program"
    prefix = "prog"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str] = mapped_column(doc="What the program is called.")
    support_email: Mapped[str] = mapped_column(doc="Whom partners ask for help.")
    time_zone: Mapped[str] = mapped_column(doc="The IANA time zone in which days and months begin.")
    currency_code: Mapped[str] = mapped_column(doc="The currency that new accounts and figures start with.")
    logo_url: Mapped[str | None] = mapped_column(doc="The program's logo.")
    getting_started_video_url: Mapped[str | None] = mapped_column(doc="A video for the page Getting started.")
    review_business_days: Mapped[int] = mapped_column(doc="Within how many business days applications are reviewed.")
    provisioning: Mapped[str] = mapped_column(doc="Who says that a new account is there.")
    account_id_pattern: Mapped[str] = mapped_column(doc="What the vendor's account numbers look like.")
    one_account_per_email: Mapped[bool] = mapped_column(doc="Whether one e-mail address owns one account at most.")
    awaiting_plan_access: Mapped[str] = mapped_column(doc="As what a partner may enter while a plan is waited for.")
    open_leads_per_partner: Mapped[int] = mapped_column(doc="How many leads a partner may have open at once.")
    open_leads_by_tier: Mapped[dict[str, int]] = mapped_column(
        JSONB, doc="The same for the partners of a tier, by its name."
    )
    lead_review: Mapped[bool] = mapped_column(doc="Whether the vendor's team approves each lead.")
    lead_wait_days: Mapped[int] = mapped_column(
        doc="For how many days after the end of a lead the same partner can't register the website again."
    )

    sign_up_url: Mapped[str | None] = mapped_column(
        doc="Where referral links lead: the vendor's sign-up; null means the vendor's product itself."
    )
    log_in_url: Mapped[str | None] = mapped_column(
        doc="Where the vendor's product begins a member's log-in to a client's account; null where it knows none."
    )
    payout_method_wait_hours: Mapped[int] = mapped_column(
        doc="For how many hours a new payout method waits before its first use."
    )
    second_factor_for_operators: Mapped[bool] = mapped_column(doc="Whether operators need a second factor.")
    second_factor_for_payouts: Mapped[bool] = mapped_column(
        doc="Whether members need a second factor to withdraw rewards and to change where they are paid to."
    )
    payout_name: Mapped[str | None] = mapped_column(doc="Who pays rewards out, as the bank knows him.")
    payout_iban: Mapped[str | None] = mapped_column(doc="The bank account from which rewards are paid out.")
    payout_bic: Mapped[str | None] = mapped_column(doc="The BIC of that account's bank.")

    __table_args__ = (
        CheckConstraint(_ONE_ROW, name="one_row"),
        CheckConstraint("review_business_days between 1 and 30", name="review_business_days"),
        CheckConstraint(f"provisioning in {tuple(map(str, ProvisioningBy))}", name="provisioning"),
        CheckConstraint(f"awaiting_plan_access in {tuple(map(str, AwaitingPlanAccess))}", name="awaiting_plan_access"),
        CheckConstraint("open_leads_per_partner between 1 and 10000", name="open_leads_per_partner"),
        CheckConstraint("jsonb_typeof(open_leads_by_tier) = 'object'", name="open_leads_by_tier"),
        CheckConstraint("lead_wait_days between 0 and 365", name="lead_wait_days"),
        CheckConstraint("payout_method_wait_hours between 0 and 720", name="payout_method_wait_hours"),
    )


class TermsVersion(Identified):
    """One published text of the program's terms; never changed."""

    __tablename__ = "terms_version"
    prefix = "terms"

    version: Mapped[int] = mapped_column(unique=True, doc="Counts up from 1.")
    text: Mapped[str] = mapped_column(doc="The terms, as plain text.")
    published_at: Mapped[dt.datetime] = mapped_column(doc="When it was published.")


class Clock(Base):
    """How far the test clock is ahead of the database's; one row, 0 in production."""

    __tablename__ = "clock"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    offset_seconds: Mapped[int]

    __table_args__ = (
        CheckConstraint(_ONE_ROW, name="one_row"),
        CheckConstraint("offset_seconds >= 0", name="forward_only"),
    )


class Schedule(Base):
    """When each of the worker's regular duties was last done, by the time of the work."""

    __tablename__ = "schedule"

    name: Mapped[str] = mapped_column(primary_key=True)
    last_run_at: Mapped[dt.datetime]
