import { useForm } from '~/lib/use-form';
import { frameTexts } from '../texts';
import { Button } from './button';
import { Dialog } from './dialog';
import { Checkbox, TextArea } from './field';
import { Refusals } from './notice';
import classes from './reason-dialog.module.css';

type Texts = { title: string; text: string; reason: string; hint: string; confirm: string; block?: string };
type Props = {
  texts: Texts;
  sending: boolean;
  refusals: readonly string[];
  onConfirm: (reason: string | null, block: boolean) => void;
  onClose: () => void;
};

/** Asks once more before a no, with room for a reason that the agency reads. */
export function ReasonDialog({ texts, sending, refusals, onConfirm, onClose }: Props) {
  const form = useForm({ initialValues: { reason: '', block: false } });
  return (
    <Dialog title={texts.title} onClose={onClose}>
      <form
        className={classes.form}
        noValidate
        onSubmit={form.onSubmit(({ reason, block }) => onConfirm(reason.trim() || null, block))}
      >
        <p className={classes.text}>{texts.text}</p>
        <TextArea label={texts.reason} hint={texts.hint} maxLength={1000} {...form.field('reason')} />
        {texts.block && <Checkbox label={texts.block} {...form.checkbox('block')} />}
        <Refusals messages={refusals} />
        <div className={classes.actions}>
          <Button variant="plain" onClick={onClose}>
            {frameTexts.back}
          </Button>
          <Button variant="danger" type="submit" sending={sending}>
            {texts.confirm}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
