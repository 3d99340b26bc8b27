import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SessionStore } from '../../core/session.store.js';
import { FailureComponent } from '../../ui/failure.component.js';
import { IconComponent } from '../../ui/icon.component.js';
import { PasswordFieldComponent } from '../../ui/password-field.component.js';
import { RoleNameComponent } from '../../ui/role-name.component.js';

/** Whoever is signed in: their password and their sessions. */
@Component({
  selector: 'rs-you',
  imports: [FailureComponent, IconComponent, PasswordFieldComponent, RoleNameComponent, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './you.component.html',
  styleUrl: './section.css',
})
export class YouComponent {
  protected readonly session = inject(SessionStore);
  protected readonly current = signal('');
  protected readonly password = signal('');
  protected readonly changed = signal(false);
  protected readonly wrong = computed(() =>
    this.session.changingPassword.failure()?.errors.some(({ code }) => code === 'wrong_password'),
  );

  protected async change(event: Event): Promise<void> {
    event.preventDefault();
    this.changed.set(false);
    if (!(await this.session.changePassword(this.current(), this.password()))) return;
    this.changed.set(true);
    this.current.set('');
    this.password.set('');
  }
}
