/** The address of a one-time link; `base` is where browsers reach the service, without a slash at the end. */
export function signInUrl(base: string, token: string): string {
  return `${base}/sign-in?token=${token}`;
}
