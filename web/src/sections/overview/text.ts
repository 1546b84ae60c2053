import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Basic channel info',
    dates: 'Messages of the last 7 days',
    emptyTitle: 'Waiting for the first message',
    empty:
      'Figures begin with the first conversation. Write to one of your inboxes as a customer would, from your own phone or from the chat on your website: the message is counted here within a minute.',
    writeTo: (inboxes: string) => `You can write to ${inboxes}.`,
    onDay: 'on 1 complete day',
    onDays: (days: string) => `on ${days} complete days`,
    asBefore: (on: string) => `Messages and response times are much as before, ${on}.`,
    receivedUp: (change: string, on: string) => `Messages received are ${change} up ${on}`,
    receivedDown: (change: string, on: string) => `Messages received are ${change} down ${on}`,
    mostly: (said: string, inbox: string) => `${said}, mostly in ${inbox}`,
    slower: (median: string, more: string) => `first responses take ${median} at the median, ${more} more than before`,
    faster: (median: string, less: string) => `first responses take ${median} at the median, ${less} less than before`,
    alone: (said: string, on: string) => `${said.slice(0, 1).toUpperCase()}${said.slice(1)}, ${on}`,
    and: '; ',
    sentence: (words: string) => `${words}.`,
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
    emptyTitle: '正在等待第一則訊息',
    empty:
      '數據從第一則對話開始。請像顧客一樣，用自己的手機或網站上的聊天視窗傳訊息到任一收件匣，訊息會在一分鐘內計入這裡。',
    writeTo: (inboxes) => `可以傳訊息到${inboxes}。`,
    onDay: '1 個完整日',
    onDays: (days) => `${days} 個完整日`,
    asBefore: (on) => `訊息數與回覆時間和前期大致相同（${on}）。`,
    receivedUp: (change, on) => `收到的訊息增加 ${change}（${on}）`,
    receivedDown: (change, on) => `收到的訊息減少 ${change}（${on}）`,
    mostly: (said, inbox) => `${said}，主要來自 ${inbox}`,
    slower: (median, more) => `首次回覆的中位數為 ${median}，比前期多 ${more}`,
    faster: (median, less) => `首次回覆的中位數為 ${median}，比前期少 ${less}`,
    alone: (said, on) => `${said}（${on}）`,
    and: '；',
    sentence: (words) => `${words}。`,
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
