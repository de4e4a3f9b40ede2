/** What the page that started the application says about its server. */
function meta(name: string): string {
  return document.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? '';
}

export const host = {
  /** The path that every view is below; ends with a slash. */
  base: new URL(document.baseURI).pathname,
  graphql: meta('audit-graphql') || '/graphql',
  /** Empty: the server has none. */
  health: meta('audit-health'),
  signIn: meta('audit-sign-in'),
  nonce: document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '',
};
