import { useQuery } from '@tanstack/react-query';
import { api, unwrap } from '../api/client';

const projectOf = (path: string) => /^\/projects\/([0-9a-f-]{36})/.exec(path)?.[1];

/** Beside a refusal for want of a role: the people who can grant it. */
export function WhoCanGrant() {
  const projectId = projectOf(location.pathname);
  const members = useQuery({
    queryKey: ['project', projectId ?? '', 'members'],
    queryFn: () =>
      unwrap(api.GET('/projects/{projectId}/members', { params: { path: { projectId: projectId ?? '' } } })),
    enabled: projectId !== undefined,
    retry: false,
  });
  const admins = members.data?.items.filter((member) => member.role === 'admin') ?? [];
  return (
    <p>
      {admins.length > 0
        ? `An admin of this project can grant it: ${admins.map((one) => `${one.name} (${one.email})`).join(', ')}.`
        : 'An administrator of this installation can grant it.'}
    </p>
  );
}
