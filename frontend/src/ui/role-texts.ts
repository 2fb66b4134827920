/** What a member's role is called, and what it lets one do. */
export const roleTexts = {
  OWNER: { name: 'Owner', text: 'Can do everything, and opens every account.' },
  MANAGER: { name: 'Manager', text: 'Can do everything but change roles, payout methods and withdrawals.' },
  FINANCE: { name: 'Finance', text: 'Reads everything, and looks after payouts.' },
  DEVELOPER: { name: 'Developer', text: 'Reads accounts, and looks after tokens and webhooks.' },
  VIEWER: { name: 'Viewer', text: 'Reads everything, and changes nothing.' },
} as const;

export type Role = keyof typeof roleTexts;
export const roles = Object.keys(roleTexts) as Role[];
