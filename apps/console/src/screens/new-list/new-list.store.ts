import { Injectable, computed, inject, signal } from '@angular/core';
import { toObservable, toSignal } from '@angular/core/rxjs-interop';
import {
  CAMPAIGN_LIMITS,
  type CampaignResource,
  type FieldProblem,
  type MachineDetection,
} from '@ringside/contracts';
import { debounceTime } from 'rxjs';
import { AccountStore } from '../../core/account.store.js';
import { createAct } from '../../core/act.js';
import { RINGSIDE } from '../../core/ringside.js';
import { UploadsStore } from '../../core/uploads.store.js';
import { FIELD_LIMIT_BYTES, checkFile, readFileAsLines, type FileCheck } from './csv-file.js';
import { parseList, withoutProblems } from './parse-list.js';
import { sampleList } from './sample.js';

/** Text up to this length is checked at every key; longer text in the pauses of typing. */
const AT_ONCE = 20_000;
const TYPING_MS = 150;

/** A file too long for the field, and what a look through it found. */
export interface LongFile {
  readonly file: File;
  readonly read: number;
  readonly check: FileCheck | null;
}

/** A list being made: its text or file, its check, and the campaign it becomes. */
@Injectable()
export class NewListStore {
  readonly #client = inject(RINGSIDE);
  readonly #uploads = inject(UploadsStore);
  readonly #account = inject(AccountStore);

  readonly text = signal(sampleList());
  readonly #settled = toSignal(toObservable(this.text).pipe(debounceTime(TYPING_MS)), {
    initialValue: this.text(),
  });
  readonly parsed = computed(() => parseList(this.text().length <= AT_ONCE ? this.text() : this.#settled()));
  readonly sample = computed(() => this.text() === sampleList());

  readonly #long = signal<LongFile | null>(null);
  readonly long = this.#long.asReadonly();

  readonly name = signal('');
  readonly lines = signal<number>(CAMPAIGN_LIMITS.lines.default);
  readonly linesOk = computed(() => {
    const { min, max } = CAMPAIGN_LIMITS.lines;
    return Number.isInteger(this.lines()) && this.lines() >= min && this.lines() <= max;
  });

  /** Whether there is a choice at all. */
  readonly canDetectMachines = computed(() => this.#account.phoneSystem()?.can_detect_machines === true);
  readonly machines = signal<MachineDetection>('off');

  /** The number to call from, and where the state changes of the calls are posted to: as typed; mostly neither. */
  readonly from = signal('');
  readonly callStateUrl = signal('');
  /** What is wrong with either, where it stands; what only the server knows, once it has refused. */
  readonly fromProblem = computed<'not_a_line' | FieldProblem | null>(() =>
    CALLER_ID.test(this.from().trim()) ? this.#refused('from') : 'not_a_line',
  );
  readonly callStateUrlProblem = computed<'no_url' | 'credentials' | FieldProblem | null>(
    () => urlProblem(this.callStateUrl().trim()) ?? this.#refused('call_state_url'),
  );

  readonly reading = createAct();
  readonly creating = createAct();
  /** What went wrong, but for what stands beside its field. */
  readonly createFailure = computed(() => {
    const failure = this.creating.failure();
    const elsewhere = failure?.errors.filter(({ field }) => !BESIDE.includes(field)) ?? [];
    return failure !== null && failure.errors.length > 0 && elsewhere.length === 0
      ? null
      : failure && { ...failure, errors: elsewhere };
  });

  readonly ready = computed(() => {
    const long = this.#long();
    if (!this.linesOk() || this.fromProblem() || this.callStateUrlProblem()) return false;
    if (long) return long.check !== null && long.check.rows > 0;
    return this.parsed().contacts.length > 0 && this.parsed().problems.length === 0;
  });

  /** What the server said of the one before says nothing of the new one. */
  setFrom(from: string): void {
    this.from.set(from);
    this.creating.clear();
  }
  setCallStateUrl(url: string): void {
    this.callStateUrl.set(url);
    this.creating.clear();
  }

  leaveOutProblems(): void {
    this.text.update((text) => withoutProblems(text, this.parsed().problemLines));
  }

  dropLongFile(): void {
    this.#long.set(null);
  }

  /** Takes a dropped or chosen file: into the field, or as a whole when it is long. */
  take(file: File): Promise<boolean> {
    return this.reading.run(async () => {
      if (!this.name()) this.name.set(file.name.replace(/\.\w+$/, ''));
      if (file.size <= FIELD_LIMIT_BYTES) {
        this.text.set(await readFileAsLines(file));
        this.#long.set(null);
        return;
      }
      this.#long.set({ file, read: 0, check: null });
      const same = (): boolean => this.#long()?.file === file;
      const check = await checkFile(file, (read) => {
        if (same()) this.#long.set({ file, read, check: null });
      });
      if (same()) this.#long.set({ file, read: file.size, check });
    });
  }

  /** Makes the campaign; resolves to its id, or null when it failed. */
  async create(): Promise<string | null> {
    let id: string | null = null;
    const long = this.#long();
    await this.creating.run(async () => {
      if (long) {
        id = await this.#createEmpty();
        // It goes on while its board is open, which shows how far it is.
        void this.#uploads.send(id, long.file, 'text/csv');
        return;
      }
      const { contacts, named } = this.parsed();
      if (named || contacts.length > CAMPAIGN_LIMITS.numbers_inline) {
        const created = await this.#createEmpty();
        const rows = contacts.map(({ phone, name }) =>
          JSON.stringify(name === null ? { phone } : { phone, name }),
        );
        const upload = await this.#uploads.send(created, new Blob([rows.join('\n')]), 'application/x-ndjson');
        // A campaign without its list is still there: its board says what went wrong.
        id = upload.campaignId;
      } else id = (await this.#create(contacts.map((contact) => contact.phone))).id;
    });
    return id;
  }

  #refused(name: string): FieldProblem | null {
    return this.creating.failure()?.errors.find(({ field }) => field === name) ?? null;
  }

  async #createEmpty(): Promise<string> {
    return (await this.#create([])).id;
  }

  #create(phone_number: readonly string[]): Promise<CampaignResource> {
    const name = this.name().trim();
    const from = this.from().trim();
    const call_state_url = this.callStateUrl().trim();
    return this.#client.createCampaign({
      dialer_type: 'Fixed',
      lines: this.lines(),
      phone_number,
      ...(name && { name }),
      ...(from && { from }),
      ...(call_state_url && { call_state_url }),
      ...(this.canDetectMachines() && { machine_detection: this.machines() }),
    });
  }
}

/** Fields that say themselves what was wrong with them. */
const BESIDE = ['from', 'call_state_url'];
/** One line that a phone system may show as the caller: what the server takes. */
const CALLER_ID = /^[^\p{Cc}\p{Cs}\u2028\u2029]{0,80}$/u;

/** What anybody can see to be wrong with an address that messages are posted to; where it may lead, the server knows. */
function urlProblem(text: string): 'no_url' | 'credentials' | null {
  if (text === '') return null;
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return 'no_url';
  const { username, password } = new URL(text);
  return username !== '' || password !== '' ? 'credentials' : null;
}
