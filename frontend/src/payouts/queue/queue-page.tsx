import { Link, useNavigate } from '@tanstack/react-router';
import { useMay } from '~/lib/session';
import { ButtonLink } from '~/ui/links';
import { Page } from '~/ui/page';
import { Toolbar } from '~/ui/toolbar';
import { Views } from '~/ui/views';
import { QueueList } from './queue-list';
import { type QueueSearch, type QueueView, queueViews } from './search';
import { queueTexts as texts } from './texts';

/** What partners asked to be paid, by what is to be done with it. */
export function QueuePage({ search }: { search: QueueSearch }) {
  const navigate = useNavigate();
  const mayBatches = useMay('VIEW_PAYOUT_BATCHES');
  return (
    <Page
      title={texts.title}
      lead={texts.lead}
      actions={
        mayBatches && (
          <ButtonLink to="/operator/payout-batches" variant="default">
            {texts.batches}
          </ButtonLink>
        )
      }
    >
      <QueueList search={search}>
        <Toolbar>
          <Views
            label={texts.views}
            views={queueViews.map((value) => ({ value, label: texts.viewNames[value] }))}
            current={search.view ?? 'REQUESTED'}
            link={(view, className, words) => (
              <Link
                key={view}
                to="/operator/withdrawals"
                search={{ view: inAddress(view) }}
                className={className}
                activeOptions={{ explicitUndefined: true }}
              >
                {words}
              </Link>
            )}
            onChoose={(view) =>
              navigate({ to: '/operator/withdrawals', search: { view: inAddress(view) }, replace: true })
            }
          />
        </Toolbar>
      </QueueList>
    </Page>
  );
}

/** What waits for approval is what the plain address shows. */
const inAddress = (view: QueueView) => (view === 'REQUESTED' ? undefined : view);
