// @ts-check
// AppInstall.cs: the browser's own offer to install, kept by boot.js because it may come before this module.

/** @type {any} */
const page = globalThis;

/** @param {{ invokeMethodAsync(name: string, ...args: unknown[]): Promise<unknown> }} events */
export function start(events) {
  const tell = () => events.invokeMethodAsync("OnPossible", !!page.rubaruInstall);
  addEventListener("rubaru-install", tell);
  addEventListener("appinstalled", () => {
    page.rubaruInstall = undefined;
    tell();
  });
  tell();
}

export async function install() {
  const offer = page.rubaruInstall;
  if (offer) {
    // An offer can be used once; whatever the person answers, the browser makes another one when it likes.
    page.rubaruInstall = undefined;
    await offer.prompt();
    dispatchEvent(new Event("rubaru-install"));
  }
}
