import { bootstrapApplication } from '@angular/platform-browser';
import { AppComponent } from './shell/app.component.js';
import { appConfig } from './app.config.js';

bootstrapApplication(AppComponent, appConfig).catch((error: unknown) => console.error(error));
