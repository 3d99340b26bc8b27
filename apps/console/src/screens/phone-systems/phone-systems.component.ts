import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { ConnectionStore } from '../../core/connection.store.js';
import { PhoneSystemsStore } from '../../core/phone-systems.store.js';
import { TopBarComponent } from '../../shell/top-bar.component.js';
import { PhoneSystemComponent } from './phone-system.component.js';

/** Every phone system that is set up, and how it stands. */
@Component({
  selector: 'rs-phone-systems',
  imports: [PhoneSystemComponent, TopBarComponent],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './phone-systems.component.html',
  styleUrls: ['../../ui/screen.css', '../../ui/nothing.css', './phone-systems.component.css'],
})
export class PhoneSystemsComponent {
  protected readonly connection = inject(ConnectionStore);
  protected readonly example = `PHONE_SYSTEM=asterisk\nARI_URL=http://127.0.0.1:8088\nARI_USER=dialer`;
  protected readonly systems = inject(PhoneSystemsStore).systems;
}
