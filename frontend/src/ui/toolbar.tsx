import { Button, type ButtonProps, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { type ComponentPropsWithRef, type ReactNode, useState } from 'react';
import classes from './toolbar.module.css';

/** What stands above a list: its views, search and filters. */
export function Toolbar({ children }: { children: ReactNode }) {
  return <div className={classes.toolbar}>{children}</div>;
}

type SearchProps = { label: string; value: string; onSearch: (value: string) => void };

/** A search field that asks once typing rests; `/` jumps to it. Give it a `key` where the address may change it. */
export function SearchField({ label, value, onSearch }: SearchProps) {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  const search = useDebouncedCallback((next: string) => onSearch(next.trim()), 250);
  // The address was changed from elsewhere, by "clear the filters" or by going back.
  if (seen !== value) {
    setSeen(value);
    if (typed.trim() !== value) setTyped(value);
  }
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label={label}
      placeholder={label}
      data-search-field
      leftSection={<IconSearch size={16} />}
      value={typed}
      maxLength={200}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        search(currentTarget.value);
      }}
    />
  );
}

type ToolProps = ButtonProps &
  Omit<ComponentPropsWithRef<'button'>, keyof ButtonProps> & { icon: ReactNode; label: string; on?: boolean };

/** Opens a menu of the list; on phones its icon is enough. */
export function ToolButton({ icon, label, on = false, ...rest }: ToolProps) {
  return (
    <Button {...rest} className={classes.tool} variant="default" data-on={on || undefined} aria-label={label}>
      {icon}
      <span className={classes.toolWord}>{label}</span>
    </Button>
  );
}
