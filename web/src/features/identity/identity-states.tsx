import type { ReactNode } from 'react';
import { Sampled } from '@/shared/gallery/sampled';
import { ago, ahead, LONG_NAME, storeAway } from '@/shared/gallery/samples';
import { Specimen, Specimens, Submitted } from '@/shared/gallery/specimen';
import { AppearanceSettings } from './appearance-settings';
import { TokenSettings, tokensQuery } from './token-settings';
import './identity-settings.css';

/** What a person sets for themselves. */
export function IdentityStates(): ReactNode {
  const { queryKey } = tokensQuery;
  const items = [
    { id: 'gallery-token', name: 'nightly', createdAt: ago(90_000), expiresAt: ahead(9e6), lastUsedAt: ago(40) },
    { id: 'gallery-unused', name: LONG_NAME, createdAt: ago(9), expiresAt: ahead(90_000), lastUsedAt: null },
  ];
  return (
    <>
      <Specimens title="Tokens">
        <Specimen name="Tokens" wide>
          <Sampled fill={({ client }) => client.setQueryData(queryKey, { items, nextCursor: null, total: 2 })}>
            <TokenSettings />
          </Sampled>
        </Specimen>
        <Specimen name="Tokens: none, and one without a name" wide>
          <Sampled fill={({ client }) => client.setQueryData(queryKey, { items: [], nextCursor: null, total: 0 })}>
            <Submitted>
              <TokenSettings />
            </Submitted>
          </Sampled>
        </Specimen>
        <Specimen name="Tokens: loading" wide>
          <Sampled>
            <TokenSettings />
          </Sampled>
        </Specimen>
        <Specimen name="Tokens: cannot be read" wide>
          <Sampled fill={({ refuse }) => refuse(queryKey, storeAway)}>
            <TokenSettings />
          </Sampled>
        </Specimen>
      </Specimens>
      <Specimens title="Appearance">
        <Specimen name="Appearance" wide>
          <AppearanceSettings />
        </Specimen>
      </Specimens>
    </>
  );
}
