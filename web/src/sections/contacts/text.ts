import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Contacts',
    chart: 'New contacts per day',
    contacts: 'Contacts',
    active_customers: 'Active customers',
    idle_customers: 'Idle customers',
    new_contacts: 'New contacts',
    now: 'now',
    everKnown: 'in all',
    parts: (active: string, idle: string) => `Contacts: ${active} active, ${idle} idle`,
    definitions: {
      contacts: 'Distinct customers with at least one session. Each is counted once, for ever.',
      active_customers: 'Customers with at least one active session, now.',
      idle_customers: 'Contacts that are not active, now.',
      new_contacts: 'Contacts whose first session was opened on that day.',
    },
  },
  {
    title: '聯絡人',
    chart: '每日新聯絡人',
    contacts: '聯絡人',
    active_customers: '活躍顧客',
    idle_customers: '閒置顧客',
    new_contacts: '新聯絡人',
    now: '目前',
    everKnown: '累計',
    parts: (active, idle) => `聯絡人：${active} 位活躍、${idle} 位閒置`,
    definitions: {
      contacts: '至少有過一次對話的不重複顧客，每位永遠只計一次。',
      active_customers: '目前至少有一則進行中對話的顧客。',
      idle_customers: '目前沒有進行中對話的聯絡人。',
      new_contacts: '第一次對話在當日開啟的聯絡人。',
    },
  },
);
