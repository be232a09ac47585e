import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { api, unwrap } from '@/shared/api/client';
import { fieldMessages, toProblem } from '@/shared/api/problem';
import { queryClient } from '@/shared/api/query-client';
import { onSessionChange, openSession, refreshSession, sessionState } from '@/shared/api/session';
import { Button } from '@/shared/ui/button';
import { TextField } from '@/shared/ui/field';
import { Icon } from '@/shared/ui/icon';
import type { SignInSearch } from './sign-in-search';
import './sign-in.css';

interface Errors {
  email?: string;
  password?: string;
  form?: string;
}

export function SignInPage(): ReactNode {
  const { redirect = '/' } = useSearch({ strict: false }) as SignInSearch;
  const navigate = useNavigate();
  const session = useSyncExternalStore(onSessionChange, sessionState);
  const form = useRef<HTMLFormElement>(null);
  const [errors, setErrors] = useState<Errors>({});
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    document.title = 'Sign in · Signalbox';
    if (sessionState().status === 'unknown') void refreshSession();
  }, []);
  useEffect(() => {
    if (session.status === 'signed-in') void navigate({ href: redirect, replace: true });
  }, [session.status, navigate, redirect]);

  const fail = (next: Errors) => {
    setErrors(next);
    const first = next.email ? 'email' : next.password ? 'password' : 'email';
    form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
  };

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = new FormData(event.currentTarget);
    const email = String(values.get('email')).trim();
    const password = String(values.get('password'));
    if (!email || !password) {
      fail({
        email: email ? undefined : 'Enter your e-mail address.',
        password: password ? undefined : 'Enter your password.',
      });
      return;
    }
    setBusy(true);
    setErrors({});
    try {
      const token = await unwrap(api.POST('/auth/login', { body: { email, password } }));
      queryClient.clear();
      openSession(token.accessToken, token.expiresIn);
    } catch (error) {
      const messages = fieldMessages(toProblem(error));
      fail({ email: messages.get('email'), password: messages.get('password'), form: messages.get('') });
    } finally {
      setBusy(false);
    }
  };

  return (
    <main className="sign-in">
      <form className="sign-in-card" onSubmit={submit} noValidate ref={form} aria-labelledby="sign-in-title">
        <div className="sign-in-brand">
          <img src="/favicon.svg" alt="" width="32" height="32" />
          <span>Signalbox</span>
        </div>
        <h1 id="sign-in-title">Sign in</h1>
        {errors.form && (
          <p className="sign-in-error" role="alert">
            <Icon name="error" />
            {errors.form}
          </p>
        )}
        <TextField
          label="E-mail address"
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          error={errors.email}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          error={errors.password}
        />
        <Button kind="primary" type="submit" busy={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </Button>
      </form>
    </main>
  );
}
