import type { ResultOf } from 'gql.tada';
import { formatMoney } from '~/lib/format';
import { sumOfMoney } from '~/lib/money';
import { Tile, Tiles } from '~/ui/tiles';
import type { ConversionFragment } from './performance.queries';
import { byCurrency, type Point } from './sums';
import { performanceTexts as texts } from './texts';

export type Conversion = ResultOf<typeof ConversionFragment>;

/** What was earned in each currency, and what became of leads and hand-overs. */
export function PerformanceFigures({
  points,
  conversions,
}: {
  points: readonly Point[];
  conversions: readonly Conversion[];
}) {
  const { leads, won, transfers, paying } = sumOfConversions(conversions);
  return (
    <Tiles label={texts.figures}>
      {byCurrency(points).map(({ currencyCode, points: some }, place) => (
        <Tile
          key={currencyCode}
          label={texts.earnedIn(currencyCode)}
          value={formatMoney(
            sumOfMoney(
              some.map(({ earned }) => earned),
              currencyCode,
            ),
          )}
          detail={texts.ofPaid(
            formatMoney(
              sumOfMoney(
                some.map(({ paid }) => paid),
                currencyCode,
              ),
            ),
          )}
          main={place === 0}
        />
      ))}
      {conversions.length > 0 && (
        <>
          <Tile label={texts.leadsWon} value={texts.partOf(won, leads)} detail={texts.ofLeads(won, leads)} />
          <Tile
            label={texts.transfersPaying}
            value={texts.partOf(paying, transfers)}
            detail={texts.ofTransfers(paying, transfers)}
          />
        </>
      )}
    </Tiles>
  );
}

/** Each lead and each hand-over began in one period, so they can be added up. */
export function sumOfConversions(conversions: readonly Conversion[]) {
  const sum = (count: (one: Conversion) => number) => conversions.reduce((all, one) => all + count(one), 0);
  return {
    leads: sum(({ registeredLeads }) => registeredLeads),
    won: sum(({ wonLeads }) => wonLeads),
    transfers: sum(({ transferredAccounts }) => transferredAccounts),
    paying: sum(({ payingAccounts }) => payingAccounts),
  };
}
