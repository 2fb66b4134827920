import classes from './steps.module.css';

/** What comes next, one after the other. */
export function Steps({ title, steps }: { title?: string; steps: string[] }) {
  return (
    <>
      {title && <h2 className={classes.title}>{title}</h2>}
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </>
  );
}

/** Things to know, in no order. */
export function Bullets({ points }: { points: string[] }) {
  return (
    <ul className={classes.bullets}>
      {points.map((point) => (
        <li key={point}>{point}</li>
      ))}
    </ul>
  );
}
