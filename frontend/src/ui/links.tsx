import { Anchor, type AnchorProps, Button, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type LinkAttributes = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & {
  ref?: Ref<HTMLAnchorElement>;
};

/** A link within the app, looking like text. */
export const TextLink = createLink((props: AnchorProps & LinkAttributes) => <Anchor inherit {...props} />);

/** The same within the words of a row that is a link itself: it stands above that one. */
export const AboveLink = createLink((props: AnchorProps & LinkAttributes) => (
  <Anchor inherit pos="relative" style={{ zIndex: 1, textDecoration: 'underline' }} {...props} />
));

/** A link within the app, looking like a button. */
export const ButtonLink = createLink((props: ButtonProps & Omit<LinkAttributes, keyof ButtonProps>) => (
  <Button component="a" {...props} />
));
