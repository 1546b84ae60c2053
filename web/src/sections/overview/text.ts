import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Basic channel info',
    dates: 'Messages of the last 7 days',
    emptyTitle: 'Nothing has been counted yet',
    empty:
      'Figures begin with the first conversation: once a customer writes, or somebody writes to them, it is counted here within moments.',
    figures: {
      active_sessions: {
        label: 'Active sessions',
        note: 'now',
        meaning: 'Sessions that have started and not ended, now. A session ends 24 hours after it is resolved.',
      },
      contacts: {
        label: 'Contacts',
        note: 'in all',
        meaning: 'Distinct customers with at least one session. Each is counted once, for ever.',
      },
      messages_sent: {
        label: 'Messages sent',
        note: 'last 7 days',
        meaning: 'Messages sent by agents or bots in the last 7 days, today included. Broadcasts are on their own.',
      },
      messages_received: {
        label: 'Messages received',
        note: 'last 7 days',
        meaning: 'Messages from customers in the last 7 days, today included.',
      },
      broadcasts_sent: {
        label: 'Broadcasts sent',
        note: 'last 7 days',
        meaning: 'Broadcast messages sent in the last 7 days, today included.',
      },
    },
  },
  {
    title: '頻道概況',
    dates: '訊息數為最近 7 天',
    emptyTitle: '尚無任何數據',
    empty: '數據從第一則對話開始：只要有顧客傳來訊息，或有人傳訊息給顧客，片刻之內就會計入這裡。',
    figures: {
      active_sessions: {
        label: '進行中的對話',
        note: '目前',
        meaning: '目前已開始且尚未結束的對話。對話在標記為已解決的 24 小時後結束。',
      },
      contacts: { label: '聯絡人', note: '累計', meaning: '至少有過一次對話的不重複顧客，每位永遠只計一次。' },
      messages_sent: {
        label: '傳送的訊息',
        note: '最近 7 天',
        meaning: '最近 7 天（含今天）由客服人員或機器人傳送的訊息，群發訊息另計。',
      },
      messages_received: { label: '收到的訊息', note: '最近 7 天', meaning: '最近 7 天（含今天）顧客傳來的訊息。' },
      broadcasts_sent: { label: '群發訊息', note: '最近 7 天', meaning: '最近 7 天（含今天）傳送的群發訊息。' },
    },
  },
);
