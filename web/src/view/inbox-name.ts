import { inLanguages, type Language } from '../text/language';

const channels: Readonly<Record<Language, Record<string, string>>> = inLanguages(
  { whatsapp: 'WhatsApp', webchat: 'web chat', instagram: 'Instagram', line: 'LINE', messenger: 'Messenger' },
  { whatsapp: 'WhatsApp', webchat: '網站聊天', instagram: 'Instagram', line: 'LINE', messenger: 'Messenger' },
);

interface Named {
  id: string;
  name: string | null;
  channel: string | null;
}

/** An inbox by its name and its channel: two inboxes may have the same name. */
export function inboxName({ id, name, channel }: Named, language: Language): string {
  return `${name ?? id}${channel ? ` (${channels[language][channel] ?? channel})` : ''}`;
}
