"""Asking for an account, and letting in who asked, in GraphQL."""

from __future__ import annotations

import datetime as dt

import strawberry
from sqlalchemy import case, exists, func, or_

from portal.core.actors import LinkHolder
from portal.core.graphql import Payload, described, verb, verb_after
from portal.core.links import LinkKind, LinkStatus
from portal.core.permissions import MemberRole, Permission
from portal.core.reading.declare import caller, column, read, reads, single
from portal.core.requests import Request
from portal.core.rules import PUBLIC
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.identity.graphql import OkPayload
from portal.identity.models import User
from portal.join_requests import approval, service
from portal.join_requests.models import EmailVerificationOutcome, JoinRequest
from portal.join_requests.service import Asking
from portal.partners.graphql import TeamMember
from portal.team.mutations import MemberPayload

described(
    EmailVerificationOutcome,
    JOINED="He is a member, and signs in with his password.",
    PENDING="A colleague is to approve him.",
    ALREADY_MEMBER="He was a member before; nothing has changed.",
    NO_PARTNER="No partner has verified the address's domain: no log-in was made.",
)

_STATUS = case(
    (JoinRequest.used_at.is_not(None), LinkStatus.USED.value),
    (JoinRequest.replaced_at.is_not(None), LinkStatus.REPLACED.value),
    (JoinRequest.expires_at <= func.work_now(), LinkStatus.EXPIRED.value),
    else_=LinkStatus.OPEN.value,
)
# A log-in that this request made is none that he had.
_HAD_LOGIN = exists().where(
    User.email == JoinRequest.email, or_(JoinRequest.used_at.is_(None), User.created_at < JoinRequest.used_at)
)


@reads(JoinRequest, scope={LinkHolder: JoinRequest.id == caller.link_id})
class EmailVerification:
    """A link that was mailed to whoever asked for an account."""

    email: str
    name: str
    status: LinkStatus = column(_STATUS, "Whether the link still works.")
    expires_at: dt.datetime
    has_log_in: bool = column(
        _HAD_LOGIN, "Whether the address had a log-in before: that is used then, with the password that it has."
    )
    outcome: EmailVerificationOutcome | None
    partner_name: str | None


@strawberry.type
class JoiningQueries:
    email_verification: EmailVerification | None = single(
        "What a link that proves an e-mail address is worth.", link=LinkKind.VERIFY
    )


@strawberry.input(description="Who asks for an account.")
class RequestAccountInput:
    email: str = strawberry.field(description="The address at one's company, which a mail is sent to.")
    name: str = strawberry.field(description="One's name, 120 characters at most.")
    password: str = strawberry.field(description="10 to 200 characters; not used where the address has a log-in.")


@strawberry.type(description="Always the same, whoever asks.")
class RequestAccountPayload(OkPayload):
    pass


@strawberry.input(description="An e-mail address to prove.")
class VerifyEmailInput:
    token: str = strawberry.field(description="The token at the end of the link in the mail.")
    password: str | None = strawberry.field(
        default=None,
        description="The password that was chosen with the request, so that nobody comes in by what somebody else asked"
        " for in his name. A page for people should always ask for it; not used where the address has a log-in.",
    )


@strawberry.type(description="What came of it. Nobody is signed in by it.")
class VerifyEmailPayload(Payload):
    status: EmailVerificationOutcome | None = strawberry.field(default=None, description="What came of it.")
    member: TeamMember | None = strawberry.field(
        default=None, description="His place at the partner; null where no partner has the domain."
    )


@strawberry.input(description="Who asked for an account, to let in.")
class ApproveMemberInput:
    member_id: strawberry.ID = strawberry.field(description="A member who waits for approval.")
    role: MemberRole | None = strawberry.field(
        default=None,
        description="What he may do, nothing that the caller may not; OWNER unless told, or MANAGER where the caller"
        " may not change roles.",
    )


@strawberry.type(description="The new colleague.")
class ApproveMemberPayload(MemberPayload):
    pass


@strawberry.input(description="Who asked for an account, not to let in.")
class DeclineMemberInput:
    member_id: strawberry.ID = strawberry.field(description="A member who waits for approval.")


@strawberry.type(description="Who was declined.")
class DeclineMemberPayload(MemberPayload):
    pass


async def _ask(runtime: Runtime, request: Request, input: RequestAccountInput) -> Asking:
    return await service.read_request(runtime, request, input.email, input.name, input.password)


async def _check_choice(runtime: Runtime, _request: Request, input: VerifyEmailInput) -> None:
    await service.check_choice(runtime, input.token, input.password)


@strawberry.type
class JoiningMutations:
    @verb_after(_ask, PUBLIC)
    async def request_account(work: Work, input: RequestAccountInput, asking: Asking) -> RequestAccountPayload:
        """Asks for an account by one's e-mail address; a link is mailed there. The answer is the same for everybody."""
        await service.request_account(work, asking)
        return RequestAccountPayload(ok=True)

    @verb_after(_check_choice, link=LinkKind.VERIFY)
    async def verify_email(work: Work, input: VerifyEmailInput, _checked: None) -> VerifyEmailPayload:
        """Proves an e-mail address by the mailed link, and joins the partner whose verified domain it is at."""
        outcome, member = await service.verify_email(work, input.token)
        return VerifyEmailPayload(status=outcome, member=read(TeamMember, member) if member else None)

    @verb(Permission.EDIT_TEAM)
    async def approve_member(work: Work, input: ApproveMemberInput) -> ApproveMemberPayload:
        """Lets in a colleague who asked for an account."""
        return ApproveMemberPayload(member=read(TeamMember, await approval.approve(work, input.member_id, input.role)))

    @verb(Permission.EDIT_TEAM)
    async def decline_member(work: Work, input: DeclineMemberInput) -> DeclineMemberPayload:
        """Doesn't let in somebody who asked for an account."""
        return DeclineMemberPayload(member=read(TeamMember, await approval.decline(work, input.member_id)))
