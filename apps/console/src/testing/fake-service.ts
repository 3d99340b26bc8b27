import type { Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { routes } from '../app.routes.js';
import { DOCUMENTS } from '../core/documents.js';
import { RINGSIDE } from '../core/ringside.js';
import { FakeClient } from './fake-client.js';
import { FakeDocuments } from './fake-documents.js';

/** Gives the console a service that says what a spec wants, and the console's own addresses. */
export function fakeService(...more: readonly Provider[]): { client: FakeClient; documents: FakeDocuments } {
  const client = new FakeClient();
  const documents = new FakeDocuments();
  TestBed.configureTestingModule({
    providers: [
      provideRouter(routes),
      { provide: RINGSIDE, useValue: client },
      { provide: DOCUMENTS, useValue: documents },
      ...more,
    ],
  });
  return { client, documents };
}

/** Answers come in turns of their own, which no fixture waits for. */
export async function settled(
  fixture: { whenStable(): Promise<unknown> },
  { turns = 1 }: { readonly turns?: number } = {},
): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setTimeout(resolve));
  await fixture.whenStable();
}
