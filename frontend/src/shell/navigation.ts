import {
  IconAdjustmentsDollar,
  IconBuildingStore,
  IconCashBanknote,
  IconChartBar,
  IconCode,
  IconCoins,
  IconGift,
  IconHistory,
  IconHome,
  IconInbox,
  IconKey,
  IconLink,
  IconLock,
  IconReceipt,
  IconRoute,
  IconScale,
  IconSettings,
  IconSettings2,
  IconShare,
  IconTargetArrow,
  IconTerminal2,
  IconUsers,
  IconWorldSearch,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Permission, useViewer } from '~/lib/session';
import { shellTexts } from './texts';

type Path =
  | '/'
  | '/accounts'
  | '/requests'
  | '/leads'
  | '/clients'
  | '/rewards'
  | '/performance'
  | '/links'
  | '/credit-check'
  | '/team'
  | '/settings'
  | '/getting-started'
  | '/quick-links'
  | '/developers/api'
  | '/developers/tokens'
  | '/operator/applications'
  | '/operator/accounts'
  | '/operator/leads'
  | '/operator/reserved-websites'
  | '/operator/credit-policy'
  | '/operator/billing-events'
  | '/operator/performance'
  | '/operator/withdrawals'
  | '/operator/adjustments'
  | '/operator/reward-plan'
  | '/operator/program'
  | '/operator/audit';

export type NavigationItem = { to: Path; label: string; short?: string; Icon: TablerIcon };
type Entry = NavigationItem & { for: 'member' | 'operator' | 'all'; needs?: Permission };

const { short } = shellTexts;
const entries: Entry[] = [
  { to: '/', label: shellTexts.home, Icon: IconHome, for: 'all' },
  {
    to: '/operator/applications',
    label: shellTexts.applications,
    Icon: IconInbox,
    for: 'operator',
    needs: 'VIEW_APPLICATIONS',
  },
  { to: '/accounts', label: shellTexts.accounts, Icon: IconBuildingStore, for: 'member', needs: 'VIEW_ACCOUNTS' },
  {
    to: '/requests',
    label: shellTexts.requests,
    short: short.requests,
    Icon: IconKey,
    for: 'member',
    needs: 'VIEW_ACCOUNTS',
  },
  { to: '/leads', label: shellTexts.leads, Icon: IconTargetArrow, for: 'member', needs: 'VIEW_LEADS' },
  { to: '/links', label: shellTexts.referralLinks, Icon: IconShare, for: 'member', needs: 'VIEW_REFERRAL_LINKS' },
  { to: '/clients', label: shellTexts.clients, Icon: IconScale, for: 'member', needs: 'VIEW_CREDIT' },
  { to: '/rewards', label: shellTexts.rewards, Icon: IconCoins, for: 'member', needs: 'VIEW_REWARDS' },
  { to: '/performance', label: shellTexts.performance, Icon: IconChartBar, for: 'member', needs: 'VIEW_REWARDS' },
  { to: '/credit-check', label: shellTexts.creditCheck, Icon: IconWorldSearch, for: 'member', needs: 'CHECK_CREDIT' },
  { to: '/team', label: shellTexts.team, Icon: IconUsers, for: 'member', needs: 'VIEW_TEAM' },
  {
    to: '/operator/accounts',
    label: shellTexts.accounts,
    Icon: IconBuildingStore,
    for: 'operator',
    needs: 'VIEW_ACCOUNTS',
  },
  { to: '/operator/leads', label: shellTexts.leads, Icon: IconTargetArrow, for: 'operator', needs: 'VIEW_LEADS' },
  {
    to: '/operator/reserved-websites',
    label: shellTexts.reservedWebsites,
    Icon: IconLock,
    for: 'operator',
    needs: 'RESERVE_WEBSITES',
  },
  {
    to: '/operator/credit-policy',
    label: shellTexts.creditPolicy,
    Icon: IconScale,
    for: 'operator',
    needs: 'VIEW_CREDIT_POLICY',
  },
  {
    to: '/operator/billing-events',
    label: shellTexts.billingEvents,
    Icon: IconReceipt,
    for: 'operator',
    needs: 'VIEW_BILLING_EVENTS',
  },
  {
    to: '/operator/performance',
    label: shellTexts.performance,
    Icon: IconChartBar,
    for: 'operator',
    needs: 'VIEW_REWARDS',
  },
  {
    to: '/operator/withdrawals',
    label: shellTexts.withdrawals,
    Icon: IconCashBanknote,
    for: 'operator',
    needs: 'VIEW_WITHDRAWALS',
  },
  {
    to: '/operator/adjustments',
    label: shellTexts.adjustments,
    Icon: IconAdjustmentsDollar,
    for: 'operator',
    needs: 'ADJUST_BALANCES',
  },
  {
    to: '/operator/reward-plan',
    label: shellTexts.rewardPlan,
    Icon: IconGift,
    for: 'operator',
    needs: 'VIEW_REWARD_PLAN',
  },
  { to: '/operator/program', label: shellTexts.program, Icon: IconSettings2, for: 'operator', needs: 'EDIT_PROGRAM' },
  { to: '/operator/audit', label: shellTexts.audit, Icon: IconHistory, for: 'operator', needs: 'VIEW_AUDIT_TRAIL' },
  {
    to: '/getting-started',
    label: shellTexts.gettingStarted,
    short: short.gettingStarted,
    Icon: IconRoute,
    for: 'member',
  },
  {
    to: '/quick-links',
    label: shellTexts.quickLinks,
    short: short.quickLinks,
    Icon: IconLink,
    for: 'all',
    needs: 'VIEW_QUICK_LINKS',
  },
  { to: '/settings', label: shellTexts.settings, Icon: IconSettings, for: 'member', needs: 'EDIT_OWN_PARTNER' },
  { to: '/developers/api', label: shellTexts.api, short: short.api, Icon: IconCode, for: 'all' },
  {
    to: '/developers/tokens',
    label: shellTexts.tokens,
    short: short.tokens,
    Icon: IconTerminal2,
    for: 'all',
    needs: 'VIEW_ACCESS_TOKENS',
  },
];

/** The pages that the viewer may open, in the order of the sidebar. */
export function navigationFor(viewer: ReturnType<typeof useViewer>): NavigationItem[] {
  if (!viewer) return [];
  return entries.filter((entry) => {
    const right = !entry.needs || viewer.permissions.includes(entry.needs);
    const person = entry.for === 'all' || (entry.for === 'member' ? viewer.member : viewer.operator);
    return right && Boolean(person);
  });
}
