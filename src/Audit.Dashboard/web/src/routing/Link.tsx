import type { AnchorHTMLAttributes, MouseEvent } from 'react';
import { href, navigate, type Params } from './router';

interface LinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  to: string;
  params?: Params | URLSearchParams;
}

/** A link to another view, which a new tab can open as well. */
export function Link({ to, params, onClick, ...rest }: LinkProps) {
  const address = href(to, params);
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (
      event.defaultPrevented ||
      event.button !== 0 ||
      event.metaKey ||
      event.ctrlKey ||
      event.shiftKey ||
      event.altKey
    )
      return;
    event.preventDefault();
    navigate(address);
  };
  return <a {...rest} href={address} onClick={follow} />;
}
