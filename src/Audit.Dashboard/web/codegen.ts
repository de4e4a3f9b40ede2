import type { CodegenConfig } from '@graphql-codegen/cli';
import { readSchema } from './tools/schema.ts';

const config: CodegenConfig = {
  schema: readSchema(),
  documents: ['src/**/*.graphql'],
  ignoreNoDocuments: true,
  silent: true,
  generates: {
    'src/generated/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: 'string',
        enumsAsTypes: true,
        useTypeImports: true,
        scalars: {
          DateTime: 'string',
          Duration: 'string',
          Long: 'number',
          JSON: 'Record<string, string>',
        },
      },
    },
  },
};

export default config;
