/* Other tabs of this browser: they are told what changed, and heard. */

/** Messages between the tabs of one site. Where there is no channel, a change of the local storage carries them. */
export class Tabs {
  /** @param {string} name @param {(message: string) => void} heard */
  constructor(name, heard) {
    this.name = name;
    /** @type {BroadcastChannel | undefined} */
    this.channel = undefined;
    try { this.channel = new BroadcastChannel(name); } catch { /* an old browser, or one that forbids it */ }
    this.channel?.addEventListener("message", ({ data }) => heard(String(data)));
    if (!this.channel) window.addEventListener("storage", ({ key, newValue }) => { if (key === name && newValue) heard(newValue.slice(newValue.indexOf(" ") + 1)); });
  }

  /** @param {string} message */
  tell(message) {
    if (this.channel) this.channel.postMessage(message);
    else try { localStorage.setItem(this.name, `${Math.random()} ${message}`); } catch { /* nobody can be told */ }
  }
}
