import { useElementSize } from '@mantine/hooks';
import { scaleBand } from '@visx/scale';
import { useState } from 'react';
import classes from './bar-plot.module.css';
import { BarSeries, isSplit, type Series } from './bar-series';
import { PlotTip } from './plot-tip';

/** One place on the axis: `label` stands below it, `words` name it in full. */
type Slot = { key: string; label: string; words: string };
type Props = { label: string; slots: Slot[]; series: Series[] };

const axis = 40;
const labelWidth = 76;

/**
 * Bars over time, each series with a scale of its own below the other. One moves over the slots with the pointer or,
 * on the field that lies over the plot, with arrow keys; a screen reader hears the values of each, and of its parts.
 */
export function BarPlot({ label, slots, series }: Props) {
  const { ref, width: measured } = useElementSize();
  const [place, setPlace] = useState<number>();
  const width = measured || 640;
  const x = scaleBand({ domain: slots.map(({ key }) => key), range: [axis, width], padding: 0.25 });
  const last = slots.length - 1;
  const shown = Math.min(place ?? last, last);
  const wordsAt = (slot: number) => `${slots[slot]?.words}: ${series.map((one) => wordsOf(one, slot)).join(', ')}`;
  const center = (slot: number) => (x(slots[slot]?.key ?? '') ?? 0) + x.bandwidth() / 2;
  const every = Math.max(1, Math.ceil((slots.length * labelWidth) / (width - axis)));

  return (
    <div ref={ref} className={classes.plot}>
      {series.map((one) => (
        <BarSeries key={one.name} series={one} slots={slots} x={x} width={width} axis={axis} active={place} />
      ))}
      <div className={classes.labels} aria-hidden="true">
        {slots.map(
          ({ key, label: words }, slot) =>
            (last - slot) % every === 0 && (
              <span key={key} style={{ left: Math.min(center(slot), width - 30) }}>
                {words}
              </span>
            ),
        )}
      </div>
      <input
        type="range"
        className={classes.cursor}
        style={{ left: axis, width: width - axis }}
        min={0}
        max={last}
        value={shown}
        aria-label={label}
        aria-valuetext={wordsAt(shown)}
        onChange={({ currentTarget }) => setPlace(Number(currentTarget.value))}
        onFocus={() => setPlace(shown)}
        onBlur={() => setPlace(undefined)}
        onPointerMove={({ nativeEvent }) => {
          const at = Math.floor((nativeEvent.offsetX / (width - axis)) * slots.length);
          setPlace(Math.max(0, Math.min(at, last)));
        }}
        onPointerLeave={() => setPlace(undefined)}
      />
      {place !== undefined && (
        <PlotTip at={center(shown)} width={width} slot={shown} title={slots[shown]?.words ?? ''} series={series} />
      )}
    </div>
  );
}

/** "€30.00 (Northwind €20.00, Velo €10.00)" */
function wordsOf(series: Series, slot: number): string {
  const { parts, words } = series;
  const some = isSplit(series) ? parts.filter(({ values }) => (values[slot] ?? 0) > 0) : [];
  const apart = some.map((part) => `${part.name} ${part.words[slot]}`).join(', ');
  return apart ? `${words[slot]} (${apart})` : `${words[slot]}`;
}
