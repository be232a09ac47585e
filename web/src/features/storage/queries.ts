import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';
import type { Inventory, InventoryKind } from '@/shared/api/types';
import { isGoingOn } from './storage-words';

const STORAGE_EVERY_MS = 30_000;
const WORK_EVERY_MS = 1000;
const NO_WORK_EVERY_MS = 15_000;
const ORPHANS_EVERY_MS = 5000;
const PROJECTS = 20;
const INVENTORIES = 10;
const ORPHANS = 50;

export const storageQuery = queryOptions({
  queryKey: ['system', 'storage'],
  queryFn: () => unwrap(api.GET('/system/storage')),
  refetchInterval: STORAGE_EVERY_MS,
});

export const retentionQuery = infiniteQueryOptions({
  queryKey: ['system', 'retention'],
  queryFn: ({ pageParam }) =>
    unwrap(api.GET('/system/storage/retention', { params: { query: { limit: PROJECTS, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
  refetchInterval: STORAGE_EVERY_MS,
});

export const inventoriesKey = ['system', 'inventories'] as const;

/** Somebody else may begin one, too: it is asked for seldom while none goes on. */
const pause = (inventory: Inventory | undefined) =>
  inventory && isGoingOn(inventory) ? WORK_EVERY_MS : NO_WORK_EVERY_MS;

/** Every page is read anew each time: the more somebody has opened, the more seldom. */
const asOnePage = (pages: readonly unknown[] | undefined, millis: number) => millis * Math.max(1, pages?.length ?? 1);

export const inventoriesQuery = infiniteQueryOptions({
  queryKey: [...inventoriesKey, 'list'],
  queryFn: ({ pageParam }) =>
    unwrap(api.GET('/system/inventories', { params: { query: { limit: INVENTORIES, cursor: pageParam } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
  refetchInterval: ({ state: { data } }) => asOnePage(data?.pages, pause(data?.pages[0]?.items[0])),
});

export const inventoryQuery = (inventoryId: string) =>
  queryOptions({
    queryKey: [...inventoriesKey, 'one', inventoryId],
    queryFn: () => unwrap(api.GET('/system/inventories/{inventoryId}', { params: { path: { inventoryId } } })),
    refetchInterval: (query) => pause(query.state.data),
  });

/** What became of them changes with the state of their inventory. */
export const orphansQuery = (inventory: Inventory, kind: InventoryKind | undefined) =>
  infiniteQueryOptions({
    queryKey: [...inventoriesKey, 'orphans', inventory.id, inventory.state, kind ?? 'all'],
    queryFn: ({ pageParam }) =>
      unwrap(
        api.GET('/system/inventories/{inventoryId}/orphans', {
          params: { path: { inventoryId: inventory.id }, query: { limit: ORPHANS, cursor: pageParam, kind } },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: ({ state: { data } }) => isGoingOn(inventory) && asOnePage(data?.pages, ORPHANS_EVERY_MS),
  });
