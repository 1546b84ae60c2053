import { createContext } from 'preact';
import type { Session } from './session';

export const SessionContext = createContext<Session | null>(null);
