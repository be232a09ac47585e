import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import { plural } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { ProblemView, Skeleton } from '@/shared/ui/feedback';
import { FieldError, TextField, Toggle } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { toastSuccess } from '@/shared/ui/toasts';
import { usersQuery } from './users';

const LEAST_PASSWORD = 12;

/** All users of this installation; only administrators come here. */
export function UserSettings() {
  const users = useQuery(usersQuery);
  return (
    <div className="settings-cards">
      <NewUser />
      <Card title="Users" className="settings-wide" aside={users.data && plural(users.data.total, 'user')}>
        {users.isPending && <Skeleton rows={3} height={32} />}
        {users.isError && <ProblemView error={users.error} onRetry={() => void users.refetch()} />}
        {users.data && (
          <TableFrame label="Users">
            <table className="table">
              <thead>
                <tr>
                  <th>Name</th>
                  <th>E-mail address</th>
                  <th>Role</th>
                  <th>Added</th>
                </tr>
              </thead>
              <tbody>
                {users.data.items.map((user) => (
                  <tr key={user.id}>
                    <td>{user.name}</td>
                    <td>{user.email}</td>
                    <td>{user.administrator ? 'Administrator' : 'User'}</td>
                    <td>
                      <TimeAgo time={user.createdAt} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      </Card>
    </div>
  );
}

function NewUser() {
  const client = useQueryClient();
  const empty = { email: '', name: '', password: '', administrator: false };
  const [draft, setDraft] = useState(empty);
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => unwrap(api.POST('/users', { body: draft })),
    onSuccess: async (user) => {
      setDraft(empty);
      setTried(false);
      toastSuccess(`${user.name} can sign in now`);
      await client.invalidateQueries({ queryKey: usersQuery.queryKey });
    },
  });
  const refused = create.isError ? fieldMessages(toProblem(create.error)) : new Map<string, string>();
  const found = new Map<string, string>();
  if (!draft.name.trim()) found.set('name', 'Say how the person is called.');
  if (!/^\S+@\S+$/.test(draft.email.trim())) found.set('email', 'An e-mail address.');
  if (draft.password.length < LEAST_PASSWORD) found.set('password', `At least ${LEAST_PASSWORD} characters.`);
  const errorOf = (name: string) => (tried ? found.get(name) : undefined) ?? refused.get(name);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const first = [...found.keys()][0];
    if (first) event.currentTarget.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
    else create.mutate();
  };
  return (
    <Card title="New user">
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          name="name"
          label="Name"
          maxLength={200}
          autoComplete="off"
          value={draft.name}
          onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          error={errorOf('name')}
        />
        <TextField
          name="email"
          type="email"
          label="E-mail address"
          maxLength={320}
          autoComplete="off"
          value={draft.email}
          onChange={(event) => setDraft({ ...draft, email: event.target.value })}
          error={errorOf('email')}
        />
        <TextField
          name="password"
          type="password"
          label="First password"
          autoComplete="new-password"
          value={draft.password}
          onChange={(event) => setDraft({ ...draft, password: event.target.value })}
          error={errorOf('password')}
        />
        <Toggle
          label="Administrator of this installation"
          checked={draft.administrator}
          onChange={(administrator) => setDraft({ ...draft, administrator })}
        />
        {refused.has('') && <FieldError text={refused.get('') ?? ''} />}
        <div className="row">
          <Button kind="primary" type="submit" busy={create.isPending}>
            Add user
          </Button>
        </div>
      </form>
    </Card>
  );
}
