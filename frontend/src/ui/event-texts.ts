/** Public event types in words; an unknown one is read out as it is. */
const eventTexts: Record<string, string> = {
  'account.created': 'Account created',
  'account.confirmed': 'Account ready at the vendor',
  'account.failed': 'Account could not be made at the vendor',
  'account.updated': 'Details changed',
  'account.archived': 'Account archived',
  'account.restored': 'Account restored',
  'account.registered': 'Account made known by the vendor',
  'account.referred': 'Sign-up came by a referral link',
  'account.closed': 'Account closed at the vendor',
  'account.moved': 'Account moved here from another partner',
  'account.owner_changed': 'The account has a new owner',
  'account.transfer_sent': 'Ownership transfer sent to the client',
  'account.transfer_reminded': 'Client reminded of the transfer',
  'account.transfer_accepted': 'Transfer accepted: the client owns the account',
  'account.transfer_declined': 'Transfer declined by the client',
  'account.transfer_cancelled': 'Transfer cancelled',
  'account.transfer_expired': 'Transfer link expired',
  'account.transfer_blocked': 'Transfer blocked: the addressee owns another account',
  'account.mail_bounced': 'Mail to the client came back',
  'account.plan_selected': 'Plan chosen by the client',
  'account.plan_cancelled': 'Plan cancelled by the client',
  'account.plan_reminded': 'Client reminded to choose a plan',
  'account.access_requested': 'Access requested',
  'account.access_request_resent': 'Access request mailed again',
  'account.access_granted': 'Access granted by the client',
  'account.access_declined': 'Access request declined by the client',
  'account.access_request_cancelled': 'Access request cancelled',
  'account.access_request_expired': 'Access request expired',
  'account.access_ended': 'Access ended',
  'account.partner_unblocked': 'Requests of the partner allowed again',
  'client_link.requested': 'Link to the list of accesses asked for',
  'client_link.sent': 'Link to the list of accesses mailed to the client',
  'application.submitted': 'Application sent',
  'application.changes_requested': 'More information asked for',
  'application.answered': 'Answer sent',
  'application.approved': 'Application approved',
  'application.rejected': 'Application rejected',
  'application.repeated': 'Applied again with the same e-mail',
  'registration.sent': 'Registration link sent',
  'partner.approved': 'Partner approved',
  'partner.suspended': 'Partner suspended',
  'partner.reinstated': 'Partner reinstated',
  'partner.closed': 'Partner closed',
  'partner.updated': 'Partner’s details changed',
  'member.joined': 'Joined the team',
  'member.requested': 'Asked to join the team',
  'member.declined': 'Declined for the team',
  'member.updated': 'Role or accounts changed',
  'member.removed': 'Left the team',
  'invitation.sent': 'Colleague invited',
  'invitation.revoked': 'Invitation revoked',
  'join_request.submitted': 'Account asked for',
  'domain.added': 'Domain added',
  'domain.mail_sent': 'Mail sent to prove a domain',
  'domain.verified': 'Domain verified',
  'domain.removed': 'Domain removed',
  'referral_link.created': 'Referral link made',
  'referral_link.updated': 'Referral link changed',
  'session.refused': 'Wrong password',
  'session.started': 'Signed in',
  'session.ended': 'Signed out',
  'session.switched': 'Went to another partner',
  'password.reset_requested': 'Link for a new password asked for',
  'password.changed': 'Password changed',
  'operator.created': 'Operator added',
  'oauth_client.created': 'Tool connected',
  'program.updated': 'Program settings changed',
  'program.credit_policy_published': 'Credit policy published',
  'program.terms_published': 'Terms published',
  'program.clock_advanced': 'Test clock moved forward',
  'webhook_endpoint.created': 'Webhook endpoint added',
  'webhook_endpoint.deleted': 'Webhook endpoint removed',
  'webhook_endpoint.disabled': 'Webhook endpoint disabled by its receiver',
};

export function eventText(event: string): string {
  const words = event.replaceAll(/[._]/g, ' ');
  return eventTexts[event] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** The known types, in groups by their noun: `account`, `application`, … */
export function eventGroups(): { noun: string; types: { type: string; text: string }[] }[] {
  const nouns = [...new Set(Object.keys(eventTexts).map(nounOf))];
  return nouns.map((noun) => ({
    noun,
    types: Object.entries(eventTexts)
      .filter(([type]) => nounOf(type) === noun)
      .map(([type, text]) => ({ type, text })),
  }));
}

const nounOf = (type: string) => type.split('.')[0] ?? type;
