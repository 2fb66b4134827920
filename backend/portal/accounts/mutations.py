"""The verbs of client accounts in GraphQL: what is sent, and what is answered."""

from __future__ import annotations

import strawberry

from portal.accounts import service
from portal.accounts.graphql import ClientAccount
from portal.core.graphql import Payload, ShownNotice, verb, warnings_of
from portal.core.money import CurrencyCode
from portal.core.permissions import Permission
from portal.core.reading.declare import read
from portal.core.work import Work


@strawberry.input(description="A development account to create.")
class CreateAccountInput:
    name: str = strawberry.field(description="The store's name, 120 characters at most.")
    website: str = strawberry.field(description="The store's website.")
    platform: str | None = strawberry.field(default=None, description="The shop platform.")
    country: str | None = strawberry.field(default=None, description="ISO 3166-1 code of two letters.")
    currency_code: CurrencyCode | None = strawberry.field(default=None, description="The store's currency.")
    time_zone: str | None = strawberry.field(default=None, description="By its IANA name.")


@strawberry.type
class AccountPayload(Payload):
    account: ClientAccount | None = strawberry.field(default=None, description="The account.")


@strawberry.type(description="The new account.")
class CreateAccountPayload(AccountPayload):
    warnings: list[ShownNotice] = strawberry.field(default_factory=list, description="What should be known.")


@strawberry.input(description="What to change; what is left out stays.")
class UpdateAccountInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or the vendor's number.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description="The store's name.")
    website: str | None = strawberry.field(default=strawberry.UNSET, description="The store's website.")
    platform: str | None = strawberry.field(default=strawberry.UNSET, description="The shop platform.")
    country: str | None = strawberry.field(default=strawberry.UNSET, description="ISO 3166-1 code of two letters.")
    currency_code: CurrencyCode | None = strawberry.field(default=strawberry.UNSET, description="The store's currency.")
    time_zone: str | None = strawberry.field(default=strawberry.UNSET, description="By its IANA name.")


@strawberry.type(description="The account as it is now.")
class UpdateAccountPayload(AccountPayload):
    warnings: list[ShownNotice] = strawberry.field(default_factory=list, description="What should be known.")


@strawberry.input(description="A development account to put away.")
class ArchiveAccountInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or the vendor's number.")
    reason: str | None = strawberry.field(default=None, description="Why; it shows in the archive.")


@strawberry.type(description="The archived account.")
class ArchiveAccountPayload(AccountPayload):
    pass


@strawberry.input(description="An archived account to take up again.")
class RestoreAccountInput:
    account_id: strawberry.ID = strawberry.field(description="The account's id or the vendor's number.")
    reason: str | None = strawberry.field(default=None, description="Why; it shows in the timeline.")


@strawberry.type(description="The restored account.")
class RestoreAccountPayload(AccountPayload):
    pass


@strawberry.type
class AccountMutations:
    @verb(Permission.CREATE_ACCOUNTS)
    async def create_account(work: Work, input: CreateAccountInput) -> CreateAccountPayload:
        """Creates a development account with the store's data; the partner owns it until he transfers it."""
        saved = await service.create_account(work, vars(input))
        return CreateAccountPayload(account=read(ClientAccount, saved.account), warnings=warnings_of(saved.warnings))

    @verb(Permission.EDIT_ACCOUNTS)
    async def update_account(work: Work, input: UpdateAccountInput) -> UpdateAccountPayload:
        """Changes the store's data while the partner owns the account."""
        sent = {name: value for name, value in vars(input).items() if value is not strawberry.UNSET}
        saved = await service.update_account(work, sent.pop("account_id"), sent)
        return UpdateAccountPayload(account=read(ClientAccount, saved.account), warnings=warnings_of(saved.warnings))

    @verb(Permission.EDIT_ACCOUNTS)
    async def archive_account(work: Work, input: ArchiveAccountInput) -> ArchiveAccountPayload:
        """Puts a development account away; it stands under Archived and can be restored."""
        account = await service.archive_account(work, input.account_id, input.reason)
        return ArchiveAccountPayload(account=read(ClientAccount, account))

    @verb(Permission.EDIT_ACCOUNTS)
    async def restore_account(work: Work, input: RestoreAccountInput) -> RestoreAccountPayload:
        """Takes an archived development account up again."""
        account = await service.restore_account(work, input.account_id, input.reason)
        return RestoreAccountPayload(account=read(ClientAccount, account))
