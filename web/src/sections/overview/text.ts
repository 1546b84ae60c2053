import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Basic channel info',
    lastDays: 'Messages of the last 7 days',
    activeSessions: 'Active sessions',
    contacts: 'Contacts',
    messagesSent: 'Messages sent',
    messagesReceived: 'Messages received',
    broadcastsSent: 'Broadcasts sent',
    now: 'now',
    everKnown: 'in all',
    sevenDays: 'last 7 days',
    emptyTitle: 'Nothing has been counted yet',
    empty:
      'Figures begin with the first conversation: once a customer writes, or somebody writes to them, it is counted here within moments.',
    definitions: {
      activeSessions: 'Sessions that have started and not ended, now. A session ends 24 hours after it is resolved.',
      contacts: 'Distinct customers with at least one session. Each is counted once, for ever.',
      messagesSent: 'Messages sent by agents or bots in the last 7 days, today included. Broadcasts are on their own.',
      messagesReceived: 'Messages from customers in the last 7 days, today included.',
      broadcastsSent: 'Broadcast messages sent in the last 7 days, today included.',
    },
  },
  {
    title: '頻道概況',
    lastDays: '訊息數為最近 7 天',
    activeSessions: '進行中的對話',
    contacts: '聯絡人',
    messagesSent: '傳送的訊息',
    messagesReceived: '收到的訊息',
    broadcastsSent: '群發訊息',
    now: '目前',
    everKnown: '累計',
    sevenDays: '最近 7 天',
    emptyTitle: '尚無任何數據',
    empty: '數據從第一則對話開始：只要有顧客傳來訊息，或有人傳訊息給顧客，片刻之內就會計入這裡。',
    definitions: {
      activeSessions: '目前已開始且尚未結束的對話。對話在標記為已解決的 24 小時後結束。',
      contacts: '至少有過一次對話的不重複顧客，每位永遠只計一次。',
      messagesSent: '最近 7 天（含今天）由客服人員或機器人傳送的訊息，群發訊息另計。',
      messagesReceived: '最近 7 天（含今天）顧客傳來的訊息。',
      broadcastsSent: '最近 7 天（含今天）傳送的群發訊息。',
    },
  },
);
