import { useElementSize } from '@mantine/hooks';
import { scaleBand } from '@visx/scale';
import { useState } from 'react';
import classes from './bar-plot.module.css';
import { BarSeries, type Series } from './bar-series';

type Slot = { key: string; label: string };
type Props = { label: string; slots: Slot[]; series: Series[] };

const axis = 36;
const labelWidth = 76;
const beside = 20;

/**
 * Bars over time, each series with a scale of its own below the other. One moves over the slots with the pointer or,
 * on the field that lies over the plot, with arrow keys; a screen reader hears the values of each.
 */
export function BarPlot({ label, slots, series }: Props) {
  const { ref, width: measured } = useElementSize();
  const [place, setPlace] = useState<number>();
  const width = measured || 640;
  const x = scaleBand({ domain: slots.map(({ key }) => key), range: [axis, width], padding: 0.25 });
  const last = slots.length - 1;
  const shown = Math.min(place ?? last, last);
  const wordsAt = (slot: number) =>
    `${slots[slot]?.label}: ${series.map(({ values, words }) => words(values[slot] ?? 0)).join(', ')}`;
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
              <span key={key} style={{ left: Math.min(center(slot), width - 26) }}>
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
      {place !== undefined && <Tip at={center(shown)} width={width} slot={shown} slots={slots} series={series} />}
    </div>
  );
}

type TipProps = { at: number; width: number; slot: number; slots: Slot[]; series: Series[] };

function Tip({ at, width, slot, slots, series }: TipProps) {
  // Beside the bar, on the side where there is room.
  const side = at < width / 2 ? { left: at + beside } : { right: width - at + beside };
  return (
    <div className={classes.tip} style={side} aria-hidden="true">
      <strong>{slots[slot]?.label}</strong>
      {series.map(({ name, tone, values, words }) => (
        <span key={name} className={classes.value}>
          <span className={classes.dot} data-tone={tone} />
          {words(values[slot] ?? 0)}
        </span>
      ))}
    </div>
  );
}
