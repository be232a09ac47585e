import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import type { Webhook, WebhookEvent, WebhookInput } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { ProblemView } from '@/shared/ui/feedback';
import { FieldError, TextField, Toggle } from '@/shared/ui/field';
import { webhooksQuery } from './queries';
import { eventWords, webhookEvents } from './webhook-words';
import './notification.css';

interface WebhookFormProps {
  projectId: string;
  webhook?: Webhook;
  /** The secret of a new webhook: it is told once. */
  onDone: (secret?: string) => void;
}

export function WebhookForm({ projectId, webhook, onDone }: WebhookFormProps): ReactNode {
  const client = useQueryClient();
  const [draft, setDraft] = useState<Required<WebhookInput>>({
    name: webhook?.name ?? '',
    url: webhook?.url ?? '',
    events: webhook?.events ?? [...webhookEvents],
    enabled: webhook?.enabled ?? true,
  });
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const save = useMutation({
    mutationFn: async (body: WebhookInput) => {
      if (webhook) {
        await unwrap(
          api.PUT('/projects/{projectId}/webhooks/{webhookId}', {
            params: { path: { projectId, webhookId: webhook.id } },
            body,
          }),
        );
        return undefined;
      }
      const made = await unwrap(api.POST('/projects/{projectId}/webhooks', { params: { path: { projectId } }, body }));
      return made.secret;
    },
    onSuccess: (secret) => {
      void client.invalidateQueries({ queryKey: webhooksQuery(projectId).queryKey });
      onDone(secret);
    },
  });
  const problems = new Map<string, string>();
  if (draft.name.trim() === '') problems.set('name', 'Give the webhook a name.');
  if (!/^https?:\/\/[^\s/]+/i.test(draft.url.trim())) problems.set('url', 'An address that begins with https://');
  if (draft.events.length === 0) problems.set('events', 'Choose at least one.');
  const refused = save.isError ? fieldMessages(toProblem(save.error)) : new Map<string, string>();
  const errorOf = (name: string) => (tried ? problems.get(name) : undefined) ?? refused.get(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (problems.size === 0) save.mutate({ ...draft, name: draft.name.trim(), url: draft.url.trim() });
  };
  const faults = (tried ? problems.size : 0) + refused.size;
  useEffect(() => {
    if (faults > 0) form.current?.querySelector<HTMLElement>('[aria-invalid], .field-invalid input')?.focus();
  }, [faults]);
  const toggle = (event: WebhookEvent, checked: boolean) =>
    setDraft({
      ...draft,
      events: webhookEvents.filter((one) => (one === event ? checked : draft.events.includes(one))),
    });
  return (
    <form className="alert-form" onSubmit={submit} noValidate ref={form}>
      <TextField
        label="Name"
        value={draft.name}
        maxLength={200}
        placeholder="Team chat"
        error={errorOf('name')}
        onChange={(event) => setDraft({ ...draft, name: event.target.value })}
      />
      <TextField
        label="Address"
        type="url"
        value={draft.url}
        maxLength={2000}
        placeholder="https://example.org/hooks/signalbox"
        spellCheck={false}
        help="Receives a signed POST with a JSON body. Private addresses need a setting of the operator."
        error={errorOf('url')}
        onChange={(event) => setDraft({ ...draft, url: event.target.value })}
      />
      <fieldset className={errorOf('events') ? 'field-invalid' : undefined}>
        <legend>Events of the project’s shared rules</legend>
        <div className="checks">
          {webhookEvents.map((event) => (
            <Toggle
              key={event}
              label={eventWords[event]}
              checked={draft.events.includes(event)}
              onChange={(checked) => toggle(event, checked)}
            />
          ))}
        </div>
        {errorOf('events') && <FieldError text={errorOf('events') ?? ''} />}
      </fieldset>
      {webhook && (
        <Toggle
          label="The webhook is on"
          checked={draft.enabled}
          onChange={(enabled) => setDraft({ ...draft, enabled })}
        />
      )}
      {save.isError && refused.size === 0 && <ProblemView error={save.error} kept="What you wrote is still here." />}
      <div className="dialog-actions">
        <Button onClick={() => onDone()}>Cancel</Button>
        <Button kind="primary" type="submit" busy={save.isPending}>
          {webhook ? 'Save' : 'Create the webhook'}
        </Button>
      </div>
    </form>
  );
}
