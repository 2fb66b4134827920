import { Anchor, Button, VisuallyHidden } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { logInTexts as texts } from './texts';

type Props = { href: string; name: string };

/** The store's name, which opens the vendor's product, already signed in; above the link that covers its row. */
export function LogInLink({ href, name }: Props) {
  return (
    <Anchor
      href={href}
      target="_blank"
      rel="noopener"
      inherit
      pos="relative"
      style={{ zIndex: 1 }}
      title={texts.title(name)}
    >
      {name}
      <IconExternalLink size={14} aria-hidden style={{ marginInlineStart: 4, verticalAlign: '-2px' }} />
      <VisuallyHidden> {texts.opens}</VisuallyHidden>
    </Anchor>
  );
}

/** The same in the head of the account's own page. */
export function LogInButton({ href, name }: Props) {
  return (
    <Button
      component="a"
      variant="default"
      href={href}
      target="_blank"
      rel="noopener"
      leftSection={<IconExternalLink size={16} />}
      title={texts.title(name)}
    >
      {texts.logIn}
      <VisuallyHidden> {texts.opens}</VisuallyHidden>
    </Button>
  );
}
