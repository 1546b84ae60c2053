import type { ComponentChildren } from 'preact';
import { useText } from '../text/context';
import { ROLES } from './local';
import type { Session } from './session';
import { text } from './text';

/** A message in place of the page. */
function Screen({ title, children }: { title: string; children: ComponentChildren }) {
  const t = useText(text);
  return (
    <main class="screen">
      <div class="screen-card">
        <p class="screen-product">
          <img src="/icon.svg" width="24" height="24" alt="" />
          {t.product}
        </p>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

export function Starting() {
  const t = useText(text);
  return (
    <main class="screen" aria-busy="true">
      <span class="spinner" role="img" aria-label={t.starting} />
    </main>
  );
}

export function SignedOut({ session, expired }: { session: Session; expired: boolean }) {
  const t = useText(text);
  if (!session.choosesRole) {
    return (
      <Screen title={expired ? t.expiredTitle : t.signInTitle}>
        <p>{expired ? t.expired : t.signInNote}</p>
        <button type="button" class="button button-accent" onClick={() => void session.enter()}>
          {t.signIn}
        </button>
      </Screen>
    );
  }
  return (
    <Screen title={expired ? t.expiredTitle : t.chooseRole}>
      <p>{expired ? t.expired : t.chooseRoleNote}</p>
      <ul class="roles">
        {ROLES.map((role) => (
          <li key={role}>
            <button type="button" class="role" data-role={role} onClick={() => void session.enter(role)}>
              <span class="role-name">{t.roles[role]}</span>
              <span class="role-note">{t.roleNotes[role]}</span>
            </button>
          </li>
        ))}
      </ul>
    </Screen>
  );
}

export function Refused({ session }: { session: Session }) {
  const t = useText(text);
  return (
    <Screen title={t.refusedTitle}>
      <p>{t.refused}</p>
      <button type="button" class="button button-accent" onClick={() => void session.leave()}>
        {t.somebodyElse}
      </button>
    </Screen>
  );
}

export function Failed({ session }: { session: Session }) {
  const t = useText(text);
  return (
    <Screen title={t.failedTitle}>
      <p>{t.failed}</p>
      <button type="button" class="button button-accent" onClick={() => void session.start()}>
        {t.retry}
      </button>
    </Screen>
  );
}
