export const TYPES_FILE: string;
export function apiTypes(): Promise<string>;
