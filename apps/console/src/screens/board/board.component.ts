import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  Injector,
  computed,
  effect,
  inject,
} from '@angular/core';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';
import { AccountStore } from '../../core/account.store.js';
import { ConnectionStore } from '../../core/connection.store.js';
import { formatNumber } from '../../core/format.js';
import { KeysService } from '../../core/keys.service.js';
import { ViewportStore } from '../../core/viewport.store.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';
import { CampaignStateComponent } from '../../ui/campaign-state.component.js';
import { DialogsService } from '../../ui/dialogs.service.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { HoldingComponent } from '../../ui/holding.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { PhoneComponent } from '../../ui/phone.component.js';
import { ActionsComponent } from './actions.component.js';
import { BoardStore } from './board.store.js';
import { ContactListComponent } from './contact-list.component.js';
import { DetailsDialogComponent } from './details-dialog.component.js';
import { ExportStore } from './export.store.js';
import { LinesComponent } from './lines.component.js';
import { ListStore } from './list.store.js';
import { MachinesComponent } from './machines.component.js';
import { ProgressComponent } from './progress.component.js';
import { StoryComponent } from './story.component.js';
import { SummaryComponent } from './summary.component.js';
import { UploadStripComponent } from './upload-strip.component.js';

/** The dial board: lines, progress, the list and a call's story. */
@Component({
  selector: 'rs-board',
  imports: [
    ActionsComponent,
    CampaignStateComponent,
    ContactListComponent,
    FailureComponent,
    HoldingComponent,
    IconComponent,
    LinesComponent,
    MachinesComponent,
    PhoneComponent,
    ProgressComponent,
    RouterLink,
    StoryComponent,
    SummaryComponent,
    TopBarComponent,
    UploadStripComponent,
  ],
  providers: [BoardStore, ListStore, ExportStore],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './board.component.html',
  styleUrls: ['../../ui/screen.css', '../../ui/split-screen.css', './board.component.css'],
})
export class BoardComponent {
  protected readonly connection = inject(ConnectionStore);
  protected readonly board = inject(BoardStore);
  protected readonly list = inject(ListStore);
  protected readonly exporting = inject(ExportStore);
  readonly #account = inject(AccountStore);
  readonly #dialogs = inject(DialogsService);
  readonly #injector = inject(Injector);
  /** What is done about answering machines; null where nothing can be. */
  protected readonly machines = computed(() => {
    const chosen = this.board.campaign()?.machine_detection ?? 'off';
    return chosen !== 'off' || this.#account.phoneSystem()?.can_detect_machines ? chosen : null;
  });
  protected readonly phone = inject(ViewportStore).phone;
  protected readonly dialing = computed(() => this.board.campaign()?.state === 'running');
  protected readonly ended = computed(() => this.board.mainAction() === 'again');
  protected readonly exported = computed(() => formatNumber(this.exporting.done()));
  protected readonly count = formatNumber;

  constructor() {
    const title = inject(Title);
    effect(() => {
      const name = this.board.campaign()?.name;
      if (name) title.setTitle(`${name} · Ringside`);
    });
    inject(KeysService).bind(
      { Escape: () => this.list.select(null), i: () => this.details() },
      inject(DestroyRef),
    );
  }

  /** Caller ID, state URL and all else that was chosen when the list was made. */
  protected details(): void {
    if (!this.board.campaign()) return;
    void this.#dialogs.ask(DetailsDialogComponent, false, { injector: this.#injector });
  }
}
