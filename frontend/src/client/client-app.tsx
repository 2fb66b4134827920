import { AccessPage } from './access-page';
import { FreshLinkPage } from './fresh-link-page';
import { Broken } from './parts/broken';
import { Arrivals } from './parts/screen';
import { RegisterPage } from './register-page';
import { TransferPage } from './transfer-page';

const pages: Record<string, (props: { token: string }) => React.ReactNode> = {
  transfer: TransferPage,
  access: AccessPage,
  client: RegisterPage,
};

/** The pages that clients come to by mailed links: no log-in, no router, one page for each visit. */
export function ClientApp({ path }: { path: string }) {
  const [kind = '', token = ''] = path.split('/').filter(Boolean);
  const Page = token ? pages[kind] : undefined;
  return (
    <Broken>
      <Arrivals>{Page ? <Page token={token} /> : <FreshLinkPage />}</Arrivals>
    </Broken>
  );
}
