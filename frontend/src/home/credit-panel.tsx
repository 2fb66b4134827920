import { Button, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useForm } from '~/lib/use-form';
import { AskLine } from '~/ui/ask-line';
import { TextLink } from '~/ui/links';
import { Panel } from '~/ui/page';
import { homeTexts } from './texts';

const texts = homeTexts.credit;

/** The question that comes before any work; its page answers. */
export function CreditPanel() {
  const navigate = useNavigate();
  const form = useForm({ initialValues: { q: '' }, validate: { q: (value) => (value.trim() ? null : texts.missing) } });
  const send = ({ q }: typeof form.values) => navigate({ to: '/credit-check', search: { q: q.trim() } });
  return (
    <Panel title={texts.title} lead={texts.lead} actions={<TextLink to="/credit">{texts.rules}</TextLink>}>
      <form onSubmit={form.onSubmit(send)} noValidate>
        <AskLine bare>
          <TextInput
            aria-label={texts.field}
            placeholder={texts.field}
            inputMode="url"
            autoCapitalize="none"
            autoComplete="off"
            maxLength={200}
            {...form.field('q')}
          />
          <Button type="submit" variant="default">
            {texts.submit}
          </Button>
        </AskLine>
      </form>
    </Panel>
  );
}
