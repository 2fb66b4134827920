import { scaleLinear } from '@visx/scale';
import { formatNumber } from '~/lib/format';
import classes from './bar-plot.module.css';

export type Series = {
  name: string;
  tone: 'accent' | 'green';
  values: number[];
  /** "3 visits" for 3. */
  words: (value: number) => string;
  /** In pixels. */
  height: number;
};

type Props = {
  series: Series;
  slots: { key: string }[];
  x: ((key: string) => number | undefined) & { bandwidth: () => number };
  width: number;
  axis: number;
  active?: number;
};

const top = 8;

/** The bars of one series over its own scale from 0. */
export function BarSeries({ series: { name, tone, values, height }, slots, x, width, axis, active }: Props) {
  const y = scaleLinear({ domain: [0, Math.max(1, ...values)], range: [height, top], nice: 2 });
  const ticks = y.ticks(2).filter(Number.isInteger);
  return (
    <div className={classes.series}>
      <div className={classes.name}>
        <span className={classes.dot} data-tone={tone} aria-hidden="true" />
        {name}
      </div>
      <svg width={width} height={height + 1} aria-hidden="true">
        {ticks.map((tick) => (
          <g key={tick}>
            <line className={classes.line} x1={axis} x2={width} y1={y(tick) + 0.5} y2={y(tick) + 0.5} />
            <text className={classes.tick} x={axis - 8} y={y(tick)} dy="0.32em" textAnchor="end">
              {formatNumber(tick)}
            </text>
          </g>
        ))}
        {slots.map(({ key }, slot) => {
          const value = values[slot] ?? 0;
          return (
            value > 0 && (
              <rect
                key={key}
                className={classes.bar}
                data-tone={tone}
                data-faint={(active !== undefined && active !== slot) || undefined}
                x={x(key)}
                y={y(value)}
                width={x.bandwidth()}
                height={height - y(value)}
                rx={Math.min(3, x.bandwidth() / 4)}
              />
            )
          );
        })}
      </svg>
    </div>
  );
}
