import { Button, Text } from '@mantine/core';
import { safePath } from '~/lib/search-params';
import { FormStack } from '~/ui/form';
import { Notice } from '~/ui/notice';
import { outsideTexts as texts } from './outside-texts';

type Props = { name: string; next?: string; outcome?: string };

/** The way by the vendor's own log-in, and why it led nowhere. */
export default function OutsideSignIn({ name, next, outcome }: Props) {
  const told = Object.hasOwn(texts.outcomes, outcome ?? '')
    ? texts.outcomes[outcome as keyof typeof texts.outcomes]
    : null;
  return (
    <FormStack>
      {told && (
        <div role="status">
          <Notice tone="attention" title={told.title(name)}>
            {told.text}
          </Notice>
        </div>
      )}
      <Button
        component="a"
        variant="default"
        fullWidth
        href={`/login/outside?${new URLSearchParams({ next: safePath(next) })}`}
      >
        {texts.go(name)}
      </Button>
      <Text size="sm" c="dimmed" ta="center">
        {texts.or}
      </Text>
    </FormStack>
  );
}
