import { Dialog } from '@angular/cdk/dialog';
import type { ComponentType } from '@angular/cdk/portal';
import { Injectable, inject, type Injector } from '@angular/core';
import { firstValueFrom } from 'rxjs';

export interface DialogOptions {
  /** Injected as `DIALOG_DATA`. */
  readonly data?: unknown;
  readonly wide?: boolean;
  /** Of the screen that opens it, where the dialog needs its store. */
  readonly injector?: Injector;
}

/** Opens dialogs in our looks; a second one does not open over the first. */
@Injectable({ providedIn: 'root' })
export class DialogsService {
  readonly #dialog = inject(Dialog);

  /** Resolves to what the dialog was closed with, undefined when it was dismissed. */
  async ask<R>(
    component: ComponentType<unknown>,
    alert = false,
    { data, wide = false, injector }: DialogOptions = {},
  ): Promise<R | undefined> {
    if (this.#dialog.openDialogs.length > 0) return undefined;
    const ref = this.#dialog.open<R>(component, {
      role: alert ? 'alertdialog' : 'dialog',
      ariaLabelledBy: 'dialog-title',
      backdropClass: 'dialog-scrim',
      panelClass: wide ? ['dialog-panel', 'wide'] : 'dialog-panel',
      data,
      ...(injector && { injector }),
      autoFocus: alert ? '[data-first]' : 'first-tabbable',
    });
    return firstValueFrom(ref.closed);
  }
}
