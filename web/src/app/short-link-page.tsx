import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { NotFound } from '@/shared/ui/not-found';

/** A long address behind a short one: `/s/{id}` leads to the page that was shared. */
export function ShortLinkPage(): ReactNode {
  const { linkId = '' } = useParams({ strict: false });
  const link = useQuery({
    queryKey: ['link', linkId],
    queryFn: () => unwrap(api.GET('/links/{linkId}', { params: { path: { linkId } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const navigate = useNavigate();
  // Only an address of this application is followed.
  const target = link.data && /^\/(?![/\\])/.test(link.data.path) ? link.data.path : undefined;
  useEffect(() => {
    if (target) void navigate({ href: target, replace: true });
  }, [target, navigate]);
  if (link.isPending || target) return <Skeleton />;
  if (link.isError) {
    if ([400, 404, 422].includes(toProblem(link.error).status)) return <NotFound what="link" id={linkId} />;
    return <ProblemView error={link.error} onRetry={() => void link.refetch()} />;
  }
  return <NotFound what="link" id={linkId} />;
}
