import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

export default tseslint.config(
    { ignores: ['dist', 'src/generated', 'node_modules'] },
    ...tseslint.configs.recommended,
    reactHooks.configs.flat['recommended-latest'],
    {
        files: ['src/**/*.{ts,tsx}'],
        rules: {
            'max-lines': ['error', { max: 300 }],
            'no-restricted-syntax': [
                'error',
                {
                    // What is shown was written by others.
                    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
                    message: 'Audited text is hostile: render it as text.',
                },
                {
                    selector: "MemberExpression[property.name='innerHTML']",
                    message: 'Audited text is hostile: render it as text.',
                },
            ],
            '@typescript-eslint/consistent-type-imports': 'error',
        },
    },
);
