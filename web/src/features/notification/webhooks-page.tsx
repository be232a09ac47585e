import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import type { Webhook, WebhookDelivery } from '@/shared/api/types';
import { formatDuration } from '@/shared/format/format';
import { Button, IconButton } from '@/shared/ui/button';
import { CopyButton } from '@/shared/ui/copy-button';
import { ConfirmDialog, Dialog } from '@/shared/ui/dialog';
import { Banner, EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { Icon, type IconName } from '@/shared/ui/icon';
import { PageHeader } from '@/shared/ui/page';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { TimeAgo } from '@/shared/ui/time';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';
import { deliveriesQuery, webhooksQuery } from './queries';
import { SettingsNav } from './settings-nav';
import { WebhookForm } from './webhook-form';
import type { WebhooksSearch } from './webhook-search';
import { eventWords } from './webhook-words';
import './notification.css';

export function WebhooksPage(): ReactNode {
  const { projectId = '' } = useParams({ strict: false });
  const webhooks = useQuery(webhooksQuery(projectId));
  const [edited, setEdited] = useState<Webhook | 'new' | undefined>();
  const [secret, setSecret] = useState<string | undefined>();
  const create = (
    <Button kind="primary" icon="plus" onClick={() => setEdited('new')}>
      New webhook
    </Button>
  );
  return (
    <div className="page">
      <PageHeader
        title="Settings"
        documentTitle="Webhooks"
        actions={webhooks.data?.items.length ? create : undefined}
      />
      <SettingsNav projectId={projectId} />
      {webhooks.isPending && <Skeleton rows={4} height={96} />}
      {webhooks.isError && <ProblemView error={webhooks.error} onRetry={() => void webhooks.refetch()} />}
      {webhooks.data?.items.length === 0 && (
        <EmptyState icon="link" title="No webhook yet" action={create}>
          A webhook sends what the project’s shared alert rules tell to an address of yours, signed, and tries again
          when that fails.
        </EmptyState>
      )}
      {webhooks.data && webhooks.data.items.length > 0 && (
        <ul className="webhook-list">
          {webhooks.data.items.map((webhook) => (
            <WebhookCard
              key={webhook.id}
              webhook={webhook}
              onEdit={() => setEdited(webhook)}
              onSecret={(next) => setSecret(next)}
            />
          ))}
        </ul>
      )}
      <Dialog
        opened={edited !== undefined}
        title={edited === 'new' ? 'New webhook' : 'Change the webhook'}
        onClose={() => setEdited(undefined)}
      >
        {edited !== undefined && (
          <WebhookForm
            projectId={projectId}
            webhook={edited === 'new' ? undefined : edited}
            onDone={(made) => {
              setEdited(undefined);
              setSecret(made);
            }}
          />
        )}
      </Dialog>
      <Dialog opened={secret !== undefined} title="The signing secret" onClose={() => setSecret(undefined)}>
        {secret !== undefined && (
          <div className="stack secret-once">
            <p>Give it to the receiver now: it is shown once. It proves that a delivery comes from here.</p>
            <p className="row">
              <code data-testid="webhook-secret">{secret}</code>
              <CopyButton text={secret} label="Copy the secret" />
            </p>
            <div className="dialog-actions">
              <Button kind="primary" onClick={() => setSecret(undefined)}>
                I have it
              </Button>
            </div>
          </div>
        )}
      </Dialog>
    </div>
  );
}

interface WebhookCardProps {
  webhook: Webhook;
  onEdit: () => void;
  onSecret: (secret: string) => void;
}

export function WebhookCard({ webhook, onEdit, onSecret }: WebhookCardProps) {
  const { log } = useSearch({ strict: false }) as WebhooksSearch;
  const navigate = useNavigate();
  const opened = log === webhook.id;
  return (
    <li className="card">
      <div className="row spread">
        <div className="row">
          <strong>{webhook.name}</strong>
          {!webhook.enabled && <span className="chip">off</span>}
        </div>
        <WebhookActions webhook={webhook} onEdit={onEdit} onSecret={onSecret} />
      </div>
      <p className="webhook-url">
        <code>{webhook.url}</code>
      </p>
      <p className="muted small">
        {webhook.events.map((event) => eventWords[event]).join(' · ')} — by {webhook.createdBy.name},{' '}
        <TimeAgo time={webhook.createdAt} />
      </p>
      {webhook.disabledReason && <Banner tone="warning">Disabled by itself: {webhook.disabledReason}.</Banner>}
      <div className="row spread">
        {webhook.lastDelivery ? (
          <span className="row">
            Last: {eventWords[webhook.lastDelivery.event]} <DeliveryState delivery={webhook.lastDelivery} />
          </span>
        ) : (
          <span className="muted">Nothing was sent yet.</span>
        )}
        <Button
          kind="quiet"
          aria-expanded={opened}
          onClick={() =>
            void navigate({
              to: '.',
              search: { log: opened ? undefined : webhook.id },
              replace: true,
              resetScroll: false,
            })
          }
        >
          {opened ? 'Hide deliveries' : 'Deliveries'}
        </Button>
      </div>
      {opened && <DeliveryLog webhook={webhook} />}
    </li>
  );
}

function WebhookActions({ webhook, onEdit, onSecret }: WebhookCardProps) {
  const [asking, setAsking] = useState<'remove' | 'secret' | undefined>();
  const client = useQueryClient();
  const path = { projectId: webhook.projectId, webhookId: webhook.id };
  const again = () => client.invalidateQueries({ queryKey: webhooksQuery(webhook.projectId).queryKey });
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE('/projects/{projectId}/webhooks/{webhookId}', { params: { path } })),
    onSuccess: again,
  });
  const renew = useMutation({
    mutationFn: () => unwrap(api.POST('/projects/{projectId}/webhooks/{webhookId}/secret', { params: { path } })),
    onSuccess: ({ secret }) => {
      setAsking(undefined);
      onSecret(secret);
    },
  });
  const test = useMutation({
    mutationFn: () => unwrap(api.POST('/projects/{projectId}/webhooks/{webhookId}/test', { params: { path } })),
    onSuccess: () => {
      toastSuccess('A test is on its way');
      void again();
    },
    onError: (error) => toastProblem('The test was not sent', error),
  });
  return (
    <div className="row">
      <Button busy={test.isPending} onClick={() => test.mutate()} aria-label={`Send a test to ${webhook.name}`}>
        Send a test
      </Button>
      <Button onClick={() => setAsking('secret')} aria-label={`New secret for ${webhook.name}`}>
        New secret
      </Button>
      <Button onClick={onEdit} aria-label={`Change ${webhook.name}`}>
        Change
      </Button>
      <IconButton icon="trash" label={`Remove ${webhook.name}`} onClick={() => setAsking('remove')} />
      <ConfirmDialog
        opened={asking === 'remove'}
        title={`Remove ${webhook.name}?`}
        confirm="Remove the webhook"
        busy={remove.isPending}
        error={remove.isError ? <ProblemView error={remove.error} /> : undefined}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(undefined)}
      >
        <p>Its log of deliveries goes with it; what is still to be sent is not sent.</p>
      </ConfirmDialog>
      <ConfirmDialog
        opened={asking === 'secret'}
        title="Make a new secret?"
        confirm="Make a new secret"
        busy={renew.isPending}
        error={renew.isError ? <ProblemView error={renew.error} /> : undefined}
        onConfirm={() => renew.mutate()}
        onClose={() => setAsking(undefined)}
      >
        <p>The old one signs nothing from then on: a receiver that checks with it refuses every delivery.</p>
      </ConfirmDialog>
    </div>
  );
}

const stateLooks: Record<WebhookDelivery['state'], { icon: IconName; word: string; tone: string }> = {
  pending: { icon: 'clock', word: 'Pending', tone: 'info' },
  delivered: { icon: 'check', word: 'Delivered', tone: 'success' },
  failed: { icon: 'error', word: 'Failed', tone: 'error' },
};

function DeliveryState({ delivery }: { delivery: WebhookDelivery }) {
  const { icon, word, tone } = stateLooks[delivery.state];
  return (
    <span className={`state tone-${tone}`}>
      <Icon name={icon} />
      <span>{word}</span>
    </span>
  );
}

export function DeliveryLog({ webhook }: { webhook: Webhook }) {
  const deliveries = useInfiniteQuery(deliveriesQuery(webhook.projectId, webhook.id));
  if (deliveries.isPending) return <Skeleton rows={3} height={32} />;
  if (!deliveries.data) return <ProblemView error={deliveries.error} onRetry={() => void deliveries.refetch()} />;
  const items = deliveries.data.pages.flatMap((page) => page.items);
  if (items.length === 0) {
    return <p className="muted">Nothing was sent yet: send a test, or wait for a shared rule to fire.</p>;
  }
  return (
    <section aria-label={`Deliveries to ${webhook.name}`}>
      {deliveries.isError && (
        <ProblemView
          error={deliveries.error}
          kept="The deliveries below are the last that were read."
          onRetry={() => void deliveries.refetch()}
        />
      )}
      {items.map((delivery) => (
        <DeliveryRow key={delivery.id} webhook={webhook} delivery={delivery} />
      ))}
      {deliveries.hasNextPage && (
        <Button kind="quiet" busy={deliveries.isFetchingNextPage} onClick={() => void deliveries.fetchNextPage()}>
          Show older
        </Button>
      )}
    </section>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}

function DeliveryRow({ webhook, delivery }: { webhook: Webhook; delivery: WebhookDelivery }) {
  const client = useQueryClient();
  const resend = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST('/projects/{projectId}/webhooks/{webhookId}/deliveries/{deliveryId}/resend', {
          params: { path: { projectId: webhook.projectId, webhookId: webhook.id, deliveryId: delivery.id } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: deliveriesQuery(webhook.projectId, webhook.id).queryKey }),
    onError: (error) => toastProblem('The delivery was not sent again', error),
  });
  const last = delivery.attempts.at(-1);
  return (
    <details className="delivery">
      <summary>
        <DeliveryState delivery={delivery} />
        <span>{eventWords[delivery.event]}</span>
        <span className="muted tabular">
          {last ? (last.error ?? `answered ${last.status}`) : 'not tried yet'}
          {delivery.attempts.length > 1 && ` · ${last?.attempt} attempts`}
        </span>
        <span className="muted">
          <TimeAgo time={delivery.createdAt} />
        </span>
      </summary>
      <div className="stack">
        <table className="table">
          <caption className="visually-hidden">Attempts</caption>
          <thead>
            <tr>
              <th scope="col">Attempt</th>
              <th scope="col">At</th>
              <th scope="col">Took</th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {delivery.attempts.map((attempt) => (
              <tr key={attempt.attempt}>
                <td className="tabular">{attempt.attempt}</td>
                <td>
                  <TimeAgo time={attempt.requestedAt} />
                </td>
                <td className="tabular">{formatDuration(attempt.durationMillis)}</td>
                <td>{attempt.error ?? `answered ${attempt.status}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <p className="muted small">
          Delivery <code>{delivery.id}</code>: the same in every attempt.
        </p>
        <ScrollRegion className="delivery-body" label="Body">
          <pre>{pretty(delivery.body)}</pre>
        </ScrollRegion>
        <div className="row">
          <Button icon="retry" busy={resend.isPending} onClick={() => resend.mutate()}>
            Send again
          </Button>
        </div>
      </div>
    </details>
  );
}
