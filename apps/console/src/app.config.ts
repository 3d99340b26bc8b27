import { APP_BASE_HREF } from '@angular/common';
import { provideZonelessChangeDetection, type ApplicationConfig } from '@angular/core';
import { provideRouter, withComponentInputBinding } from '@angular/router';
import { createClient } from '@ringside/client';
import { routes } from './app.routes.js';
import { RINGSIDE } from './core/ringside.js';

export const appConfig: ApplicationConfig = {
  providers: [
    provideZonelessChangeDetection(),
    provideRouter(routes, withComponentInputBinding()),
    // The page's policy allows no <base>.
    { provide: APP_BASE_HREF, useValue: '/' },
    { provide: RINGSIDE, useFactory: () => createClient({ url: '' }) },
  ],
};
