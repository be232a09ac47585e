import { queryOptions } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';

const MOST = 200;

/** For administrators only. */
export const usersQuery = queryOptions({
  queryKey: ['users'],
  queryFn: () => unwrap(api.GET('/users', { params: { query: { limit: MOST } } })),
});
