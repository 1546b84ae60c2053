/**
 * Which folder of `src` may import from which: a file imports from its own folder and from the folders above it in this
 * list, never from one below. `npm run check` holds it.
 */
const FOLDERS = [
  'text', // languages, dates, how values are written
  'api', // routes, answers, problems
  'session', // signing in
  'view', // what is shown: period, inbox, detail, as they stand in the address
  'figures', // tiles, tables, cards and controls
  'charts',
  'export',
  'spec', // what follows from a section's specification
  'sections', // one folder for each section
  'page', // the bars around the sections, and what is the reader's own
];

/** The files of `src` itself put the folders together, so no folder imports them. */
const TOP = '^src/[^/]+[.]tsx?$';

const upwards = FOLDERS.map((folder, index) => ({
  name: `${folder}-imports-from-a-later-folder`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: [TOP, ...FOLDERS.slice(index + 1).map((later) => `^src/${later}/`)] },
}));

export default {
  forbidden: [
    ...upwards,
    {
      name: 'folder-without-a-place-in-the-list',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^src/[^/]+/', pathNot: [...FOLDERS, 'styles'].map((folder) => `^src/${folder}/`) },
    },
    { name: 'circle-of-files', severity: 'error', from: {}, to: { circular: true } },
    { name: 'circle-of-folders', severity: 'error', scope: 'folder', from: {}, to: { circular: true } },
    {
      name: 'browser-test-imports-more-of-the-page-than-the-types-of-the-API',
      severity: 'error',
      from: { path: '^tests/browser/' },
      to: { path: '^src/', pathNot: '^src/api/schema[.]d[.]ts$' },
    },
    // An import that cannot be followed would pass every rule above.
    { name: 'import-that-leads-nowhere', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Imports of types count as well.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
