import { useMantineColorScheme } from '@mantine/core';
import { useApi } from '../api/queries';
import { Choice } from '../elements/Choice';
import { Page, Panel } from '../elements/Page';
import { ErrorMessage, Loading } from '../elements/States';
import { Tag } from '../elements/Tag';
import { inertLine } from '../elements/text';
import { host } from '../api/host';
import { MeDocument } from '../generated/graphql';
import { offsetText } from '../time/format';
import { setZone, useZone } from '../time/settings';
import classes from './SettingsPage.module.css';

const ROLES: [string, string][] = [
  ['Viewer', 'reads events'],
  ['Analyst', 'reads events, also by SQL'],
  ['Operator', 'reads events and decides on approvals'],
  ['Admin', 'may do all of it'],
];

/** Who one is here, how tools get in, and how it looks. */
export function SettingsPage() {
  const me = useApi(MeDocument, {});
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const zone = useZone();
  return (
    <Page title="Settings">
      <div className={classes.columns}>
        <Panel title="You">
          {me.error ? (
            <ErrorMessage error={me.error} onRetry={() => void me.refetch()} />
          ) : !me.data ? (
            <Loading rows={3} />
          ) : (
            <dl className={classes.facts}>
              <dt>Name</dt>
              <dd className={classes.name}>{inertLine(me.data.me.name, 200)}</dd>
              <dt>Roles</dt>
              <dd className={classes.roles}>
                {me.data.me.roles.map((role) => (
                  <Tag key={role} tone="accent">
                    {role}
                  </Tag>
                ))}
              </dd>
              {me.data.me.tenantId && (
                <>
                  <dt>Tenant</dt>
                  <dd className={classes.name}>
                    {inertLine(me.data.me.tenantId, 200)}; events of others are not shown
                  </dd>
                </>
              )}
              <dt>Personal data</dt>
              <dd>
                {me.data.me.showsPersonalData
                  ? 'shown'
                  : 'not shown: names, addresses and values read as if there were none'}
              </dd>
            </dl>
          )}
          <h3 className={classes.sub}>What roles may do</h3>
          <dl className={classes.facts}>
            {ROLES.map(([role, what]) => (
              <div key={role} style={{ display: 'contents' }}>
                <dt>{role}</dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
        </Panel>
        <Panel title="Appearance">
          <div className={classes.setting}>
            <span>Colours</span>
            <Choice
              label="Colours"
              value={colorScheme}
              onChange={setColorScheme}
              options={[
                { value: 'auto', text: 'As the system' },
                { value: 'light', text: 'Light' },
                { value: 'dark', text: 'Dark' },
              ]}
            />
          </div>
          <div className={classes.setting}>
            <span>Times</span>
            <Choice
              label="Times"
              value={zone}
              onChange={setZone}
              options={[
                { value: 'local', text: `Of this place (${offsetText(new Date(), 'local')})` },
                { value: 'utc', text: 'UTC' },
              ]}
            />
          </div>
          <p className="dim">
            Both are kept in this browser. Links carry times without a zone of their own, so a colleague sees the same
            range in theirs.
          </p>
        </Panel>
        <Panel title="Tokens for tools">
          <p>
            Programs read the log with a token of the configuration section <code>Audit:Access:Tokens</code>, which
            holds its name, its SHA-256 and its roles. The token itself is stored nowhere, and this page cannot show it.
          </p>
          <pre className={classes.code}>
            <code>{`TOKEN=$(openssl rand -hex 24)
printf %s "$TOKEN" | sha256sum   # Audit:Access:Tokens:0:Sha256
curl -H "Authorization: Bearer $TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"query":"{ me { name roles } }"}' \\
  ${new URL(host.graphql, location.origin).href}`}</code>
          </pre>
        </Panel>
      </div>
    </Page>
  );
}
