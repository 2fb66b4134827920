"""Who gets which mail, what stands in it, and that its link opens."""

from __future__ import annotations

import email.utils

from portal.mail_catcher import MailSink
from tests.delivery.steps import BASE, token_of
from tests.partners.steps import FORM, apply, approve
from tests.people import PASSWORD, Portal

APPLICANT = FORM["email"]


async def status_of(portal: Portal, token: str) -> str:
    query = "query($t: String!) { application(token: $t) { status } }"
    return str((await portal.nobody().read(query, t=token))["application"]["status"])


async def test_whoever_applies_gets_the_link_of_his_status_page(portal: Portal, sink: MailSink) -> None:
    await apply(portal)
    await portal.work()
    [mail] = sink.messages
    assert mail.to == (APPLICANT,)
    assert mail.subject == "We have your application to Partner Program"
    assert "Hello Alice Adams," in mail.text
    assert "Brightside Digital" in mail.text
    assert await status_of(portal, token_of(mail, "application/")) == "SUBMITTED"


async def test_whoever_applies_again_gets_the_link_of_the_first_application(portal: Portal, sink: MailSink) -> None:
    await apply(portal)
    await portal.work()
    first = sink.messages[0].link
    await apply(portal, companyName="Brightside again")
    await portal.work()
    mail = await sink.wait_for(to=APPLICANT, subject_contains="already with us")
    token_of(mail, "application/")
    assert mail.link == first


async def test_operators_who_review_hear_of_a_new_application_and_others_do_not(portal: Portal, sink: MailSink) -> None:
    olga = await portal.olga()
    for role in ("PARTNERSHIPS", "FINANCE", "SUPPORT"):
        await portal.superuser.execute(
            'insert into "user" (id, name, email, operator_role, created_at) values'
            " (gen_random_uuid(), %s, %s, %s, now())",
            [role, f"{role.lower()}@vendor.example", role],
        )
    application_id = await apply(portal, message="We build shops.\nSince 2011.", clientCount=12, platforms=["Shopify"])
    await portal.work()
    mails = [mail for mail in sink.messages if mail.subject == "New application: Brightside Digital"]
    assert {mail.to for mail in mails} == {("olga.admin@vendor.example",), ("partnerships@vendor.example",)}
    assert token_of(mails[0], "operator/applications/") == application_id
    assert "> We build shops.\n> Since 2011." in mails[0].text
    assert "We build shops.<br>Since 2011." in mails[0].html
    assert "Platforms: Shopify\n" in mails[0].text
    assert await olga.read("query($id: ID!) { node(id: $id) { id } }", id=application_id)


async def test_a_question_reaches_the_applicant_and_his_answer_the_operators(portal: Portal, sink: MailSink) -> None:
    olga = await portal.olga()
    application_id = await apply(portal)
    await olga.do(
        "requestApplicationChanges", "__typename", applicationId=application_id, reason="Which shops?\nName 3."
    )
    await portal.work()
    mail = await sink.wait_for(to=APPLICANT, subject_contains="A question about your application")
    assert "> Which shops?\n> Name 3." in mail.text
    token = token_of(mail, "application/")
    await portal.nobody().do("answerApplication", "__typename", token=token, message="Northwind <b>and</b> two more")
    await portal.work()
    mail = await sink.wait_for(to="olga.admin@vendor.example", subject_contains="Brightside Digital answered")
    assert token_of(mail, "operator/applications/") == application_id
    assert "> Northwind <b>and</b> two more" in mail.text
    assert "Northwind &lt;b&gt;and&lt;/b&gt; two more" in mail.html


async def test_a_rejected_applicant_reads_why(portal: Portal, sink: MailSink) -> None:
    olga = await portal.olga()
    application_id = await apply(portal)
    await olga.do("rejectApplication", "__typename", applicationId=application_id, reason="We need 5 clients.")
    await portal.work()
    mail = await sink.wait_for(to=APPLICANT, subject_contains="About your application")
    assert "> We need 5 clients." in mail.text
    assert await status_of(portal, token_of(mail, "application/")) == "REJECTED"


async def test_an_approved_applicant_gets_a_registration_link_that_says_until_when(
    portal: Portal, sink: MailSink
) -> None:
    olga = await portal.olga()
    await olga.do("updateProgram", "__typename", timeZone="Europe/Vilnius", name="Mailwave Partners")
    application_id = await approve(portal, olga)
    await portal.work()
    first = await sink.wait_for(to=APPLICANT, subject_contains="Welcome to Mailwave Partners: set up your log-in")
    query = "query($t: String!) { registration(token: $t) { status expiresAt } }"
    opened = (await portal.nobody().read(query, t=(first.link or "").rpartition("/")[2]))["registration"]
    assert opened["status"] == "OPEN"
    assert "(Europe/Vilnius)" in first.text
    await olga.do("resendRegistration", "__typename", applicationId=application_id)
    await portal.work()
    again = await sink.wait_for(to=APPLICANT, subject_contains="Welcome")
    assert again.link != first.link
    for mail, status in ((first, "REPLACED"), (again, "OPEN")):
        opened = await portal.nobody().read(query, t=(mail.link or "").rpartition("/")[2])
        assert opened["registration"]["status"] == status


async def test_a_forgotten_password_is_set_anew_by_mail_and_the_change_is_told(portal: Portal, sink: MailSink) -> None:
    await portal.alice()
    await portal.nobody().do("requestPasswordReset", "__typename", email="alice@brightside.example")
    await portal.work()
    mail = await sink.wait_for(to=APPLICANT, subject_contains="Set a new password for Partner Program")
    assert "The link works for 2 hours, and once." in mail.text
    token = token_of(mail, "reset/")
    await portal.nobody().do("resetPassword", "__typename", token=token, password=PASSWORD)
    await portal.work()
    mail = await sink.wait_for(to=APPLICANT, subject_contains="Your password for Partner Program was changed")
    assert token_of(mail, "forgot") == "forgot"


async def test_what_was_typed_breaks_no_header_and_no_page(portal: Portal, sink: MailSink) -> None:
    await portal.olga()
    # The form refuses line ends; a mail must hold even if one came in by another way.
    await apply(portal, companyName="<script>alert(1)</script>", contactName="Eve")
    evil = "Eve\r\nBcc: everybody@stranger.example\r\n\r\nBuy!"
    await portal.superuser.execute("update partner_application set company_name = company_name || %s", [evil])
    await portal.work()
    mail = await sink.wait_for(to="olga.admin@vendor.example")
    assert mail.subject == "New application: <script>alert(1)</script>Eve Bcc: everybody@stranger.example Buy!"
    assert mail.header("Bcc") is None
    assert "<script>" not in mail.html
    assert {to for caught in sink.messages for to in caught.to} == {APPLICANT, "olga.admin@vendor.example"}


async def test_nobody_can_have_links_of_his_own_mailed_to_strangers(portal: Portal, sink: MailSink) -> None:
    await apply(portal, contactName="Win at evil.example/now", companyName="https://evil.example")
    await portal.work()
    [mail] = sink.messages
    assert "evil" not in mail.text + mail.html + mail.subject
    assert "Hello there," in mail.text


async def test_a_line_that_was_typed_never_passes_for_the_link(portal: Portal, sink: MailSink) -> None:
    await portal.olga()
    application_id = await apply(portal, message=f"Hello\n{BASE}/operator/forged\n" + "x" * 2_000)
    await portal.work()
    mail = await sink.wait_for(to="olga.admin@vendor.example")
    assert mail.link == f"{BASE}/operator/applications/{application_id}"


async def test_names_of_all_languages_arrive_as_they_are(portal: Portal, sink: MailSink) -> None:
    olga = await portal.olga()
    await olga.do("updateProgram", "__typename", name="Žalgiris, Partner & “Co”")
    await apply(portal, contactName="Žofie Dvořáková", companyName="株式会社ブライト")
    await portal.work()
    mail = await sink.wait_for(to=APPLICANT)
    assert "Hello Žofie Dvořáková," in mail.text
    assert "株式会社ブライト" in mail.html
    assert email.utils.parseaddr(mail.sender)[0].startswith("Žalgiris")
    assert mail.link
