import { Link } from '@tanstack/react-router';
import { RowTitle, rowLink } from '~/ui/data-table';
import { Panel } from '~/ui/page';
import { Rows } from '~/ui/rows';
import { StatusBadge } from '~/ui/status-badge';
import { Time } from '~/ui/time';
import type { Review } from './review-page';
import { reviewTexts as texts } from './texts';

/** Who else applied from the same domain, side by side with this one. */
export function SameDomain({ others }: { others: Review['sameDomain'] }) {
  if (others.length === 0) return null;
  return (
    <Panel flush title={texts.sameDomain} lead={texts.sameDomainLead}>
      <Rows label={texts.sameDomain}>
        {others.map(({ id, companyName, contactName, email, status, submittedAt }) => ({
          key: id,
          start: (
            <RowTitle
              detail={
                <>
                  {contactName} · {email}
                  <br />
                  <Time at={submittedAt} />
                </>
              }
            >
              <Link to="/operator/applications/$id" params={{ id }} className={rowLink}>
                {companyName}
              </Link>
            </RowTitle>
          ),
          end: <StatusBadge status={status} quiet />,
        }))}
      </Rows>
    </Panel>
  );
}
