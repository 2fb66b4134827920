import { FormActions, FormProblem, FormStack } from './form';

type Props = { submit: string; sending: boolean; problems: string[]; onConfirm: () => void };

/** The one button of a page that a mail leads to. */
export function ConfirmByLink({ submit, sending, problems, onConfirm }: Props) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onConfirm();
      }}
    >
      <FormStack>
        <FormProblem messages={problems} />
        <FormActions submit={submit} sending={sending} wide />
      </FormStack>
    </form>
  );
}
