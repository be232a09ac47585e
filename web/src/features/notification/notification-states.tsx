import type { ReactNode } from 'react';
import type { AlertRule, Notification, Webhook, WebhookDelivery } from '@/shared/api/types';
import { Sampled } from '@/shared/gallery/sampled';
import { ago, ahead, BIDI_NAME, LONG_NAME, SAMPLE_PROJECT, sampleUser, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens, Submitted } from '@/shared/gallery/specimen';
import { draftOf, newDraft } from './alert-rule-draft';
import { AlertRuleForm } from './alert-rule-form';
import { RuleCard } from './alert-rules-page';
import { InboxPanel } from './inbox-panel';
import { deliveriesQuery, inboxQuery } from './queries';
import { WebhookForm } from './webhook-form';
import { DeliveryLog, WebhookCard } from './webhooks-page';
import './notification.css';

const nothing = () => undefined;

/** The inbox, alert rules and webhooks. */
export function NotificationStates(): ReactNode {
  return (
    <>
      <Inboxes />
      <Rules />
      <RuleForms />
      <Webhooks />
      <Deliveries />
    </>
  );
}

// ------------------------------------------------------------------------------------------------------------------------ inbox

const told = (
  kind: Notification['kind'],
  severity: Notification['severity'],
  title: string,
  more: Partial<Notification> = {},
): Notification => ({
  id: `gallery-${kind}`,
  kind,
  severity,
  title,
  text: '',
  project: { id: SAMPLE_PROJECT, name: 'Churn' },
  run: { id: 'gallery-run', name: 'churn, slowly' },
  rule: { id: 'gallery-rule', name: 'What goes wrong at night' },
  place: { view: 'run', attempt: null, metricKey: null, step: null, trial: null },
  createdAt: ago(300),
  readAt: null,
  ...more,
});

const items: Notification[] = [
  told('run_failed', 'error', 'churn, slowly failed', { text: 'Input contains NaN, infinity or a value too large.' }),
  told('run_lost_contact', 'warning', 'churn, slowly lost contact', { createdAt: ago(2) }),
  told('metric', 'info', 'val/auc of churn, slowly is above 0.91', {
    text: '0.9132 at step 48,120',
    place: { view: 'charts', attempt: 1, metricKey: 'val/auc', step: 48_120, trial: null },
  }),
  told('study_improved', 'info', 'search: roc_auc improved to 0.9132', {
    text: 'By trial 17; the best before was 0.9101, of trial 9',
    place: { view: 'study', attempt: null, metricKey: null, step: null, trial: 17 },
  }),
  told('run_succeeded', 'success', `${LONG_NAME} succeeded`, {
    readAt: ago(10),
    project: { id: SAMPLE_PROJECT, name: LONG_NAME },
  }),
  told('run_cancelled', 'info', `${BIDI_NAME} was cancelled`, { readAt: ago(10), createdAt: ago(90_000), rule: null }),
  told('run_timed_out', 'warning', 'churn, slowly timed out', { readAt: ago(10) }),
  told('webhook_disabled', 'error', 'The webhook pager was disabled', {
    run: null,
    rule: null,
    place: { view: 'webhooks', attempt: null, metricKey: null, step: null, trial: null },
  }),
];

const inboxes: readonly (readonly [name: string, items: Notification[], nextCursor: string | null])[] = [
  ['Inbox', items, 'older'],
  ['Inbox: nothing is unread', items.filter((one) => one.readAt !== null), null],
  ['Inbox: empty', [], null],
];

function Inboxes() {
  const key = inboxQuery(false).queryKey;
  return (
    <Specimens title="Inbox">
      {inboxes.map(([name, shown, nextCursor]) => (
        <Specimen key={name} name={name}>
          <Sampled
            fill={({ client }) =>
              client.setQueryData(key, {
                pages: [{ items: shown, nextCursor, total: shown.length, unread: 4 }],
                pageParams: [undefined],
              })
            }
          >
            <InboxPanel onLeave={nothing} />
          </Sampled>
        </Specimen>
      ))}
      <Specimen name="Inbox: loading">
        <Sampled>
          <InboxPanel onLeave={nothing} />
        </Sampled>
      </Specimen>
      <Specimen name="Inbox: cannot be read">
        <Sampled fill={({ refuse }) => refuse(key, storeAway)}>
          <InboxPanel onLeave={nothing} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}

// ------------------------------------------------------------------------------------------------------------------------ rules

const rule = (name: string, more: Partial<AlertRule> = {}): AlertRule => ({
  id: `gallery-rule-${name}`,
  projectId: SAMPLE_PROJECT,
  name,
  shared: false,
  enabled: true,
  trigger: { statuses: ['failed', 'timed_out'] },
  scope: {},
  owner: sampleUser,
  createdAt: ago(90_000),
  lastFiredAt: null,
  ...more,
});

const metricRule = rule('The score is good', {
  shared: true,
  lastFiredAt: ago(600),
  trigger: { metric: { key: 'val/auc', aggregate: 'max', comparison: 'at_least', value: 0.91, points: 3 } },
  scope: { kind: 'training', tag: 'night', nameContains: 'churn' },
});

const studyRule = rule('The search gets somewhere', {
  trigger: { study: { improved: true, by: 0.001, ended: true } },
});

const rules: readonly (readonly [name: string, rule: AlertRule, mayChange: boolean])[] = [
  ['Rule: one’s own, never fired', rule('What goes wrong'), true],
  ['Rule: shared, of a metric', metricRule, true],
  ['Rule: shared, and not to be changed', { ...metricRule, id: 'gallery-fixed' }, false],
  ['Rule: off, of one run', rule('This run alone', { enabled: false, scope: { runId: 'gallery-run' } }), true],
  ['Rule: of studies', studyRule, true],
  ['Rule: long and turned names', rule(LONG_NAME, { scope: { nameContains: BIDI_NAME } }), true],
];

function Rules() {
  return (
    <Specimens title="Alert rules">
      {rules.map(([name, one, mayChange]) => (
        <Specimen key={name} name={name}>
          <ul>
            <RuleCard rule={one} mayChange={mayChange} onEdit={nothing} />
          </ul>
        </Specimen>
      ))}
    </Specimens>
  );
}

function RuleForms() {
  const wrong = { ...newDraft({ metricKey: 'val/auc' }), key: '', value: 'high', points: '0' };
  return (
    <Specimens title="Alert rule form">
      <Specimen name="Rule form: new">
        <AlertRuleForm projectId={SAMPLE_PROJECT} start={newDraft({})} mayShare onDone={nothing} />
      </Specimen>
      <Specimen name="Rule form: from a chart, by a viewer">
        <AlertRuleForm
          projectId={SAMPLE_PROJECT}
          start={newDraft({ runId: 'gallery-run', metricKey: 'val/auc', value: 0.9132 })}
          mayShare={false}
          onDone={nothing}
        />
      </Specimen>
      <Specimen name="Rule form: of a rule that is there">
        <AlertRuleForm
          projectId={SAMPLE_PROJECT}
          start={draftOf(metricRule)}
          rule={metricRule}
          mayShare
          onDone={nothing}
        />
      </Specimen>
      <Specimen name="Rule form: from a study">
        <AlertRuleForm
          projectId={SAMPLE_PROJECT}
          start={newDraft({ runId: 'gallery-study', study: true })}
          mayShare
          onDone={nothing}
        />
      </Specimen>
      <Specimen name="Rule form: wrong values of studies">
        <Submitted>
          <AlertRuleForm
            projectId={SAMPLE_PROJECT}
            start={{ ...newDraft({ study: true }), by: '-1' }}
            mayShare
            onDone={nothing}
          />
        </Submitted>
      </Specimen>
      <Specimen name="Rule form: wrong values">
        <Submitted>
          <AlertRuleForm projectId={SAMPLE_PROJECT} start={wrong} mayShare onDone={nothing} />
        </Submitted>
      </Specimen>
      <Specimen name="Rule form: nothing to wait for">
        <Submitted>
          <AlertRuleForm
            projectId={SAMPLE_PROJECT}
            start={{ ...newDraft({}), statuses: [] }}
            mayShare
            onDone={nothing}
          />
        </Submitted>
      </Specimen>
    </Specimens>
  );
}

// --------------------------------------------------------------------------------------------------------------------- webhooks

const tried = (attempt: number, status: number | null, error: string | null) => ({
  attempt,
  requestedAt: ago(400 - attempt * 60),
  durationMillis: 12 * attempt,
  status,
  error,
});

const delivery = (state: WebhookDelivery['state'], attempts: WebhookDelivery['attempts']): WebhookDelivery => ({
  id: `gallery-delivery-${state}-${attempts.length}`,
  event: 'run_failed',
  state,
  body: JSON.stringify({ event: 'run_failed', run: { name: LONG_NAME } }),
  createdAt: ago(500),
  nextAttemptAt: state === 'pending' ? ahead(30) : null,
  attempts,
});

const deliveries = [
  delivery('pending', []),
  delivery('pending', [tried(1, 503, null)]),
  delivery('delivered', [tried(1, null, 'no answer within 10 s'), tried(2, 204, null)]),
  delivery('failed', [tried(1, 500, null), tried(2, 500, null), tried(3, null, 'the name could not be resolved')]),
];

const webhook = (name: string, more: Partial<Webhook> = {}): Webhook => ({
  id: `gallery-webhook-${name}`,
  projectId: SAMPLE_PROJECT,
  name,
  url: 'https://hooks.example.org/signalbox',
  events: ['run_failed', 'run_timed_out', 'metric'],
  enabled: true,
  disabledReason: null,
  failuresInARow: 0,
  createdAt: ago(90_000),
  createdBy: sampleUser,
  lastDelivery: null,
  ...more,
});

const webhooks: readonly (readonly [name: string, webhook: Webhook])[] = [
  ['Webhook: nothing sent yet', webhook('pager')],
  ['Webhook: delivered', webhook('chat', { lastDelivery: deliveries[2] })],
  ['Webhook: off', webhook('old', { enabled: false, lastDelivery: deliveries[3] })],
  [
    'Webhook: disabled by itself, under a long name',
    webhook(LONG_NAME, {
      enabled: false,
      url: `https://hooks.example.org/${LONG_NAME}`,
      failuresInARow: 20,
      disabledReason: '20 deliveries in a row failed',
    }),
  ],
];

function Webhooks() {
  return (
    <Specimens title="Webhooks">
      {webhooks.map(([name, one]) => (
        <Specimen key={name} name={name}>
          <ul>
            <WebhookCard webhook={one} onEdit={nothing} onSecret={nothing} />
          </ul>
        </Specimen>
      ))}
      <Specimen name="Webhook form: new">
        <WebhookForm projectId={SAMPLE_PROJECT} onDone={nothing} />
      </Specimen>
      <Specimen name="Webhook form: wrong values">
        <Submitted>
          <WebhookForm
            projectId={SAMPLE_PROJECT}
            webhook={webhook('', { url: 'ftp://example.org', events: [] })}
            onDone={nothing}
          />
        </Submitted>
      </Specimen>
    </Specimens>
  );
}

function Deliveries() {
  const lists = [
    ['Deliveries', deliveries, 'older'],
    ['Deliveries: none', [], null],
  ] as const;
  return (
    <Specimens title="Deliveries of a webhook">
      {lists.map(([name, shown, nextCursor]) => {
        const one = webhook(name);
        return (
          <Specimen key={name} name={name}>
            <Sampled
              fill={({ client }) =>
                client.setQueryData(deliveriesQuery(SAMPLE_PROJECT, one.id).queryKey, {
                  pages: [{ items: [...shown], nextCursor, total: shown.length }],
                  pageParams: [undefined],
                })
              }
            >
              <DeliveryLog webhook={one} />
            </Sampled>
          </Specimen>
        );
      })}
      <Specimen name="Deliveries: loading">
        <Sampled>
          <DeliveryLog webhook={webhook('read later')} />
        </Sampled>
      </Specimen>
      <Specimen name="Deliveries: cannot be read">
        <Sampled
          fill={({ refuse }) => refuse(deliveriesQuery(SAMPLE_PROJECT, 'gallery-webhook-away').queryKey, storeAway)}
        >
          <DeliveryLog webhook={webhook('away')} />
        </Sampled>
      </Specimen>
    </Specimens>
  );
}
