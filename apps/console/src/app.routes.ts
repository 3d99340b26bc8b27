import type { Routes } from '@angular/router';

/** One line a screen; each is loaded when it is first opened. */
export const routes: Routes = [
  {
    path: '',
    pathMatch: 'full',
    loadComponent: async () => (await import('./screens/board/newest.component.js')).NewestComponent,
  },
  {
    // Where links lead that signed nobody in; whoever then signs in wants to see the board.
    path: 'sign-in',
    loadComponent: async () => (await import('./screens/board/newest.component.js')).NewestComponent,
  },
  {
    path: 'campaigns/:id',
    title: 'Board · Ringside',
    loadComponent: async () => (await import('./screens/board/board.component.js')).BoardComponent,
  },
  {
    path: 'calls',
    title: 'Calls · Ringside',
    loadComponent: async () => (await import('./screens/calls/calls.component.js')).CallsComponent,
  },
  {
    path: 'calls/minutes',
    title: 'Minutes · Ringside',
    loadComponent: async () => (await import('./screens/minutes/minutes.component.js')).MinutesComponent,
  },
  {
    path: 'campaigns',
    title: 'Campaigns · Ringside',
    loadComponent: async () =>
      (await import('./screens/campaigns/campaigns.component.js')).CampaignsComponent,
  },
  {
    path: 'phone-systems',
    title: 'Phone systems · Ringside',
    loadComponent: async () =>
      (await import('./screens/phone-systems/phone-systems.component.js')).PhoneSystemsComponent,
  },
  {
    path: 'messages',
    title: 'Messages · Ringside',
    loadComponent: async () => (await import('./screens/messages/messages.component.js')).MessagesComponent,
  },
  {
    path: 'simulate',
    title: 'Simulate · Ringside',
    loadComponent: async () => (await import('./screens/simulate/simulate.component.js')).SimulateComponent,
  },
  {
    path: 'new',
    title: 'New list · Ringside',
    loadComponent: async () => (await import('./screens/new-list/new-list.component.js')).NewListComponent,
  },
  {
    path: 'people',
    title: 'People · Ringside',
    loadComponent: async () => (await import('./screens/people/people.component.js')).PeopleComponent,
  },
  {
    path: 'api-keys',
    title: 'API keys · Ringside',
    loadComponent: async () => (await import('./screens/api-keys/api-keys.component.js')).ApiKeysComponent,
  },
  {
    path: 'settings',
    title: 'Settings · Ringside',
    loadComponent: async () => (await import('./screens/settings/settings.component.js')).SettingsComponent,
  },
  {
    path: 'welcome',
    title: 'Welcome · Ringside',
    loadComponent: async () => (await import('./screens/welcome/welcome.component.js')).WelcomeComponent,
  },
  { path: '**', loadComponent: async () => (await import('./shell/lost.component.js')).LostComponent },
];
