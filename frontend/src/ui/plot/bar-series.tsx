import { scaleLinear } from '@visx/scale';
import classes from './bar-plot.module.css';

/** In the order in which parts take them; what is left over, or came to nothing, is grey. */
export const plotTones = ['accent', 'amber', 'green', 'violet', 'blue'] as const;
export type PlotTone = (typeof plotTones)[number] | 'grey';

/** What a bar is made of, by slots: the values that it is drawn by, and the words for each. */
export type Part = { name: string; tone: PlotTone; values: number[]; words: string[] };

export type Series = {
  name: string;
  /** From the bottom of the bars upwards. */
  parts: Part[];
  /** Of all parts together, by slots: "3 visits". */
  words: string[];
  /** In pixels. */
  height: number;
};

/** Whether its parts have names of their own; what is not split has one, called as itself. */
export const isSplit = ({ name, parts }: Series) => parts.length > 1 || parts[0]?.name !== name;

type Props = {
  series: Series;
  slots: { key: string }[];
  x: ((key: string) => number | undefined) & { bandwidth: () => number };
  width: number;
  axis: number;
  active?: number;
};

const top = 8;
// "1.2K", for an axis has little room.
const shortNumbers = new Intl.NumberFormat('en', { notation: 'compact' });

/** The bars of one series over its own scale from 0. */
export function BarSeries({ series, slots, x, width, axis, active }: Props) {
  const { parts, height } = series;
  const sums = slots.map((_, slot) => sumAt(parts, slot));
  const lines = height > 200 ? 4 : 2;
  const y = scaleLinear({ domain: [0, Math.max(1, ...sums)], range: [height, top], nice: lines });
  const ticks = y.ticks(lines).filter(Number.isInteger);
  return (
    <div className={classes.series}>
      <SeriesName series={series} />
      <svg width={width} height={height + 1} aria-hidden="true">
        {ticks.map((tick) => (
          <g key={tick}>
            <line className={classes.line} x1={axis} x2={width} y1={y(tick) + 0.5} y2={y(tick) + 0.5} />
            <text className={classes.tick} x={axis - 8} y={y(tick)} dy="0.32em" textAnchor="end">
              {shortNumbers.format(tick)}
            </text>
          </g>
        ))}
        {slots.map(({ key }, slot) => (
          <Bar
            key={key}
            parts={parts}
            slot={slot}
            y={y}
            x={x(key) ?? 0}
            width={x.bandwidth()}
            faint={active !== undefined && active !== slot}
          />
        ))}
      </svg>
    </div>
  );
}

type BarProps = { parts: Part[]; slot: number; y: (value: number) => number; x: number; width: number; faint: boolean };

/** The parts of one slot on top of each other, a hair's breadth apart. */
function Bar({ parts, slot, y, x, width, faint }: BarProps) {
  return parts.map(({ name, tone, values }, place) => {
    const value = values[slot] ?? 0;
    const below = sumAt(parts.slice(0, place), slot);
    const height = y(below) - y(below + value);
    const gap = below > 0 && height > 3 ? 1 : 0;
    return (
      value > 0 && (
        <rect
          key={name}
          className={classes.bar}
          data-tone={tone}
          data-faint={faint || undefined}
          x={x}
          y={y(below + value)}
          width={width}
          height={height - gap}
          rx={Math.min(3, width / 4, height / 2)}
        />
      )
    );
  });
}

function SeriesName({ series }: { series: Series }) {
  const { name, parts } = series;
  const split = isSplit(series);
  return (
    <div className={classes.names}>
      {!split && <span className={classes.dot} data-tone={parts[0]?.tone} aria-hidden="true" />}
      <span>{name}</span>
      {split &&
        parts.map((part) => (
          <span key={part.name} className={classes.name}>
            <span className={classes.dot} data-tone={part.tone} aria-hidden="true" />
            <span className={classes.partName}>{part.name}</span>
          </span>
        ))}
    </div>
  );
}

const sumAt = (parts: Part[], slot: number) => parts.reduce((sum, { values }) => sum + (values[slot] ?? 0), 0);
