"""The verbs of the team in GraphQL: what is sent, and what is answered."""

from __future__ import annotations

import strawberry

from portal.core.graphql import Payload, verb, verb_after
from portal.core.links import LinkKind
from portal.core.permissions import MemberRole, Permission
from portal.core.reading.declare import read
from portal.core.requests import Request
from portal.core.runtime import Runtime
from portal.core.work import Work
from portal.partners import joining
from portal.partners.graphql import TeamMember
from portal.partners.joining import Newcomer
from portal.team import invitations, members
from portal.team.graphql import Invitation


@strawberry.type
class InvitationPayload(Payload):
    invitation: Invitation | None = strawberry.field(default=None, description="The invitation as it is now.")


@strawberry.type
class MemberPayload(Payload):
    member: TeamMember | None = strawberry.field(default=None, description="The member as he is now.")


@strawberry.input(description="A colleague to ask in.")
class InviteMemberInput:
    email: str = strawberry.field(description="The colleague's address; nobody else can use the invitation.")
    role: MemberRole | None = strawberry.field(
        default=None, description="What he may do; OWNER unless told, MANAGER where managers or accounts are chosen."
    )
    account_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The accounts that he may open, by id or number; all unless told."
    )


@strawberry.type(description="The new invitation.")
class InviteMemberPayload(InvitationPayload):
    pass


@strawberry.input(description="An invitation to send once more.")
class ResendInvitationInput:
    invitation_id: strawberry.ID = strawberry.field(description="The invitation's id.")


@strawberry.type(description="The invitation with its fresh link.")
class ResendInvitationPayload(InvitationPayload):
    pass


@strawberry.input(description="An invitation to take back.")
class RevokeInvitationInput:
    invitation_id: strawberry.ID = strawberry.field(description="The invitation's id.")


@strawberry.type(description="The invitation that was taken back.")
class RevokeInvitationPayload(InvitationPayload):
    pass


@strawberry.input(description="Who comes in by a mailed link: an invitation's, or a new partner's registration link.")
class RegisterMemberInput:
    token: str = strawberry.field(description="The token at the end of the link in the mail.")
    name: str = strawberry.field(description="The member's name, 120 characters at most.")
    password: str = strawberry.field(
        description="10 to 200 characters; one's own, where the address has a log-in already."
    )
    code: str | None = strawberry.field(
        default=None,
        description="A code of the authenticator app of whoever has a log-in already, or a recovery code: once the"
        " answer was CODE_REQUIRED.",
    )


@strawberry.type(description="The member, signed in.")
class RegisterMemberPayload(MemberPayload):
    pass


@strawberry.input(description="What a member may do and open; what is left out stays.")
class UpdateMemberInput:
    member_id: strawberry.ID = strawberry.field(description="The member's id.")
    role: MemberRole | None = strawberry.field(default=None, description="What he may do from now on.")
    account_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="He opens exactly these accounts, named by id or number."
    )
    all_accounts: bool = strawberry.field(default=False, description="He opens every account.")


@strawberry.type(description="The changed member.")
class UpdateMemberPayload(MemberPayload):
    pass


@strawberry.input(description="A member to remove.")
class RemoveMemberInput:
    member_id: strawberry.ID = strawberry.field(description="The member's id; one's own, to leave the team.")


@strawberry.type(description="The removed member.")
class RemoveMemberPayload(MemberPayload):
    pass


@strawberry.input(description="Another partner of the same person.")
class SwitchPartnerInput:
    partner_id: strawberry.ID = strawberry.field(description="The partner's id, of one's memberships.")


@strawberry.type(description="Who one is at the other partner.")
class SwitchPartnerPayload(MemberPayload):
    pass


async def _who_comes(runtime: Runtime, request: Request, input: RegisterMemberInput) -> Newcomer:
    if runtime.links.read(LinkKind.JOIN, input.token):
        return await invitations.who_joins(runtime, request, input.token, input.password, input.code)
    return await joining.who_registers(runtime, request, input.token, input.password, input.code)


@strawberry.type
class TeamMutations:
    @verb(Permission.EDIT_TEAM)
    async def invite_member(work: Work, input: InviteMemberInput) -> InviteMemberPayload:
        """Asks a colleague into the team, by a link of 14 days."""
        invited = await invitations.invite_member(work, input.email, input.role, input.account_ids)
        return InviteMemberPayload(invitation=read(Invitation, invited))

    @verb(Permission.EDIT_TEAM)
    async def resend_invitation(work: Work, input: ResendInvitationInput) -> ResendInvitationPayload:
        """Mails a fresh link of 14 days; the older ones stop working."""
        resent = await invitations.resend_invitation(work, input.invitation_id)
        return ResendInvitationPayload(invitation=read(Invitation, resent))

    @verb(Permission.EDIT_TEAM)
    async def revoke_invitation(work: Work, input: RevokeInvitationInput) -> RevokeInvitationPayload:
        """Takes an invitation back; its link stops working."""
        revoked = await invitations.revoke_invitation(work, input.invitation_id)
        return RevokeInvitationPayload(invitation=read(Invitation, revoked))

    @verb_after(_who_comes, link=(LinkKind.JOIN, LinkKind.REGISTER))
    async def register_member(work: Work, input: RegisterMemberInput, newcomer: Newcomer) -> RegisterMemberPayload:
        """Comes in by a mailed link and is signed in: an invited colleague, or the first member of a new partner."""
        invited = work.runtime.links.read(LinkKind.JOIN, input.token)
        register = invitations.join if invited else joining.register_member
        joined = await register(work, input.token, input.name, newcomer)
        return RegisterMemberPayload(member=read(TeamMember, joined))

    @verb(Permission.EDIT_TEAM)
    async def update_member(work: Work, input: UpdateMemberInput) -> UpdateMemberPayload:
        """Changes what a colleague may do, and which accounts he opens."""
        member = await members.update_member(
            work, input.member_id, input.role, input.account_ids, all_accounts=input.all_accounts
        )
        return UpdateMemberPayload(member=read(TeamMember, member))

    @verb(Permission.VIEW_PROFILE)
    async def remove_member(work: Work, input: RemoveMemberInput) -> RemoveMemberPayload:
        """Ends a membership, also one's own; log-ins at this partner die at once, what was done stays."""
        return RemoveMemberPayload(member=read(TeamMember, await members.remove_member(work, input.member_id)))

    @verb(Permission.VIEW_PROFILE)
    async def switch_partner(work: Work, input: SwitchPartnerInput) -> SwitchPartnerPayload:
        """Goes to the desk of another partner to whom the same person belongs."""
        return SwitchPartnerPayload(member=read(TeamMember, await joining.switch_partner(work, input.partner_id)))
