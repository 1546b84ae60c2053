import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Inboxes side by side',
    inbox: 'Inbox',
    none: 'No inboxes yet.',
    oneChosen: 'One inbox is chosen, so there is nothing beside it.',
    showAll: 'Show all inboxes',
    change: {
      label: 'Change in received',
      meaning: 'Messages received on the complete days, against those on the days that stand opposite them.',
    },
    figures: {
      received: { label: 'Received', meaning: 'Messages from customers. The bar is the inbox’s part of all.' },
      agent_sent: { label: 'Sent by agents', meaning: 'Messages that an agent sent.' },
      bot_sent: { label: 'Sent by bots', meaning: 'Messages that a bot sent.' },
      broadcast_sent: { label: 'Broadcasts', meaning: 'Messages that went out in broadcasts.' },
      active_sessions: { label: 'Active now', note: 'now', meaning: 'Sessions that have started and not ended, now.' },
      new_sessions: { label: 'New sessions', meaning: 'Sessions that were opened in the period.' },
      resolved_sessions: { label: 'Resolved', meaning: 'Sessions that were resolved in the period.' },
      responses: { label: 'Responses', meaning: 'First replies to assignments with an agent, in the period.' },
      response_time_seconds: {
        label: 'Response time',
        meaning: 'Mean time from such an assignment to its first reply. A dash where there was none.',
      },
    },
  },
  {
    title: '收件匣比較',
    inbox: '收件匣',
    none: '尚無收件匣。',
    oneChosen: '目前只選擇一個收件匣，因此無從比較。',
    showAll: '顯示所有收件匣',
    change: { label: '收到的變化', meaning: '完整日收到的訊息，與前期對應日期相比。' },
    figures: {
      received: { label: '收到', meaning: '顧客傳來的訊息。長條為此收件匣占全部的比例。' },
      agent_sent: { label: '客服人員傳送', meaning: '由客服人員傳送的訊息。' },
      bot_sent: { label: '機器人傳送', meaning: '由機器人傳送的訊息。' },
      broadcast_sent: { label: '群發訊息', meaning: '以群發方式傳送的訊息。' },
      active_sessions: { label: '目前進行中', note: '目前', meaning: '目前已開始且尚未結束的對話。' },
      new_sessions: { label: '新對話', meaning: '在此期間開啟的對話。' },
      resolved_sessions: { label: '已解決', meaning: '在此期間標記為已解決的對話。' },
      responses: { label: '回覆次數', meaning: '此期間對客服人員指派的第一次回覆次數。' },
      response_time_seconds: {
        label: '回覆時間',
        meaning: '從這類指派到第一次回覆的平均時間；沒有回覆時以「–」表示。',
      },
    },
  },
);
