import { QueryClient } from '@tanstack/react-query';
import { toProblem } from './problem';

/** Tries again only what the server calls worth trying, and never a lost write. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => count < 2 && toProblem(error).retryable,
    },
    mutations: { retry: false },
  },
});
