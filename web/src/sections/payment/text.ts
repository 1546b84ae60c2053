import { inLanguages } from '../../text/language';

export const text = inLanguages(
  {
    title: 'Payment',
    chart: 'Credit usage per day',
    balance: 'Balance',
    wholeAccount: 'whole account, now',
    total: 'Credits used',
    marketing: 'Marketing',
    utility: 'Utility',
    authentication: 'Authentication',
    other: 'Other',
    inboxNote: 'Usage that belongs to no inbox counts only where all inboxes are shown.',
    definitions: {
      balance: 'All top-ups and adjustments less all usage, now, always for the whole account. USD.',
      total: 'Usage of all categories in the period, USD.',
      marketing: 'Usage of the category marketing in the period.',
      utility: 'Usage of the category utility in the period.',
      authentication: 'Usage of the category authentication in the period.',
      other: 'Usage of any other category in the period.',
    },
  },
  {
    title: '付款',
    chart: '每日點數用量',
    balance: '餘額',
    wholeAccount: '整個帳戶，目前',
    total: '已用點數',
    marketing: '行銷',
    utility: '通知',
    authentication: '驗證',
    other: '其他',
    inboxNote: '不屬於任何收件匣的用量，只在顯示所有收件匣時計入。',
    definitions: {
      balance: '所有儲值與調整減去所有用量，為目前的數值，一律以整個帳戶計算。單位為美元。',
      total: '此期間所有類別的用量，單位為美元。',
      marketing: '此期間行銷類別的用量。',
      utility: '此期間通知類別的用量。',
      authentication: '此期間驗證類別的用量。',
      other: '此期間其他類別的用量。',
    },
  },
);
