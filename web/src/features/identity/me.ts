import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, unwrap } from '@/shared/api/client';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: () => unwrap(api.GET('/me')),
  staleTime: Number.POSITIVE_INFINITY,
});

/** True for system administrators; false as long as it is not known. */
export function useIsAdministrator(): boolean {
  return useQuery(meQuery).data?.administrator ?? false;
}
