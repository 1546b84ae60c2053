import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Messages',
    chart: 'Messages per day',
    agent_sent: 'Sent by agents',
    bot_sent: 'Sent by bots',
    broadcast_sent: 'Broadcasts',
    received: 'Received',
    definitions: {
      agent_sent: 'Messages that an agent sent.',
      bot_sent: 'Messages that a bot sent.',
      broadcast_sent: 'Messages that went out in broadcasts.',
      received: 'Messages from customers.',
    },
  },
  {
    title: '訊息',
    chart: '每日訊息數',
    agent_sent: '客服人員傳送',
    bot_sent: '機器人傳送',
    broadcast_sent: '群發訊息',
    received: '收到',
    definitions: {
      agent_sent: '由客服人員傳送的訊息。',
      bot_sent: '由機器人傳送的訊息。',
      broadcast_sent: '以群發方式傳送的訊息。',
      received: '顧客傳來的訊息。',
    },
  },
);
