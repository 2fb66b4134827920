import { VisuallyHidden } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './checklist.module.css';

type Step = { id: string; title: string; text: string; done: boolean; action?: ReactNode };

/** Steps with what is done; the first that is left stands out and holds the action. */
export function Checklist({ steps, done }: { steps: Step[]; done: string }) {
  const next = steps.find((step) => !step.done);
  return (
    <ol className={classes.list}>
      {steps.map((step) => (
        <li
          key={step.id}
          className={classes.step}
          data-done={step.done || undefined}
          data-next={step === next || undefined}
        >
          <span className={classes.mark} aria-hidden="true">
            {step.done && <IconCheck size={14} stroke={2.5} />}
          </span>
          <div>
            <h3 className={classes.title}>
              {step.title}
              {step.done && <VisuallyHidden>, {done}</VisuallyHidden>}
            </h3>
            <p className={classes.text}>{step.text}</p>
            {step === next && step.action && <div className={classes.action}>{step.action}</div>}
          </div>
        </li>
      ))}
    </ol>
  );
}
