import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { DeadLetterState } from '@/shared/api/types';

const HEALTH_EVERY_MS = 10_000;
const QUEUES_EVERY_MS = 5000;
const LETTERS = 50;

export const healthQuery = queryOptions({
  queryKey: ['system', 'health'],
  queryFn: () => unwrap(api.GET('/system/health')),
  refetchInterval: HEALTH_EVERY_MS,
});

export const servicesQuery = queryOptions({
  queryKey: ['system', 'services'],
  queryFn: () => unwrap(api.GET('/system/services')),
});

export const queuesQuery = queryOptions({
  queryKey: ['system', 'queues'],
  queryFn: () => unwrap(api.GET('/system/queues')),
  refetchInterval: QUEUES_EVERY_MS,
});

const INTAKE_EVERY_MS = 5000;

export const logIntakeQuery = queryOptions({
  queryKey: ['system', 'log-intake'],
  queryFn: () => unwrap(api.GET('/system/log-intake')),
  refetchInterval: INTAKE_EVERY_MS,
});

export const deadLettersKey = ['system', 'dead-letters'] as const;

export const deadLettersQuery = (state: DeadLetterState | undefined) =>
  infiniteQueryOptions({
    queryKey: [...deadLettersKey, 'list', state ?? 'all'],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET('/system/dead-letters', { params: { query: { limit: LETTERS, cursor: pageParam, state } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

export const deadLetterQuery = (deadLetterId: string) =>
  queryOptions({
    queryKey: [...deadLettersKey, 'one', deadLetterId],
    queryFn: () => unwrap(api.GET('/system/dead-letters/{deadLetterId}', { params: { path: { deadLetterId } } })),
  });
