import { inertLine } from '../elements/text';

export type ErrorKind =
  'offline' | 'signed-out' | 'forbidden' | 'not-served' | 'input' | 'limit' | 'unavailable' | 'fault';

/** Why a request brought no data, and what to do about it. */
export class ApiError extends Error {
  readonly kind: ErrorKind;
  readonly code: string;

  constructor(kind: ErrorKind, message: string, code = '') {
    super(message);
    this.name = 'ApiError';
    this.kind = kind;
    this.code = code;
  }
}

const KINDS: Record<string, ErrorKind> = {
  UNAUTHENTICATED: 'signed-out',
  FORBIDDEN: 'forbidden',
  GRAPHQL_VALIDATION_FAILED: 'not-served',
  BAD_USER_INPUT: 'input',
  BAD_REQUEST: 'input',
  LIMIT_EXCEEDED: 'limit',
  TIMEOUT: 'unavailable',
  UNAVAILABLE: 'unavailable',
};

export function fromCode(code: string | undefined, message: string): ApiError {
  return new ApiError((code && KINDS[code]) || 'fault', message, code);
}

interface Advice {
  title: string;
  text: string;
}

const ADVICE: Record<ErrorKind, Advice> = {
  offline: {
    title: 'The server does not answer',
    text: 'This page tries again by itself and goes on when the connection is back.',
  },
  'signed-out': {
    title: 'You are signed out',
    text: 'Open the sign-in link that the application printed at its start, then reload this page.',
  },
  forbidden: {
    title: 'You may not do this',
    text: 'It needs a role that you do not have. Ask whoever runs this application.',
  },
  'not-served': {
    title: 'This server does not offer this yet',
    text: 'The rest of the dashboard works without it. An update of the application brings it.',
  },
  input: { title: 'The question could not be understood', text: 'Change the filter or the range of time.' },
  limit: { title: 'This asks for too much', text: 'Choose a shorter range of time or a narrower filter.' },
  unavailable: { title: 'The store took too long', text: 'Try again, or choose a shorter range of time.' },
  fault: { title: 'Something went wrong on the server', text: 'Try again. The log of the application says more.' },
};

export function adviceFor(error: unknown): Advice & { detail: string; kind: ErrorKind } {
  const kind = error instanceof ApiError ? error.kind : 'fault';
  const detail = error instanceof Error && kind !== 'not-served' && kind !== 'offline' ? inertLine(error.message) : '';
  return { ...ADVICE[kind], detail, kind };
}
