import { IconFileUpload } from '@tabler/icons-react';
import { type DragEvent, useId, useRef, useState } from 'react';
import classes from './file-field.module.css';

type Props = {
  label: string;
  hint: string;
  /** What stands in the field: what to do, or the name of the file. */
  words: string;
  /** Ends of names or media types, as the browser's own field takes them. */
  accept: string;
  error?: string;
  onFile: (file: File) => void;
};

/** One file, chosen or dropped. The same file may be chosen again once it was mended. */
export function FileField({ label, hint, words, accept, error, onFile }: Props) {
  const id = useId();
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);

  function drop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) onFile(file);
  }

  return (
    <div>
      <label className={classes.label} htmlFor={id}>
        {label}
      </label>
      <p id={`${id}-hint`} className={classes.hint}>
        {hint}
      </p>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way beside the field within */}
      <div
        className={classes.field}
        data-over={over || undefined}
        data-error={error ? true : undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <IconFileUpload size={20} stroke={1.6} aria-hidden="true" />
        <span className={classes.words}>{words}</span>
        <input
          ref={input}
          id={id}
          type="file"
          className={classes.input}
          accept={accept}
          aria-describedby={`${id}-hint ${id}-error`}
          aria-invalid={error ? true : undefined}
          data-autofocus
          onClick={({ currentTarget }) => {
            currentTarget.value = '';
          }}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            if (file) onFile(file);
          }}
        />
      </div>
      <p id={`${id}-error`} role="alert" className={classes.error}>
        {error}
      </p>
    </div>
  );
}
