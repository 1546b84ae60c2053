import { inLanguages } from '../text/language';

export const text = inLanguages(
  {
    keys: 'Keys',
    compare: 'Show the days before, or hide them',
    inbox: 'Choose an inbox',
    export: 'Export everything',
    help: 'These keys',
    charts: 'In a chart, arrow keys go from day to day, and in the hours of the week in all four directions.',
    on: 'Use these keys',
  },
  {
    keys: '快速鍵',
    compare: '顯示或隱藏前期',
    inbox: '選擇收件匣',
    export: '匯出所有區塊',
    help: '顯示快速鍵',
    charts: '在圖表中以方向鍵逐日移動；在一週時段圖中可往四個方向移動。',
    on: '使用快速鍵',
  },
);
