import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Payment',
    chart: 'Credit usage per day',
    inboxNote: 'Usage that belongs to no inbox counts only where all inboxes are shown.',
    figures: {
      balance: {
        label: 'Balance',
        note: 'whole account, now',
        meaning: 'All top-ups and adjustments less all usage, now, always for the whole account. USD.',
      },
      total: { label: 'Credits used', meaning: 'Usage of all categories in the period, USD.' },
      marketing: { label: 'Marketing', meaning: 'Usage of the category marketing in the period.' },
      utility: { label: 'Utility', meaning: 'Usage of the category utility in the period.' },
      authentication: { label: 'Authentication', meaning: 'Usage of the category authentication in the period.' },
      other: { label: 'Other', meaning: 'Usage of any other category in the period.' },
    },
  },
  {
    title: '付款',
    chart: '每日點數用量',
    inboxNote: '不屬於任何收件匣的用量，只在顯示所有收件匣時計入。',
    figures: {
      balance: {
        label: '餘額',
        note: '整個帳戶，目前',
        meaning: '所有儲值與調整減去所有用量，為目前的數值，一律以整個帳戶計算。單位為美元。',
      },
      total: { label: '已用點數', meaning: '此期間所有類別的用量，單位為美元。' },
      marketing: { label: '行銷', meaning: '此期間行銷類別的用量。' },
      utility: { label: '通知', meaning: '此期間通知類別的用量。' },
      authentication: { label: '驗證', meaning: '此期間驗證類別的用量。' },
      other: { label: '其他', meaning: '此期間其他類別的用量。' },
    },
  },
);
