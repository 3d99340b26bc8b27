import { afterEach, describe, expect, it } from '@jest/globals';
import { openDoor, type Door } from './door.js';

let door: Door;
afterEach(() => door.close(0));

describe('the door', () => {
  it('lets requests wait until the service is ready, in order', async () => {
    door = await openDoor('127.0.0.1', 0);
    const early = [fetch(`${door.url}/1`), fetch(`${door.url}/2`)];
    await new Promise((resolve) => setTimeout(resolve, 50));
    door.serve((request, response) => response.end(request.url));
    expect(await Promise.all(early.map(async (response) => (await response).text()))).toEqual(['/1', '/2']);
    expect(await (await fetch(`${door.url}/3`)).text()).toBe('/3');
  });

  it('is known to be taken at once', async () => {
    door = await openDoor('127.0.0.1', 0);
    await expect(openDoor('127.0.0.1', door.port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('closes within its grace, whoever still talks', async () => {
    door = await openDoor('127.0.0.1', 0);
    door.serve(() => undefined);
    const unanswered = fetch(door.url).then(
      () => 'answered',
      () => 'cut off',
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const began = performance.now();
    await door.close(100);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(await unanswered).toBe('cut off');
    await expect(fetch(door.url)).rejects.toThrow();
  });

  it('has an address that can be called, also on every network', async () => {
    door = await openDoor('0.0.0.0', 0);
    expect(door.url).toBe(`http://127.0.0.1:${door.port}`);
  });
});
