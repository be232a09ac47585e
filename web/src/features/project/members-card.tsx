import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useIsAdministrator, usersQuery } from '@/features/identity';
import { api, unwrap } from '@/shared/api/client';
import { toProblem } from '@/shared/api/problem';
import type { Member, Project } from '@/shared/api/types';
import { Button } from '@/shared/ui/button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { FieldError, SelectField, TextField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { toastProblem, toastUndo } from '@/shared/ui/toasts';
import { membersQuery } from './queries';

type Role = Member['role'];
const roles: readonly { value: Role; label: string }[] = [
  { value: 'viewer', label: 'Viewer: sees everything' },
  { value: 'editor', label: 'Editor: uploads, starts and stops' },
  { value: 'admin', label: 'Admin: settings and members, too' },
];
const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** Who may do what in a project. */
export function MembersCard({ project }: { project: Project }) {
  const client = useQueryClient();
  const members = useQuery(membersQuery(project.id));
  const isAdmin = project.role === 'admin';
  const refresh = () => client.invalidateQueries({ queryKey: membersQuery(project.id).queryKey });
  const put = useMutation({
    mutationFn: ({ userId, role }: { userId: string; role: Role }) =>
      unwrap(
        api.PUT('/projects/{projectId}/members/{userId}', {
          params: { path: { projectId: project.id, userId } },
          body: { role },
        }),
      ),
    onSettled: refresh,
    onError: (error) => toastProblem('The role was not changed', error),
  });
  const remove = useMutation({
    mutationFn: ({ userId }: Member) =>
      unwrap(
        api.DELETE('/projects/{projectId}/members/{userId}', { params: { path: { projectId: project.id, userId } } }),
      ),
    onSuccess: (_, member) =>
      toastUndo(`${member.name} has no role here any more`, () =>
        put.mutate({ userId: member.userId, role: member.role }),
      ),
    onSettled: refresh,
    onError: (error) => toastProblem('The member was not removed', error),
  });
  return (
    <Card title="Members">
      <div className="stack">
        {members.isPending && <Skeleton rows={2} height={32} />}
        {members.isError && <ProblemView error={members.error} onRetry={() => void members.refetch()} />}
        {members.data && (
          <TableFrame label="Members">
            <table className="table">
              <thead>
                <tr>
                  <th>Name</th>
                  <th>E-mail address</th>
                  <th>Role</th>
                  {isAdmin && (
                    <th>
                      <span className="visually-hidden">Actions</span>
                    </th>
                  )}
                </tr>
              </thead>
              <tbody>
                {members.data.items.map((member) => (
                  <tr key={member.userId}>
                    <td>{member.name}</td>
                    <td>{member.email}</td>
                    <td>
                      {isAdmin ? (
                        <select
                          className="input select member-role"
                          aria-label={`Role of ${member.name}`}
                          value={member.role}
                          onChange={(event) => put.mutate({ userId: member.userId, role: event.target.value as Role })}
                        >
                          {roles.map(({ value }) => (
                            <option key={value} value={value}>
                              {value}
                            </option>
                          ))}
                        </select>
                      ) : (
                        member.role
                      )}
                    </td>
                    {isAdmin && (
                      <td className="number">
                        <button type="button" className="link-button" onClick={() => remove.mutate(member)}>
                          Remove<span className="visually-hidden"> {member.name}</span>
                        </button>
                      </td>
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
        {isAdmin && (
          <AddMember known={members.data?.items ?? []} onAdd={(userId, role) => put.mutateAsync({ userId, role })} />
        )}
      </div>
    </Card>
  );
}

/** Administrators choose from the list of users; others have to know the id. */
function AddMember({
  known,
  onAdd,
}: {
  known: readonly Member[];
  onAdd: (userId: string, role: Role) => Promise<unknown>;
}) {
  const isAdministrator = useIsAdministrator();
  const users = useQuery({ ...usersQuery, enabled: isAdministrator });
  const [userId, setUserId] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [error, setError] = useState<string>();
  const options = (users.data?.items ?? [])
    .filter((user) => !known.some((member) => member.userId === user.id))
    .map((user) => ({ value: user.id, label: `${user.name} (${user.email})` }));
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!isId(userId.trim())) {
      setError(isAdministrator ? 'Choose a user.' : 'The id of a user, as an administrator sees it.');
      return;
    }
    try {
      await onAdd(userId.trim(), role);
      setUserId('');
      setError(undefined);
    } catch (cause) {
      setError(toProblem(cause).detail);
    }
  };
  return (
    <form className="member-add" onSubmit={(event) => void submit(event)} noValidate>
      {isAdministrator ? (
        <SelectField label="User" value={userId} options={options} onChange={setUserId} placeholder="Choose a user" />
      ) : (
        <TextField label="User id" value={userId} onChange={(event) => setUserId(event.target.value)} />
      )}
      <SelectField label="Role" value={role} options={[...roles]} onChange={(next) => setRole(next as Role)} />
      <Button type="submit">Add member</Button>
      {error && <FieldError text={error} />}
    </form>
  );
}
