import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Messages',
    chart: 'Messages per day',
    figures: {
      agent_sent: { label: 'Sent by agents', meaning: 'Messages that an agent sent.' },
      bot_sent: { label: 'Sent by bots', meaning: 'Messages that a bot sent.' },
      broadcast_sent: { label: 'Broadcasts', meaning: 'Messages that went out in broadcasts.' },
      received: { label: 'Received', meaning: 'Messages from customers.' },
    },
  },
  {
    title: '訊息',
    chart: '每日訊息數',
    figures: {
      agent_sent: { label: '客服人員傳送', meaning: '由客服人員傳送的訊息。' },
      bot_sent: { label: '機器人傳送', meaning: '由機器人傳送的訊息。' },
      broadcast_sent: { label: '群發訊息', meaning: '以群發方式傳送的訊息。' },
      received: { label: '收到', meaning: '顧客傳來的訊息。' },
    },
  },
);
