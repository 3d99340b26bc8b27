import { InjectionToken } from '@angular/core';
import type { RingsideClient } from '@ringside/client';

/** The connection to the server; the console knows of no other way to it. */
export const RINGSIDE = new InjectionToken<RingsideClient>('RINGSIDE');
