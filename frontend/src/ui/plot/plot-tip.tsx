import classes from './bar-plot.module.css';
import { isSplit, type Series } from './bar-series';

const beside = 20;
// In pixels: below it the halves of a plot are too narrow for what it says.
const wide = 560;

type Props = { at: number; width: number; slot: number; title: string; series: Series[] };

/** What a slot holds, beside its bars; the field over the plot says the same to whoever doesn't see it. */
export function PlotTip({ at, width, slot, title, series }: Props) {
  // On the side where there is room.
  const left = at < width / 2;
  const near = left ? { left: at + beside } : { right: width - at + beside };
  const far = left ? { right: 0 } : { left: 0 };
  return (
    <div className={classes.tip} style={width < wide ? far : near} aria-hidden="true">
      <strong>{title}</strong>
      {series.map((one) => (
        <TipSeries key={one.name} series={one} slot={slot} />
      ))}
    </div>
  );
}

function TipSeries({ series, slot }: { series: Series; slot: number }) {
  const { parts, words } = series;
  if (!isSplit(series)) {
    return (
      <span className={classes.value}>
        <span className={classes.dot} data-tone={parts[0]?.tone} />
        {words[slot]}
      </span>
    );
  }
  const some = parts.filter(({ values }) => (values[slot] ?? 0) > 0);
  return (
    <>
      <span className={classes.value}>{words[slot]}</span>
      {some.toReversed().map((part) => (
        <span key={part.name} className={classes.value} data-part>
          <span className={classes.dot} data-tone={part.tone} />
          <span className={classes.partName}>{part.name}</span>
          <span className={classes.partValue}>{part.words[slot]}</span>
        </span>
      ))}
    </>
  );
}
