import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import { formatDate } from '@/shared/format/format';
import { Button } from '@/shared/ui/button';
import { CopyButton } from '@/shared/ui/copy-button';
import { ConfirmDialog } from '@/shared/ui/dialog';
import { Banner, EmptyState, ProblemView, Skeleton } from '@/shared/ui/feedback';
import { FieldError, TextField } from '@/shared/ui/field';
import { Card } from '@/shared/ui/page';
import { TableFrame } from '@/shared/ui/table-frame';
import { TimeAgo } from '@/shared/ui/time';
import { toastProblem, toastSuccess } from '@/shared/ui/toasts';

const DAYS = 90;

export const tokensQuery = queryOptions({ queryKey: ['tokens'], queryFn: () => unwrap(api.GET('/tokens')) });

/** Personal tokens for programs. A secret is shown once, when its token is made. */
export function TokenSettings() {
  const client = useQueryClient();
  const tokens = useQuery(tokensQuery);
  const [leaving, setLeaving] = useState<{ id: string; name: string }>();
  const revoke = useMutation({
    mutationFn: (tokenId: string) => unwrap(api.DELETE('/tokens/{tokenId}', { params: { path: { tokenId } } })),
    onSuccess: async () => {
      setLeaving(undefined);
      toastSuccess('The token is revoked');
      await client.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
    onError: (error) => toastProblem('The token was not revoked', error),
  });
  return (
    <div className="settings-cards">
      <NewToken />
      <Card title="Tokens" className="settings-wide">
        {tokens.isPending && <Skeleton rows={3} height={32} />}
        {tokens.isError && <ProblemView error={tokens.error} onRetry={() => void tokens.refetch()} />}
        {tokens.data?.items.length === 0 && (
          <EmptyState icon="link" title="No token yet">
            A program that calls the API needs one. Make it on this page.
          </EmptyState>
        )}
        {(tokens.data?.items.length ?? 0) > 0 && (
          <TableFrame label="API tokens">
            <table className="table">
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Made</th>
                  <th>Last used</th>
                  <th>Ends</th>
                  <th>
                    <span className="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {tokens.data?.items.map((token) => (
                  <tr key={token.id}>
                    <td>{token.name}</td>
                    <td>
                      <TimeAgo time={token.createdAt} />
                    </td>
                    <td>{token.lastUsedAt ? <TimeAgo time={token.lastUsedAt} /> : 'never'}</td>
                    <td>{formatDate(token.expiresAt)}</td>
                    <td className="number">
                      <button type="button" className="link-button" onClick={() => setLeaving(token)}>
                        Revoke<span className="visually-hidden"> {token.name}</span>
                      </button>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        )}
      </Card>
      <ConfirmDialog
        opened={leaving !== undefined}
        title={`Revoke “${leaving?.name ?? ''}”?`}
        confirm="Revoke"
        busy={revoke.isPending}
        onConfirm={() => leaving && revoke.mutate(leaving.id)}
        onClose={() => setLeaving(undefined)}
      >
        <p>Programs that use it are refused from now on. It cannot be brought back.</p>
      </ConfirmDialog>
    </div>
  );
}

function NewToken() {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [days, setDays] = useState(String(DAYS));
  const [tried, setTried] = useState(false);
  const create = useMutation({
    mutationFn: () => unwrap(api.POST('/tokens', { body: { name: name.trim(), expiresInDays: Number(days) } })),
    onSuccess: async () => {
      setName('');
      setTried(false);
      await client.invalidateQueries({ queryKey: tokensQuery.queryKey });
    },
  });
  const refused = create.isError ? fieldMessages(toProblem(create.error)) : new Map<string, string>();
  const nameError = tried && name.trim() === '' ? 'Give the token a name.' : refused.get('name');
  const badDays = !Number.isInteger(Number(days)) || Number(days) < 1 || Number(days) > 365;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    const form = event.currentTarget;
    if (name.trim() === '') form.querySelector<HTMLInputElement>('[name=name]')?.focus();
    else if (badDays) form.querySelector<HTMLInputElement>('[name=days]')?.focus();
    else create.mutate();
  };
  return (
    <Card title="New token">
      <form className="stack" onSubmit={submit} noValidate>
        <TextField
          name="name"
          label="Name"
          help="What will use it."
          value={name}
          maxLength={200}
          onChange={(event) => setName(event.target.value)}
          error={nameError}
        />
        <TextField
          name="days"
          label="Good for (days)"
          inputMode="numeric"
          value={days}
          onChange={(event) => setDays(event.target.value)}
          error={tried && badDays ? 'A whole number from 1 to 365.' : refused.get('expiresInDays')}
        />
        {refused.has('') && <FieldError text={refused.get('') ?? ''} />}
        <div className="row">
          <Button kind="primary" type="submit" busy={create.isPending}>
            Make a token
          </Button>
        </div>
        {create.data && (
          <Banner tone="success">
            <p>
              This is the secret of <strong>{create.data.token.name}</strong>. It is shown only now.
            </p>
            <div className="row token-secret">
              <code data-testid="token-secret">{create.data.secret}</code>
              <CopyButton text={create.data.secret} label="Copy secret" />
            </div>
          </Banner>
        )}
      </form>
    </Card>
  );
}
