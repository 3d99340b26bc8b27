import { Dialog } from '@angular/cdk/dialog';
import type { ComponentType } from '@angular/cdk/portal';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';

/** Opens dialogs in our looks; a second one does not open over the first. */
@Injectable({ providedIn: 'root' })
export class DialogsService {
  readonly #dialog = inject(Dialog);

  /** Resolves to what the dialog was closed with, undefined when it was dismissed. `data` is injected as `DIALOG_DATA`. */
  async ask<R>(
    component: ComponentType<unknown>,
    alert = false,
    { data, wide = false }: { readonly data?: unknown; readonly wide?: boolean } = {},
  ): Promise<R | undefined> {
    if (this.#dialog.openDialogs.length > 0) return undefined;
    const ref = this.#dialog.open<R>(component, {
      role: alert ? 'alertdialog' : 'dialog',
      ariaLabelledBy: 'dialog-title',
      backdropClass: 'dialog-scrim',
      panelClass: wide ? ['dialog-panel', 'wide'] : 'dialog-panel',
      data,
      autoFocus: alert ? '[data-first]' : 'first-tabbable',
    });
    return firstValueFrom(ref.closed);
  }
}
