import { IconChartBar, IconChartBarOff } from '@tabler/icons-react';
import { useMay } from '~/lib/session';
import { EmptyState } from '~/ui/empty-state';
import { ButtonLink } from '~/ui/links';
import type { PerformancePath } from './performance-page';
import type { PerformanceSearch } from './search';
import { performanceTexts as texts } from './texts';

/**
 * Without a choice: what comes first, and nothing of the time before, which is not known here. With other days or a
 * partner chosen: that there is nothing in them.
 */
export function NothingEarned({ path, search }: { path: PerformancePath; search: PerformanceSearch }) {
  if (search.range || search.partnerId) {
    const { title, text, action } = texts.none;
    return (
      <EmptyState
        icon={<IconChartBarOff />}
        title={title}
        action={
          <ButtonLink to={path} search={{}} variant="default">
            {action}
          </ButtonLink>
        }
      >
        {text}
      </EmptyState>
    );
  }
  const { title, text } = path === '/performance' ? texts.first : texts.firstOperator;
  return (
    <EmptyState
      icon={<IconChartBar />}
      title={title}
      action={path === '/performance' ? <RegisterLead /> : <SeeRewardPlan />}
    >
      {text}
    </EmptyState>
  );
}

function RegisterLead() {
  if (!useMay('EDIT_LEADS')) return null;
  return (
    <ButtonLink to="/leads" search={{ dialog: 'register' }}>
      {texts.first.action}
    </ButtonLink>
  );
}

function SeeRewardPlan() {
  if (!useMay('VIEW_REWARD_PLAN')) return null;
  return <ButtonLink to="/operator/reward-plan">{texts.firstOperator.action}</ButtonLink>;
}

/** The server tells so many figures at once and no more. */
export function TooMuch({ path }: { path: PerformancePath }) {
  const { title, text, action } = texts.tooMuch;
  return (
    <EmptyState
      live
      icon={<IconChartBarOff />}
      title={title}
      action={
        <ButtonLink to={path} search={{}} variant="default">
          {action}
        </ButtonLink>
      }
    >
      {text}
    </EmptyState>
  );
}
