import { VisuallyHidden } from '@mantine/core';
import {
  IconBooks,
  IconChartBar,
  IconCode,
  IconGift,
  IconLifebuoy,
  IconLink,
  IconMail,
  IconPalette,
  IconSchool,
  IconTerminal2,
  type TablerIcon,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ResultOf } from 'gql.tada';
import { useQuery } from 'urql';
import { EmptyState } from '~/ui/empty-state';
import { Failure } from '~/ui/failure';
import { IconTile } from '~/ui/icons';
import { LinkCard, LinkCards, linkCardClass } from '~/ui/link-cards';
import { Page, Panel } from '~/ui/page';
import { SkeletonLines } from '~/ui/skeleton-lines';
import { QuickLinksQuery } from './quick-links.queries';
import { quickLinksTexts as texts } from './texts';

type QuickLink = ResultOf<typeof QuickLinksQuery>['quickLinks'][number];

const icons: Record<QuickLink['kind'], TablerIcon> = {
  TRAINING: IconSchool,
  RESOURCES: IconBooks,
  API_DOCUMENTATION: IconCode,
  REPORTING: IconChartBar,
  REWARDS: IconGift,
  MESSAGES: IconMail,
  SUPPORT: IconLifebuoy,
  DEVELOPER_CONSOLE: IconTerminal2,
  BRAND_ASSETS: IconPalette,
  CUSTOM: IconLink,
};

export function QuickLinksPage() {
  const [{ data, error }, retry] = useQuery({ query: QuickLinksQuery });
  if (error && !data) return <Failure whole error={error} onRetry={() => retry({ requestPolicy: 'network-only' })} />;
  return (
    <Page title={texts.title} lead={texts.lead}>
      {data && data.quickLinks.length > 0 && (
        <LinkCards>
          {data.quickLinks.map((link) => (
            <QuickLinkCard key={link.id} link={link} />
          ))}
        </LinkCards>
      )}
      {data?.quickLinks.length === 0 && (
        <Panel flush>
          <EmptyState icon={<IconLink />} title={texts.empty.title}>
            {texts.empty.text}
          </EmptyState>
        </Panel>
      )}
      {!data && (
        <Panel>
          <SkeletonLines lines={8} />
        </Panel>
      )}
    </Page>
  );
}

function QuickLinkCard({ link: { title, description, url, kind } }: { link: QuickLink }) {
  const Icon = icons[kind];
  const tile = (
    <IconTile>
      <Icon />
    </IconTile>
  );
  return (
    <LinkCard icon={tile} description={description} external={isOutside(url)} missing={url ? undefined : texts.notYet}>
      {url ? <QuickLinkTitle title={title} url={url} /> : title}
    </LinkCard>
  );
}

function isOutside(url: string | null): boolean {
  return /^https?:\/\//i.test(url ?? '');
}

/** A target within the app, outside of it, or a mail address. */
function QuickLinkTitle({ title, url }: { title: string; url: string }) {
  if (url.startsWith('/') && !url.startsWith('//') && !url.startsWith('/files/')) {
    return (
      <Link to={url} className={linkCardClass}>
        {title}
      </Link>
    );
  }
  if (!isOutside(url) && !url.startsWith('mailto:') && !url.startsWith('/files/')) return title;
  return (
    <a href={url} className={linkCardClass} target={isOutside(url) ? '_blank' : undefined} rel="noreferrer noopener">
      {title}
      {isOutside(url) && <VisuallyHidden> ({texts.newTab})</VisuallyHidden>}
    </a>
  );
}
