import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Hours of the week',
    map: 'By weekday and hour',
    hour: 'Hour of the week',
    shown: 'What the hours show',
    nothing: 'Nothing of this happened in the period.',
    /** `Monday`, `09:00–10:00` */
    at: (weekday: string, hour: string) => `${weekday}, ${hour}`,
    figures: {
      received: {
        label: 'Received',
        meaning:
          'Messages from customers by the local weekday and hour, summed over the period. An hour that occurs twice on a day is one.',
      },
      agent_sent: { label: 'Sent by agents', meaning: 'Messages that agents sent, likewise.' },
      bot_sent: { label: 'Sent by bots', meaning: 'Messages that bots sent, likewise.' },
      new_sessions: { label: 'New sessions', meaning: 'Sessions that were opened, likewise.' },
    },
  },
  {
    title: '一週時段',
    map: '依星期與時段',
    hour: '時段',
    shown: '時段圖顯示的數據',
    nothing: '此期間沒有這類紀錄。',
    at: (weekday, hour) => `${weekday} ${hour}`,
    figures: {
      received: {
        label: '收到',
        meaning: '顧客傳來的訊息，依當地星期與時段加總整個期間。一天中重複出現的時段視為同一個。',
      },
      agent_sent: { label: '客服人員傳送', meaning: '客服人員傳送的訊息，計算方式相同。' },
      bot_sent: { label: '機器人傳送', meaning: '機器人傳送的訊息，計算方式相同。' },
      new_sessions: { label: '新對話', meaning: '開啟的對話，計算方式相同。' },
    },
  },
);
