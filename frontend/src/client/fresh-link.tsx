import { RequestClientLink } from './client.queries';
import { Button } from './parts/button';
import { Notice, Refusals } from './parts/notice';
import { freshTexts } from './texts';
import { useAction } from './use-action';

type Props = { token: string; variant?: 'primary' | 'plain'; children?: string };

/** Has the owner mailed a fresh link to the register. The answer is always the same: it tells nothing of the account. */
export function FreshLink({ token, variant = 'primary', children = freshTexts.submit }: Props) {
  const request = useAction(RequestClientLink, (data) => data.requestClientLink);
  return (
    <div>
      <div role="status">
        {request.done && (
          <Notice tone="good" title={freshTexts.sentTitle}>
            {freshTexts.sentByToken}
          </Notice>
        )}
      </div>
      {!request.done && (
        <Button variant={variant} sending={request.sending} onClick={() => request.send({ input: { token } })}>
          {children}
        </Button>
      )}
      <Refusals messages={request.messages} />
    </div>
  );
}
