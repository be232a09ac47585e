import { randomUUID } from 'node:crypto';
import type {
  AlertRule,
  AlertRuleInput,
  Notification,
  Webhook,
  WebhookDelivery,
  WebhookInput,
} from '../src/shared/api/types';

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const page = <T>(items: T[]) => ({ items, nextCursor: null, total: items.length });

interface World {
  project: { id: string; name: string };
  by: { id: string; name: string };
  /** The newest runs. */
  runs: () => readonly { id: string; name: string }[];
  publish: (topic: string, item: Record<string, unknown>) => void;
}

type Answer = [number, unknown];

/** Inbox, alert rules and webhooks from memory. */
export class FakeNotifications {
  private readonly world: World;
  private notifications: Notification[] | undefined;
  private readonly rules: AlertRule[] = [];
  private readonly webhooks: Webhook[] = [];
  private readonly deliveries = new Map<string, WebhookDelivery[]>();
  private readonly muted = new Set<string>();

  constructor(world: World) {
    this.world = world;
    this.rules.push(
      this.rule({ name: 'ends badly', shared: true, trigger: { statuses: ['failed', 'timed_out', 'lost_contact'] } }),
      this.rule({
        name: 'good enough',
        trigger: { metric: { key: 'valid/roc_auc', aggregate: 'last', comparison: 'above', value: 0.9, points: 3 } },
        scope: { kind: 'training', tag: 'nightly' },
      }),
    );
    this.webhook({ name: 'Team chat', url: 'https://chat.example.org/hooks/4711', events: ['run_failed', 'metric'] });
    const away = this.webhook({ name: 'Pager', url: 'https://pager.example.org/', events: ['run_lost_contact'] });
    Object.assign(away, {
      enabled: false,
      failuresInARow: 20,
      disabledReason: '20 attempts in a row failed; the last: answered 503',
    });
  }

  unread(): number {
    return this.inbox().filter((one) => one.readAt === null).length;
  }

  /** Undefined for what is not of this feature. */
  route(method: string, path: string, query: URLSearchParams, json: () => Record<string, unknown>): Answer | undefined {
    const [, kind, id, sub, one, action, delivery] = path.split('/');
    if (path === '/me/notifications') {
      const all = this.inbox().filter((each) => query.get('unread') !== 'true' || each.readAt === null);
      return [200, { ...page(all), unread: this.unread() }];
    }
    if (path === '/me/notifications/read') return [200, this.read(json() as { ids?: string[]; all?: boolean })];
    if (kind === 'runs' && sub === 'mute') return [200, this.mute(method, id ?? '', json)];
    if (kind !== 'projects') return undefined;
    if (sub === 'alert-rules') return this.rulesRoute(method, one, json);
    if (sub === 'webhooks') return this.webhooksRoute(method, [one, action, delivery], json);
    return undefined;
  }

  private inbox(): Notification[] {
    this.notifications ??= this.first();
    return this.notifications;
  }

  private first(): Notification[] {
    const [a, b, c] = this.world.runs();
    const base = { project: this.world.project, rule: { id: randomUUID(), name: 'ends badly' }, readAt: null };
    const place = { attempt: null, metricKey: null, step: null, trial: null };
    const told: (Notification | undefined)[] = [
      a && {
        ...base,
        id: randomUUID(),
        kind: 'metric',
        severity: 'info',
        title: `${a.name}: valid/roc_auc > 0.9`,
        text: 'valid/roc_auc was 0.9132 at step 120 (rule: last valid/roc_auc > 0.9, 3 points in a row)',
        run: a,
        place: { view: 'charts', attempt: 1, metricKey: 'valid/roc_auc', step: 120, trial: null },
        createdAt: ago(2),
      },
      b && {
        ...base,
        id: randomUUID(),
        kind: 'run_failed',
        severity: 'error',
        title: `${b.name} failed`,
        text: 'ValueError: could not convert string to float: "n/a"',
        run: b,
        place: { ...place, view: 'log', attempt: 1 },
        createdAt: ago(40),
      },
      c && {
        ...base,
        id: randomUUID(),
        kind: 'run_succeeded',
        severity: 'success',
        title: `${c.name} succeeded`,
        text: '',
        run: c,
        place: { ...place, view: 'run' },
        createdAt: ago(300),
        readAt: ago(200),
      },
      {
        ...base,
        id: randomUUID(),
        kind: 'webhook_disabled',
        severity: 'warning',
        title: 'Webhook Pager was disabled',
        text: '20 attempts in a row failed; the last: answered 503',
        run: null,
        rule: null,
        place: { ...place, view: 'webhooks' },
        createdAt: ago(1500),
        readAt: ago(1400),
      },
    ];
    return told.filter((one) => one !== undefined);
  }

  private read({ ids = [], all = false }: { ids?: string[]; all?: boolean }) {
    for (const one of this.inbox()) {
      if (one.readAt !== null || !(all || ids.includes(one.id))) continue;
      one.readAt = new Date().toISOString();
      this.world.publish('me:notifications', { type: 'notification', notification: one, unread: this.unread() });
    }
    return { unread: this.unread() };
  }

  private mute(method: string, run: string, json: () => Record<string, unknown>) {
    if (method === 'PUT') {
      if (json().muted) this.muted.add(run);
      else this.muted.delete(run);
    }
    return { muted: this.muted.has(run) };
  }

  private rule(input: AlertRuleInput): AlertRule {
    return {
      id: randomUUID(),
      projectId: this.world.project.id,
      name: input.name,
      shared: input.shared ?? false,
      enabled: input.enabled ?? true,
      trigger: input.trigger,
      scope: input.scope ?? {},
      owner: this.world.by,
      createdAt: ago(5000),
      lastFiredAt: input.shared ? ago(40) : null,
    };
  }

  private rulesRoute(method: string, id: string | undefined, json: () => Record<string, unknown>): Answer {
    const at = this.rules.findIndex((rule) => rule.id === id);
    const known = this.rules[at];
    if (method === 'GET') return [200, page(this.rules)];
    if (method === 'DELETE') return [204, this.rules.splice(at, 1) && null];
    const next = this.rule(json() as unknown as AlertRuleInput);
    if (!known) return [201, this.rules.unshift(next) && next];
    return [200, Object.assign(known, next, { id: known.id })];
  }

  private webhook(input: WebhookInput): Webhook {
    const made: Webhook = {
      id: randomUUID(),
      projectId: this.world.project.id,
      name: input.name,
      url: input.url,
      events: input.events,
      enabled: input.enabled ?? true,
      disabledReason: null,
      failuresInARow: 0,
      createdAt: ago(9000),
      createdBy: this.world.by,
      lastDelivery: null,
    };
    this.webhooks.unshift(made);
    this.deliveries.set(made.id, []);
    return made;
  }

  private webhooksRoute(method: string, parts: (string | undefined)[], json: () => Record<string, unknown>): Answer {
    const [id, part] = parts;
    const webhook = this.webhooks.find((one) => one.id === id);
    if (!webhook && method === 'GET') return [200, page(this.webhooks)];
    if (!webhook) {
      return [
        201,
        { webhook: this.webhook(json() as unknown as WebhookInput), secret: 'fake-secret-that-is-shown-once' },
      ];
    }
    if (part === 'secret') return [200, { webhook, secret: 'another-fake-secret-shown-once' }];
    if (part === 'test') return [202, this.deliver(webhook)];
    if (part === 'deliveries' && method === 'GET') return [200, page(this.deliveries.get(webhook.id) ?? [])];
    if (part === 'deliveries') return [202, this.deliver(webhook)];
    if (method === 'DELETE') return [204, this.webhooks.splice(this.webhooks.indexOf(webhook), 1) && null];
    return [200, Object.assign(webhook, json(), { disabledReason: null })];
  }

  private deliver(webhook: Webhook): WebhookDelivery {
    const made: WebhookDelivery = {
      id: randomUUID(),
      event: 'test',
      state: 'delivered',
      body: JSON.stringify({ event: 'test', title: `Test of the webhook ${webhook.name}` }),
      createdAt: new Date().toISOString(),
      nextAttemptAt: null,
      attempts: [
        { attempt: 1, requestedAt: ago(1), durationMillis: 812, status: 503, error: 'answered 503' },
        { attempt: 2, requestedAt: ago(0), durationMillis: 87, status: 200, error: null },
      ],
    };
    this.deliveries.get(webhook.id)?.unshift(made);
    webhook.lastDelivery = made;
    return made;
  }
}
