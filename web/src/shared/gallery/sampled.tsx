import { hashKey, QueryClient, QueryClientProvider, type QueryKey } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';

/** Where a specimen puts what its component would have read. */
export interface Samples {
  /** `client.setQueryData(someQuery(id).queryKey, answer)`. */
  client: QueryClient;
  /** The question is answered with a problem. */
  refuse(queryKey: QueryKey, problem: Error): void;
  /** What was answered stays, and could not be read again. */
  failAgain(queryKey: QueryKey, problem: Error): void;
}

type Defaulting = (options: object) => object;
const waits = () => new Promise<never>(() => undefined);

/** Asks nobody: what has no sample is waited for without end, and nothing is ever read again. */
function sampleClient(
  fill: ((samples: Samples) => void) | undefined,
  orElse: ((queryKey: QueryKey) => unknown) | undefined,
): QueryClient {
  const refused = new Map<string, Error>();
  const client = new QueryClient();
  const plain = client.defaultQueryOptions.bind(client) as unknown as Defaulting;
  const still: Defaulting = (options) => ({
    ...plain(options),
    queryFn: ({ queryKey }: { queryKey: QueryKey }) => {
      const answer = refused.get(hashKey(queryKey)) ?? orElse?.(queryKey);
      if (answer instanceof Error) return Promise.reject(answer);
      return answer === undefined ? waits() : Promise.resolve(answer);
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
    refetchOnMount: true,
    retry: false,
  });
  client.defaultQueryOptions = still as unknown as QueryClient['defaultQueryOptions'];
  fill?.({
    client,
    refuse: (queryKey, problem) => refused.set(hashKey(queryKey), problem),
    failAgain: (queryKey, problem) =>
      client
        .getQueryCache()
        .find({ queryKey })
        ?.setState({ status: 'error', error: problem, errorUpdatedAt: Date.now(), fetchStatus: 'idle' }),
  });
  return client;
}

/**
 * What reads by itself, shown with samples instead of answers: neither of both is a component that is loading.
 *
 * @param orElse the answer, or an `Error`, for questions of which only a part is known beforehand
 */
export function Sampled({
  fill,
  orElse,
  children,
}: {
  fill?: (samples: Samples) => void;
  orElse?: (queryKey: QueryKey) => unknown;
  children: ReactNode;
}): ReactNode {
  const [client] = useState(() => sampleClient(fill, orElse));
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
