import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Contacts',
    chart: 'New contacts per day',
    parts: (active: string, idle: string) => `Contacts: ${active} active, ${idle} idle`,
    figures: {
      contacts: {
        label: 'Contacts',
        note: 'in all',
        meaning: 'Distinct customers with at least one session. Each is counted once, for ever.',
      },
      active_customers: {
        label: 'Active customers',
        note: 'now',
        meaning: 'Customers with at least one active session, now.',
      },
      idle_customers: { label: 'Idle customers', note: 'now', meaning: 'Contacts that are not active, now.' },
      new_contacts: { label: 'New contacts', meaning: 'Contacts whose first session was opened on that day.' },
    },
  },
  {
    title: '聯絡人',
    chart: '每日新聯絡人',
    parts: (active, idle) => `聯絡人：${active} 位活躍、${idle} 位閒置`,
    figures: {
      contacts: { label: '聯絡人', note: '累計', meaning: '至少有過一次對話的不重複顧客，每位永遠只計一次。' },
      active_customers: { label: '活躍顧客', note: '目前', meaning: '目前至少有一則進行中對話的顧客。' },
      idle_customers: { label: '閒置顧客', note: '目前', meaning: '目前沒有進行中對話的聯絡人。' },
      new_contacts: { label: '新聯絡人', meaning: '第一次對話在當日開啟的聯絡人。' },
    },
  },
);
