import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: '../../../docs/schema.graphql',
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
